from odoo import fields, models

from ..on_demand import ON_DEMAND


class AccountMove(models.Model):
    """A credit note knows the waiver it applies, one per waiver and document, for ever; what
    reverses it knows that waiver too."""

    _inherit = "account.move"

    arrears_waiver_id = fields.Many2one(
        "arrears.waiver",
        string="Waiver",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )
    arrears_waived_move_id = fields.Many2one(
        "account.move",
        string="Waived on",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )

    arrears_reversed_waiver_id = fields.Many2one(
        "arrears.waiver",
        string="Waiver reversed",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )

    _arrears_waiver_once = models.UniqueIndex(
        "(arrears_waiver_id, arrears_waived_move_id) WHERE arrears_waiver_id IS NOT NULL",
        "This waiver was applied to that document already.",
    )
    _arrears_waiver_reversed_once = models.UniqueIndex(
        "(reversed_entry_id) WHERE arrears_reversed_waiver_id IS NOT NULL",
        "This credit note was reversed already.",
    )
