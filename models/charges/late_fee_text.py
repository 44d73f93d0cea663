from odoo import models

from ...engine.late_fee import to_charge
from ...engine.wording import placeholders

PART = "late_fee"


class ArrearsTemplate(models.Model):
    """The true figure of the late fee in a text, and nothing where the contract has no clause."""

    _inherit = "arrears.template"

    def _values(self, cases, named, bills=None):
        """Extended with the late fee, reckoned only where the text has a place for it."""
        values = super()._values(cases, named, bills)
        if PART in placeholders(self.body or ""):
            values[PART] = self._late_fee_sentence(named, cases.company_id)
        return values

    def _late_fee_sentence(self, named, company):
        """One sentence on what no bill has charged yet; empty where there is nothing."""
        charges = self.env["arrears.charge"].union(*(charge for charge, _asked in named))
        accruals, charged = charges.sudo()._late_fees(), charges._late_fee_charged()
        left = sum(
            to_charge(accruals[charge.id].amount, charged.get(charge.id, (0, None))[0])
            for charge in charges
        )
        if not left:
            return ""
        return self.env._(
            "By the contract a late fee of %(amount)s has run up so far; it is not charged yet, "
            "and may be waived in hardship.",
            amount=self._money(left, company),
        )


class ArrearsScript(models.Model):
    """A script on the late fee is shown only where there is one."""

    _inherit = "arrears.script"

    def _talk_values(self, case, identity_checked):
        """Extended: without a late fee its part has no value, so its script is not given out."""
        values = super()._talk_values(case, identity_checked)
        if not values.get(PART, True):
            del values[PART]
        return values
