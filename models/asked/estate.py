from odoo import models


class ArrearsEstate(models.Model):
    """The ways to pay that need nobody to come to the office."""

    _inherit = "arrears.estate"

    def _ways_from_anywhere(self):
        """A line for each: transfer, codes and pages, direct debit.

        Who pays is up to the owner: it is said how a payment finds its unit, and nobody else is
        ever named or asked.
        """
        self.ensure_one()
        _ = self.env._
        estate = self.sudo()
        ways = [_("By transfer: %(account)s", account=line) for line in estate._receiving_lines()]
        ways += [
            _("%(name)s: with the code or the link, on your own telephone", name=code.display_name)
            for code in estate.payment_code_ids
        ]
        if estate._debit_channels():
            ways.append(_("By direct debit: tell us, and we prepare the mandate."))
        if ways:
            ways.append(_("Name the number of the bill, so that the payment finds your unit."))
        return ways
