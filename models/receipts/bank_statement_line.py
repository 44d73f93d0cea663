from odoo import fields, models


class AccountBankStatementLine(models.Model):
    """What the bank says of a line beyond Odoo's own fields.

    The payer's account is kept as direct debit keeps accounts: encrypted, findable by a keyed
    hash, shown by its last four digits.
    """

    _inherit = "account.bank.statement.line"

    arrears_bank_reference = fields.Char(
        string="Bank's reference",
        copy=False,
        readonly=True,
        help="What the bank calls this movement. No other line of the account has it.",
    )
    arrears_payer_hash = fields.Char(
        string="Hash of the payer's account", copy=False, readonly=True, groups="base.group_system"
    )
    arrears_payer_last4 = fields.Char(
        string="Payer's account", copy=False, readonly=True, help="The last four digits."
    )
    arrears_payer_cipher = fields.Char(
        string="Payer's account, encrypted",
        copy=False,
        readonly=True,
        groups="base.group_system",
    )

    _arrears_reference_once = models.UniqueIndex(
        "(journal_id, arrears_bank_reference) WHERE arrears_bank_reference IS NOT NULL",
        "The bank's reference is on another line of this account already.",
    )
    _arrears_payer_idx = models.Index("(arrears_payer_hash) WHERE arrears_payer_hash IS NOT NULL")
