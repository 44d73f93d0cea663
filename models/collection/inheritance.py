from odoo import models


class ArrearsInheritance(models.Model):
    """A proven death stops every message to the deceased, on the cards there are and to come."""

    _inherit = "arrears.inheritance"

    def _after_proven(self):
        """Extended: hold the cards of the deceased until a person has spoken with the family."""
        result = super()._after_proven()
        cases = self.env["arrears.case"].sudo()
        found = cases.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.deceased_id.commercial_partner_id.ids),
                ("state", "!=", "closed"),
            ]
        )
        proven = {(record.company_id, record.deceased_id.commercial_partner_id) for record in self}
        self.env["arrears.hold"].sudo().create(
            [
                {
                    "case_id": case.id,
                    "type": "deceased",
                    "date_from": case.company_id._arrears_today(),
                    "note": self.env._("The proof of the death was seen."),
                }
                for case in found
                if (case.company_id, case.debtor_id) in proven and not case._held_for_death()
            ]
        )
        return result
