from collections import defaultdict

from odoo import models


class ArrearsCharge(models.Model):
    """Where rooms say that a charge bears no late fee on some days."""

    _inherit = "arrears.charge"

    def _late_fee_pauses(self):
        """The pauses of each of these charges, whenever they were. Rooms add theirs.

        An override fetches for the whole set at once, never charge by charge, and appends to the
        lists that ``super()`` answers.

        :return: ``{charge id: [engine.late_fee.Pause]}``, a ``defaultdict``; a pause with an
            amount concerns that part of the charge (minor units)
        """
        return defaultdict(list)
