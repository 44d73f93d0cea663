from odoo import models
from odoo.exceptions import UserError


class ArrearsDebitBatch(models.Model):
    """Announcements on paper, for account holders whom no message reaches."""

    _name = "arrears.debit.batch"
    _inherit = ["arrears.debit.batch", "arrears.issued.papers"]

    def action_print_announcements(self):
        """Issue the papers that wait to be posted: one an account holder, all debits on it.

        They count once somebody notes the day on which they were posted.
        """
        self.check_access("write")
        self.ensure_one()
        paper = (
            self.sudo()._under_way(self.sudo().line_ids).filtered(lambda one: one.way == "letter")
        )
        if not paper:
            raise UserError(self.env._("Nothing waits to be announced on paper."))
        lines = self.line_ids.filtered(lambda line: line.mandate_id in paper.mandate_id)
        documents = self.env["arrears.document"]
        for holder, of_holder in lines.grouped(self._paper_holder).items():
            documents |= self._issue_announcement(holder, of_holder)
        return documents._action_open()

    def action_view_announcement_papers(self):
        """Open the announcements on paper that were issued."""
        return self._view_documents()

    def _paper_holder(self, line):
        """Whom a paper goes to: the contact of the account holder, else who is named."""
        return line.mandate_id.sudo()._payer(), line.holder_name

    def _issue_announcement(self, holder, lines):
        partner, name = holder
        document = self.env["arrears.document"]
        language = document._language_for(self.company_id, partner.lang)
        return document._issue(
            self,
            "debit_announcement",
            "property_arrears.debit_announcement_document",
            {
                "estate": lines.split_ids.charge_id.estate_id[:1],
                "announcement": self.with_context(lang=language.code)._paper(partner, name, lines),
            },
            language=language.code,
        )

    def _paper(self, partner, name, lines):
        """What the paper says, in plain values; amounts in minor units."""
        return {
            "name": name,
            "address": self._paper_address(partner or lines.debtor_id[:1].sudo(), lines),
            "day": self.collection_date,
            "total": sum(self._minor(line.amount) for line in lines),
            "identifier": self.channel_id.creditor_identifier or "",
            "rows": [
                {
                    "units": line.unit_names or "",
                    "mandate": line.agreement_number or line.mandate_id.name,
                    "last4": line.account_last4,
                    "amount": self._minor(line.amount),
                }
                for line in lines
            ],
        }

    def _paper_address(self, partner, lines):
        """The postal address as letters use it, else that of the unit."""
        company, cases = self.company_id, self.env["arrears.case"].sudo()
        own = cases.search([("company_id", "=", company.id), ("debtor_id", "=", partner.id)])
        known = own._letter_addresses().get((company.id, partner.id))
        return known or cases._address_of(company, partner, lines.mandate_id.unit_ids.sudo())
