from odoo import api, fields, models

from ...engine.claim_hints import is_agent


class ArrearsPayerAccount(models.Model):
    """A bank account that paid for a debtor before: whose money comes from there next time.

    Learnt when a bank line is claimed; forgotten when the claims that taught it are undone. The
    number itself is kept nowhere: a keyed hash finds it, four digits show it.
    """

    _name = "arrears.payer.account"
    _inherit = ["arrears.list.export"]
    _description = "Payer's account"
    _order = "id desc"
    _rec_name = "account_last4"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Paid for",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    account_hash = fields.Char(
        string="Hash of the account", required=True, readonly=True, groups="base.group_system"
    )
    account_last4 = fields.Char(string="Account", readonly=True, help="The last four digits.")
    payer_name = fields.Char(string="Account holder", readonly=True, help="As the bank wrote it.")
    claim_ids = fields.Many2many(
        "arrears.claim",
        "arrears_payer_account_claim_rel",
        string="Learnt from",
        readonly=True,
    )
    claim_count = fields.Integer(string="Payments", compute="_compute_claim_count")

    _once = models.Constraint(
        "UNIQUE (company_id, account_hash, partner_id)",
        "This account is known for this debtor already.",
    )

    @api.depends("account_last4")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"•••• {account.account_last4 or '????'}"

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        for account in self:
            account.claim_count = len(account.claim_ids)

    @api.model
    def _learn(self, claims):
        """Remember the accounts that these claims' money came from, for their debtors.

        Nothing is learnt of courts and payment firms, which pay for everybody.
        """
        for claim in claims.sudo():
            line = claim.statement_line_id
            if claim.kind not in ("debtor", "sister_company") or is_agent(line.partner_name):
                continue
            if line.arrears_payer_hash:
                self._learn_one(claim, line)

    @api.model
    def _learn_one(self, claim, line):
        company = claim._company_of_debts()
        debtors = claim.line_ids.debtor_id.commercial_partner_id
        known = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("account_hash", "=", line.arrears_payer_hash),
                ("partner_id", "in", debtors.ids),
            ]
        )
        for account in known:
            account.claim_ids += claim
        self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "partner_id": debtor.id,
                    "account_hash": line.arrears_payer_hash,
                    "account_last4": line.arrears_payer_last4,
                    "payer_name": line.partner_name,
                    "claim_ids": claim.ids,
                }
                for debtor in debtors - known.partner_id
            ]
        )

    @api.model
    def _forget(self, claims):
        """What these undone claims taught is forgotten where nothing else taught it."""
        accounts = self.sudo().search([("claim_ids", "in", claims.ids)])
        for account in accounts:
            account.claim_ids -= claims
        accounts.filtered(lambda account: not account.claim_ids).unlink()
