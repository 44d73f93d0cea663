from odoo import fields, models

from ..engine.money import total


class ArrearsOwnershipTransfer(models.Model):
    """The settlement statement on paper, for seller and buyer."""

    _name = "arrears.ownership.transfer"
    _inherit = ["arrears.ownership.transfer", "arrears.issued.papers"]

    document_count = fields.Integer(string="Statements")

    def action_print_statement(self):
        """Issue the statement as it stands; the same content gives the same paper."""
        self.ensure_one()
        document = self.env["arrears.document"]._issue(
            self,
            "settlement_statement",
            "property_arrears.settlement_statement_document",
            {"estate": self.estate_id, "currency": self.currency_id},
            language=self.seller_ids[:1].lang,
        )
        return document._action_open()

    def action_view_documents(self):
        """Open the statements that were issued."""
        return self._view_documents()

    def _statement_groups(self):
        """The lines in sections, in the language of the record's environment.

        :return: list of ``{"label", "rows", "sum"}``
        """
        self.ensure_one()
        lines = self.line_ids.with_env(self.env)
        sections = dict(lines._fields["section"]._description_selection(self.env))
        kinds = dict(lines._fields["kind"]._description_selection(self.env))
        grouped = lines.grouped("section")
        digits = self.currency_id.decimal_places
        return [
            {
                "label": label,
                "sum": total(grouped[section].mapped("amount"), digits),
                "rows": [
                    {
                        "who": line.debtor_id.name,
                        "kind": kinds.get(line.kind, ""),
                        "first": line.date_from,
                        "last": line.date_to,
                        "document": line.document or "",
                        "amount": line.amount,
                    }
                    for line in grouped[section]
                ],
            }
            for section, label in sections.items()
            if section in grouped
        ]
