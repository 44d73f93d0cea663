from odoo import fields, models

from ..engine.period_text import period_text


class ArrearsPlan(models.Model):
    """The agreement on paper: every charge, every instalment, and what signing means."""

    _name = "arrears.plan"
    _inherit = ["arrears.plan", "arrears.issued.papers"]

    document_count = fields.Integer(string="Agreements")

    def action_print_agreement(self):
        """Issue the agreement as it stands; the same content gives the same paper."""
        self.ensure_one()
        self.check_access("read")
        self._check_state("proposed", "running", "late", "review")
        document = self.env["arrears.document"]._issue(
            self,
            "plan_agreement",
            "property_arrears.plan_agreement_document",
            {"estate": self.estate_id, "currency": self.currency_id},
            language=self.sudo().debtor_id.lang,
        )
        return document._action_open()

    def action_view_documents(self):
        """Open the agreements that were issued."""
        return self._view_documents()

    def _agreement_rows(self):
        """The charges as they were proposed, in the language of the record's environment."""
        charges = self.sudo().agreed_charge_ids
        kinds = dict(charges.charge_id._fields["kind"]._description_selection(self.env))
        return [
            {
                "unit": one.charge_id.unit_id.display_name or "",
                "period": period_text(one.charge_id.period_from, one.charge_id.period_to)
                or one.charge_id.move_id.name
                or "",
                "kind": kinds[one.charge_id.kind],
                "due_date": one.due_date,
                "amount": one.amount,
            }
            for one in charges
        ]

    def _cure_in_words(self):
        """What happens when an instalment is missed, in the language of the paper."""
        return self.env._(
            "If an instalment is missed, we send a friendly notice, and there are %(days)s days to "
            "catch up. After that a person looks at the plan and talks with you. Nothing happens "
            "by itself.",
            days=self.sudo().company_id.arrears_plan_cure_days,
        )
