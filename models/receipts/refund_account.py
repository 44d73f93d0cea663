from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.refund import BANK, ORIGIN, OTHER
from ..debit import account_vault
from .refund import DESTINATIONS

# Who sees whole account numbers, in the payment sheet alone.
PAYERS = ("property_arrears.group_treasurer", "property_arrears.group_accountant")


class ArrearsRefund(models.Model):
    """The account a refund goes to: entered or found once, kept encrypted, shown by four digits."""

    _inherit = "arrears.refund"

    destination = fields.Selection(DESTINATIONS, string="Goes", required=True, default=ORIGIN)
    holder_name = fields.Char(string="Account holder", copy=False)
    bank_name = fields.Char(string="Bank", copy=False)
    account_entry = fields.Char(
        string="Account number",
        compute="_compute_account_entry",
        inverse="_inverse_account_entry",
        exportable=False,
        copy=False,
        help="Can be entered and replaced; it is stored encrypted and shown to those who pay, in "
        "the payment sheet.",
    )
    account_cipher = fields.Char(groups=fields.NO_ACCESS, copy=False)
    account_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    account_last4 = fields.Char(string="Last four digits", readonly=True, copy=False)

    # Another account than the one the money came from
    other_account_reason = fields.Text(string="Why another account", copy=False)
    other_account_document = fields.Binary(
        string="Document for the other account",
        attachment=True,
        copy=False,
        help="What shows that the owner wants it there: a signed letter, a bank's notice.",
    )
    other_account_document_name = fields.Char(string="Document, file name", copy=False)
    account_approved_by_id = fields.Many2one(
        "res.users", string="Account approved by", readonly=True, copy=False
    )
    account_approved_on = fields.Date(string="Account approved on", readonly=True, copy=False)

    _account_approved_by_a_third = models.Constraint(
        "CHECK (account_approved_by_id IS NULL OR (account_approved_by_id <> requested_by_id"
        " AND account_approved_by_id <> approved_by_id))",
        "Another account is approved by someone who neither asked for the refund nor approved it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a number that comes along is entered once the record is there."""
        return self._entered_after(super().create, vals_list, "account_entry")

    def _compute_account_entry(self):
        """Nothing comes back out of this field."""
        self.account_entry = False

    def _inverse_account_entry(self):
        for refund in self.filtered("account_entry"):
            refund._check_state("draft")
            number = account_vault.normalised(self.env, refund.account_entry)
            refund.sudo()._record_effect(
                {
                    "account_cipher": account_vault.encrypt(self.env, number.encode()).decode(),
                    "account_hash": account_vault.fingerprints(self.env, number)[0],
                    "account_last4": number[-4:],
                }
            )
        # The entered text must not stay in the cache, where the same request could read it.
        self.invalidate_recordset(["account_entry"], flush=False)

    @api.onchange("destination")
    def _onchange_destination(self):
        """The account of one way is not that of another."""
        if self.destination != OTHER:
            self.other_account_reason = False

    def _settle_account(self, sources):
        """Fix where the money goes, when it is asked for: what was typed counts for another
        account alone."""
        if self.destination == OTHER:
            return
        source = sources[0]
        to_bank = self.destination == ORIGIN and source.method == BANK and self.amount > 0
        self.sudo()._record_effect(
            {
                "account_cipher": to_bank and source.cipher,
                "account_hash": to_bank and source.fingerprint,
                "account_last4": to_bank and source.last4,
                "holder_name": source.holder or self.debtor_id.name,
                "bank_name": to_bank and source.bank,
            }
        )

    # ------------------------------------------------------------------
    # Whole numbers, for those who pay
    # ------------------------------------------------------------------

    def action_payment_sheet(self):
        """Download what the bank needs to know of approved refunds, account numbers in full.

        :raises AccessError: the user is neither treasurer nor accountant
        :raises UserError: one of them is not approved, or its account is not
        """
        self._check_payment_sheet()
        numbers = ",".join(str(refund_id) for refund_id in self.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_arrears/refund_sheet/{numbers}",
            "target": "download",
        }

    def _check_payment_sheet(self):
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in PAYERS):
            raise AccessError(self.env._("Only treasurers and accountants take payment sheets."))
        for refund in self:
            refund._check_state("approved")
            refund._check_account_approved()
        if len(self.company_id) > 1:
            raise UserError(self.env._("A payment sheet is for one company: choose its refunds."))

    def _check_account_approved(self):
        """:raises UserError: another account than the money came from lacks its own approval"""
        if self.destination == OTHER and self.amount > 0 and not self.account_approved_by_id:
            raise UserError(
                self.env._(
                    "%(number)s goes to another account than the money came from: that takes a "
                    "second approval first.",
                    number=self.name,
                )
            )

    def _account_number(self):
        """The whole number, for the payment sheet alone; empty where there is none."""
        self.ensure_one()
        cipher = self.sudo().account_cipher
        return account_vault.decrypt(self.env, cipher.encode()).decode() if cipher else ""

    @api.model
    def _rotate_account_key(self):
        """Write everything with the current key, after a new one was put in front of the old."""
        for refund in self.sudo().search([("account_cipher", "!=", False)]):
            number = refund._account_number()
            refund._record_effect(
                {
                    "account_cipher": account_vault.encrypt(self.env, number.encode()).decode(),
                    "account_hash": account_vault.fingerprints(self.env, number)[0],
                }
            )
