from odoo import fields, models


class ArrearsRefund(models.Model):
    """The application for a refund on paper: what goes back, to whom, and the signatures."""

    _name = "arrears.refund"
    _inherit = ["arrears.refund", "arrears.issued.papers"]

    document_count = fields.Integer(string="Applications")

    def action_print_application(self):
        """Issue the application as it stands; the same content gives the same paper."""
        self.ensure_one()
        document = self.env["arrears.document"]._issue(
            self,
            "refund_application",
            "property_arrears.refund_application_document",
            {"estate": self.estate_id, "currency": self.currency_id},
            language=self.debtor_id.lang,
        )
        return document._action_open()

    def action_view_documents(self):
        """Open the applications that were issued."""
        return self._view_documents()

    def _application_rows(self):
        """The credits, in the language of the record's environment."""
        lines = self.line_ids.with_env(self.env)
        kinds = dict(lines._fields["kind"]._description_selection(self.env))
        return [
            {
                "unit": line.unit_id.sudo().display_name or "",
                "kind": kinds.get(line.kind, ""),
                "document": line.entry_name or "",
                "origin": line.origin_text or "",
                "amount": line.amount,
            }
            for line in lines
        ]

    def _application_words(self):
        """Labels of choices, in the language of the record's environment."""
        names = ("reason_code", "destination")
        return {
            name: dict(self._fields[name]._description_selection(self.env)).get(self[name], "")
            for name in names
        }
