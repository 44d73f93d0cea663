from odoo import fields, models


class ArrearsBankChannel(models.Model):
    """What a bank's layout needs to know besides its name."""

    _inherit = "arrears.bank.channel"

    answer_day = fields.Selection(
        [("named", "The answer names it"), ("collection", "The day of collection")],
        string="Day money moved",
        required=True,
        default="named",
        help="Some banks, ICBC with its spreadsheet among them, send back no day. What they took "
        "is then booked on the batch's day of collection.",
    )
    creditor_identifier = fields.Char(
        string="Creditor identifier",
        help="The firm's identifier in the scheme, which SEPA asks for in each message.",
    )

    def _creditor(self):
        """The firm as the bank knows it, for layouts that name it: texts, empty for none."""
        account = self.journal_id.bank_account_id
        return {
            "name": self.company_id.name,
            "account": (account.sanitized_acc_number or "").upper(),
            "bank_code": account.bank_bic or "",
            "identifier": self.creditor_identifier or "",
        }
