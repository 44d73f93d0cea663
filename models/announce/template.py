from odoo import fields, models

# What a payer must learn of a debit: how much, when, by which mandates from which account, who.
NEEDED = ("amount", "debit_date", "debits", "creditor", "help_line")
POSSIBLE = ("estate", "office", "units", *NEEDED)


class ArrearsTemplate(models.Model):
    """Texts that announce a debit to the holder of the account: a service, never a demand."""

    _inherit = "arrears.template"

    use = fields.Selection(
        selection_add=[("debit", "Announcement of a debit")], ondelete={"debit": "cascade"}
    )

    def _parts(self):
        """Extended: what an announcement names."""
        if self.use == "debit":
            return NEEDED, POSSIBLE
        return super()._parts()

    def _values(self, cases, named, bills=None):
        """Extended: what the debits are, instead of the bills."""
        words = self.env.context.get("arrears_debit_words", {})
        return super()._values(cases, named, bills) | words

    def _debit_words(self, lines):
        """What the text says of the instructions of one payer and day, in its own language."""
        batch, company = lines.batch_id, lines.company_id[:1]
        identifier = batch.channel_id.creditor_identifier
        creditor = (
            self.env._(
                "%(name)s, creditor identifier %(identifier)s",
                name=company.name,
                identifier=identifier,
            )
            if identifier
            else company.name
        )
        rows = [
            self.env._(
                "%(units)s: %(amount)s, mandate %(mandate)s, account ending %(last4)s",
                units=line.unit_names or line.debtor_id.name,
                amount=self._money(batch._minor(line.amount), company),
                mandate=line.agreement_number or line.mandate_id.name,
                last4=line.account_last4,
            )
            for line in lines
        ]
        return {
            "amount": self._money(sum(batch._minor(line.amount) for line in lines), company),
            "debit_date": self._day(batch.collection_date),
            "debits": ("; " if self.channel == "sms" else "\n").join(rows),
            "creditor": creditor,
            "units": ", ".join(dict.fromkeys(filter(None, lines.mapped("unit_names")))),
        }
