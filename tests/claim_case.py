"""Bank lines that came in, as the reader of statements leaves them, and their claims."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from ..models.debit import account_vault
from .debit_case import KEY, DebitCase
from .ledger_case import LedgerCase


class ClaimCase(LedgerCase):
    """Amounts in the company's currency; an accountant works."""

    @classmethod
    def setUpClass(cls):
        DebitCase.use_key.__func__(cls, KEY)
        super().setUpClass()
        cls.estate.name = "湖畔花园"
        cls.owner.name = "张三"
        cls.flat.write({"building": "3", "entrance": "2"})
        cls.lives(cls.owner, cls.flat)
        cls.suspense = cls.bank.suspense_account_id
        cls.accountant = cls.worker("accountant")
        cls.Claim = cls.env["arrears.claim"].with_user(cls.accountant)

    @classmethod
    def worker(cls, role, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login=f"claim-{role}-{len(companies)}",
            groups=f"property_arrears.group_{role}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def lives(cls, partner, unit, role="owner", since="2020-01-01"):
        return cls.env["arrears.ownership"].create(
            {"unit_id": unit.id, "partner_id": partner.id, "role": role, "date_from": since}
        )

    @classmethod
    def unit(cls, number, partner=None, **values):
        unit = cls.env["arrears.unit"].create(
            {"estate_id": cls.estate.id, "building": "3", "entrance": "2", "number": number,
             "area": 90, **values}
        )  # fmt: skip
        if partner:
            cls.lives(partner, unit)
        return unit

    def bank_line(self, amount, remark="", payer="", account=None, when="2026-09-10", **values):
        """A posted line of the bank account; ``account`` is the payer's number."""
        known = {}
        if account:
            known = {
                "arrears_payer_hash": account_vault.fingerprints(self.env, account)[0],
                "arrears_payer_last4": account[-4:],
            }
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "amount": amount,
                "date": when,
                "payment_ref": remark or "转账",
                "partner_name": payer,
                **known,
                **values,
            }
        )

    def claim(self, amount, remark="", payer="", account=None, **values):
        """The claim with proposals of a new bank line, as the accountant sees it."""
        line = self.bank_line(amount, remark, payer, account, **values)
        return self.claims_of(line)

    def claims_of(self, *lines):
        self.end_transaction()
        lines = self.env["account.bank.statement.line"].union(*lines)
        return self.env["arrears.claim"]._make_for(lines).sudo(False).with_user(self.accountant)

    def night(self):
        """The scheduled action, without the commits that a test can't have."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            self.env["arrears.claim"].sudo()._cron_propose()

    def parts(self, claim):
        """The division as (charge's document or unit, amount)."""
        return [(row.charge_id.move_id or row.unit_id, row.amount) for row in claim.line_ids]

    def codes(self, claim):
        return {reason["code"] for reason in claim.reasons or ()}

    def waiting(self):
        """What stands on the suspense account, and what the report says of it."""
        self.end_transaction()
        row = self.env["arrears.unidentified.account"].search(
            [("account_id", "=", self.suspense.id), ("company_id", "=", self.company.id)]
        )
        return row

    def new_account(self, name, company=None, **values):
        company = company or self.company
        return self.env["account.account"].create(
            {
                "name": name,
                "code": f"{len(name)}{len(self.env['account.account'].search([]))}",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(company.ids)],
                **values,
            }
        )
