"""Books for tests of the ledger room: a company with a chart, an estate, units and owners."""

from datetime import date

from odoo import Command, fields
from odoo.tests import TransactionCase

TODAY = date(2026, 9, 15)


class LedgerCase(TransactionCase):
    """A company of its own; amounts in its currency; the clock stands at ``TODAY``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.new_company("Ledger test")
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.use(cls.company)
        cls.company = cls.company.with_env(cls.env)
        cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id)]
        ).restrict_mode_hash_table = False
        cls.owner = cls.partner("Owner")
        cls.receivable = cls.owner.property_account_receivable_id
        cls.income = cls.account("income")
        cls.sales = cls.journal("sale")
        cls.misc = cls.journal("general")
        cls.bank = cls.journal("bank")
        cls.create_estate()
        cls.create_products()

    @classmethod
    def new_company(cls, name, **values):
        """A company the current user may work in."""
        company = cls.env["res.company"].create({"name": name, **values})
        cls.env.user.company_ids += company
        cls.env.cr.precommit.run()  # a branch gets its parent's chart then
        return company

    @classmethod
    def use(cls, *companies):
        """Work in these companies, the first being the current one, on ``TODAY``."""
        cls.env = cls.env(context={**cls.env.context, **cls.context_of(*companies)})

    @classmethod
    def context_of(cls, *companies):
        """The context of someone working in these companies on ``TODAY``."""
        return {
            "allowed_company_ids": [company.id for company in companies],
            "arrears_today": TODAY,
            "tracking_disable": True,
        }

    @classmethod
    def account(cls, account_type):
        return cls.env["account.account"].search(
            [
                ("account_type", "=", account_type),
                ("company_ids", "in", cls.company.ids),
                ("non_trade", "=", False),
            ],
            limit=1,
        )

    @classmethod
    def journal(cls, journal_type, company=None):
        company = company or cls.company
        return cls.env["account.journal"].search(
            [("type", "=", journal_type), ("company_id", "parent_of", company.id)], limit=1
        )

    @classmethod
    def partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def create_estate(cls):
        cls.estate = cls.env["arrears.estate"].create(
            {
                "name": "Lakeside",
                "code": "LAKE",
                "company_id": cls.company.id,
                "jurisdiction_id": cls.env.ref("property_arrears.jurisdiction_cn").id,
            }
        )
        cls.flat, cls.garage = cls.env["arrears.unit"].create(
            [
                {"estate_id": cls.estate.id, "number": "1501", "area": 90},
                {"estate_id": cls.estate.id, "number": "P7", "usage": "parking"},
            ]
        )

    @classmethod
    def create_products(cls):
        cls.category = cls.env["product.category"].create({"name": "Property"})
        kinds = ("principal", "late_fee", "pass_through", "deposit", "cost", None)
        cls.products = {
            kind: cls.env["product.product"].create(
                {
                    "name": kind or "Something else",
                    "type": "service",
                    "categ_id": cls.category.id,
                    "arrears_kind": kind,
                    "taxes_id": [Command.clear()],
                    "property_account_income_id": cls.income.id,
                }
            )
            for kind in kinds
        }

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    def line(self, amount, kind="principal", **values):
        """A line of an invoice; ``values`` may name unit, period, price basis and the rest."""
        values.setdefault("tax_ids", [Command.clear()])
        return Command.create(
            {
                "product_id": self.products[kind].id,
                "quantity": 1,
                "price_unit": amount,
                **values,
            }
        )

    def invoice(self, *lines, due="2026-04-30", post=True, **values):
        """An invoice of the owner for the flat and the second quarter, unless said otherwise."""
        defaults = {
            "move_type": "out_invoice",
            "partner_id": self.owner.id,
            "invoice_date": "2026-04-01",
            "invoice_date_due": due,
            "journal_id": self.sales.id,
            "arrears_unit_id": self.flat.id,
            "arrears_period_from": "2026-04-01",
            "arrears_period_to": "2026-06-30",
            "invoice_line_ids": list(lines),
        }
        if "invoice_payment_term_id" in values:
            defaults.pop("invoice_date_due")
        move = self.env["account.move"].create({**defaults, **values})
        if post:
            move.action_post()
        return move

    def credit_note(self, *lines, **values):
        return self.invoice(*lines, move_type="out_refund", **values)

    def entry(self, *lines, when="2026-04-01", post=True, **values):
        """A journal entry; each line is (account, balance, further values)."""
        move = self.env["account.move"].create(
            {
                "journal_id": self.misc.id,
                "date": when,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance, **more})
                    for account, balance, more in lines
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def opening(self, amount, partner=None, **values):
        """An opening item: one receivable line of an entry."""
        partner = self.owner if partner is None else partner
        return self.entry(
            (self.receivable, amount, {"partner_id": partner.id, **values}),
            (self.income, -amount, {}),
        )

    def money(self, amount, partner=None, post=True, **values):
        """Money that came in: an entry that credits the receivable account."""
        partner = self.owner if partner is None else partner
        return self.entry(
            (self.bank.default_account_id, amount, {}),
            (self.receivable, -amount, {"partner_id": partner.id, **values}),
            when="2026-05-05",
            post=post,
        )

    def receivables(self, *moves):
        """Receivable lines of the moves."""
        lines = self.env["account.move"].union(*moves).line_ids
        return lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def pay(self, move, amount, **values):
        """Pay part of a document with an entry, as a debit posting does."""
        payment = self.money(amount, partner=move.partner_id, **values)
        self.receivables(move, payment).reconcile()
        return payment

    # ------------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------------

    def end_transaction(self):
        """What a commit does before it commits: flush, and the live refresh."""
        self.env.cr.flush()

    def charges(self, *moves, gone=False):
        """Charges of the moves after the live refresh, in the order of the waterfall."""
        self.end_transaction()
        domain = [("move_id", "in", self.env["account.move"].union(*moves).ids)]
        if not gone:
            domain.append(("state", "!=", "gone"))
        return self.env["arrears.charge"].search(domain, order="due_date, due_rank, id")

    def remaining(self, *moves):
        """What is left, by kind."""
        return {charge.kind: charge.amount_remaining for charge in self.charges(*moves)}

    def tie_out(self, company=None):
        """Tie out a tree of companies as of ``TODAY``."""
        self.end_transaction()
        return self.env["arrears.tie.out"]._compute_for(company or self.company, TODAY)

    def bucket(self, code, company=None):
        """Amount of a bucket in a fresh tie-out, which must be explained to the cent."""
        tie_out = self.tie_out()
        self.assertEqual(tie_out.unexplained, 0)
        company = company or self.company
        lines = tie_out.line_ids.filtered(
            lambda line: line.code == code and line.company_id == company
        )
        return sum(lines.mapped("amount"))

    @staticmethod
    def day(text):
        return fields.Date.to_date(text)
