"""A record of each model with public methods, in one company, and a user of every role."""

import base64
from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user

from ...engine.report_periods import QUARTER, period_of
from ..relief_scene import ReliefScene
from ..statement_case import StatementCase
from .collection_scene import CollectionScene

ADDON = "property_arrears"
ROLES = {
    "reader": f"{ADDON}.group_reader",
    "collector": f"{ADDON}.group_collector",
    "cashier": f"{ADDON}.group_cashier",
    "treasurer": f"{ADDON}.group_treasurer",
    "accountant": f"{ADDON}.group_accountant",
    "finance_director": f"{ADDON}.group_finance_director",
    "reviewer": f"{ADDON}.group_reviewer",
    "lawyer": f"{ADDON}.group_lawyer",
    "manager": f"{ADDON}.group_manager",
    "sidecar": f"{ADDON}.group_sidecar",
    "internal": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}


class RightsScene(CollectionScene, StatementCase, ReliefScene):
    """Every kind of record exists, so that each public method has something to work on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {role: cls.role_user(role, group) for role, group in ROLES.items()}
        cls.estate.collector_ids = cls.roles["collector"] | cls.collector

    @classmethod
    def role_user(cls, role, group):
        return new_test_user(
            cls.env,
            login=f"rights-{role}",
            groups=group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def user(cls, name, *groups, login=None):
        """Both scenes name their people; the same name is the same person."""
        login = f"scene-{login or name}"
        return cls.env["res.users"].search([("login", "=", login)]) or new_test_user(
            cls.env,
            login=login,
            groups=",".join(f"{ADDON}.group_{group}" for group in groups or (name,)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _build_scene(self):
        self._make_debit()
        self._make_relief()
        self._make_collection()
        self._make_late_fees()
        self._make_documents()
        self._make_billing()
        self._make_owners()
        self._make_rates()
        self._make_ledger()
        self._make_reports()
        self._make_counter()
        self._make_claims()
        self._make_prepayments()
        self._make_fapiao()
        self._make_golive()
        self._make_statements()
        self._make_letters()
        self._make_large()
        self._make_holiday_gap()
        self._make_channels()
        self._make_marketing()
        root = self.company.root_id
        self.env["arrears.tie.out"]._compute_for(root, root._arrears_today())
        self.env["arrears.refresh"]._of_companies(self.company)
        self.env.flush_all()

    def _make_billing(self):
        values = {"date_from": "2030-01-01", "date_to": "2030-03-31"}
        run = self.env["arrears.billing.run"].create({"estate_id": self.estate.id, **values})
        run.action_preview()

    def _make_owners(self):
        """A sale, a death, a reduction, somebody entered twice and somebody filed under a firm."""
        firm = self.partner("Firm", is_company=True)
        owners = self.partner("Twice") | self.partner("Twice", parent_id=firm.id)
        units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": number} for number in ("R1", "R2")]
        )
        self.env["arrears.ownership"].create(
            [
                {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01"}
                for unit, owner in zip(units, owners, strict=True)
            ]
        )
        self.env["arrears.ownership.transfer"].create(
            {"unit_id": units[0].id, "buyer_id": firm.id, "day": "2026-09-01"}
        )
        self.env["arrears.debt.assumption"].create(
            {"unit_id": units[0].id, "debtor_id": owners[0].id, "assumer_id": firm.id}
        )
        self.env["arrears.inheritance"].create(
            {"deceased_id": owners[1].id, "date_of_death": "2026-01-01",
             "company_id": self.company.id}
        )  # fmt: skip
        self.env["arrears.fee.reduction"].create(
            {"unit_id": units[0].id, "payable_percent": 60, "basis": "clause 9",
             "date_from": "2026-01-01", "date_to": "2026-06-30"}
        )  # fmt: skip

    def _make_debit(self):
        self.household("901", amount=120)
        batch = self.exported()
        self.answered(batch, **{batch.line_ids[0].reference: "funds"})
        self.env["arrears.keyed.answer"].create(
            {
                "batch_id": batch.id,
                "value_date": batch.collection_date,
                "source": "Letter",
                "line_ids": [Command.create({"debit_line_id": batch.line_ids[0].id})],
            }
        )
        self.entry((self.clearing, 5, {}), (self.income, -5, {}))
        self.seam.heartbeat(sidecar="scene", version="1", state="idle", backlog=0, last_error="")

    def _make_relief(self):
        self.award_for(self.program(), self.line(1000))
        self.env["arrears.incentive.gift"].create(
            {
                "unit_id": self.flat.id,
                "debtor_id": self.owner.id,
                "item": "Tea",
                "value": 10,
                "company_id": self.company.id,
            }
        )
        _principal, fee = self.arrears(40)
        self.waiver((self.charges(fee), 10))
        self.consent(self.apply_for_relief())
        quarter = period_of(QUARTER, self.day("2026-07-01"))
        self.env["arrears.relief.report"]._make(self.company, quarter)
        self.env["arrears.approval.rule"].create({"name": "Head", "company_id": self.company.id})

    def _make_ledger(self):
        """A price basis, a mapping with a line, a credit beside a bill."""
        self.env["arrears.price.basis"].create(
            {"company_id": self.company.id, "kind": "cost", "date_from": "2026-01-01",
             "text": "Clause"}
        )  # fmt: skip
        bill = self.invoice(self.line(10, None))
        credit = self.receivables(self.money(5))
        self.end_transaction()
        mapping = self.env["arrears.charge.mapping"].create({"company_id": self.company.id})
        mapping.sudo()._record_effect({"line_count": mapping._find_lines(), "state": "proposed"})
        allocation = self.env["arrears.credit.allocation"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id}
        )
        self.env["arrears.credit.allocation.line"].create(
            {
                "allocation_id": allocation.id, "credit_line_id": credit.id,
                "debt_line_id": self.receivables(bill).id, "amount": 5,
            }
        )  # fmt: skip

    def _make_claims(self):
        """A bank line with a proposal, and an account learnt before."""
        self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": 5, "date": "2026-09-10", "payment_ref": "1501",
             "partner_name": self.owner.name}
        )  # fmt: skip
        self.env["arrears.claim"]._make_for(self.env["arrears.claim"]._lines_without_claim())
        self.env["arrears.payer.account"].create(
            {"company_id": self.company.id, "partner_id": self.owner.id, "account_hash": "scene"}
        )

    def _make_prepayments(self):
        """Money in advance, a deposit that was paid, a refund asked for, a list on leaving."""
        unit = {"arrears_unit_id": self.flat.id}
        prepaid = self.receivables(self.money(40, arrears_kind="principal", **unit))
        self.env["arrears.refund"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id,
             "line_ids": [Command.create({"item_id": prepaid.id})]}
        )._record_effect(
            {"state": "approved", "requested_on": "2026-09-15", "approved_on": "2026-09-15",
             "approved_by_id": self.roles["manager"].id}
        )  # fmt: skip
        self.env["arrears.prepayment.transfer"].create(
            {"item_id": prepaid.id, "unit_id": self.owned_unit().id, "reason": "Scene"}
        )
        liability = self.env["account.account"].create(
            {"name": "Deposits", "code": "219902", "account_type": "liability_current",
             "reconcile": True, "company_ids": [Command.set(self.company.ids)]}
        )  # fmt: skip
        self.products["deposit"].property_account_income_id = liability
        self.pay(self.invoice(self.line(30, "deposit")), 30)
        departure = self.env["arrears.departure"].create(
            {"estate_id": self.estate.id, "day": "2026-09-15"}
        )
        departure.action_reckon()

    def owned_unit(self):
        """A unit of the owner beside the flat."""
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "R9"})
        self.env["arrears.ownership"].create(
            {"unit_id": unit.id, "partner_id": self.owner.id, "date_from": "2020-01-01"}
        )
        return unit

    def _make_golive(self):
        """A go-live with a file, a row and a line of its check list, a claim, an event."""
        account = self.account("asset_current")
        golive = self.env["arrears.golive"].create(
            {"estate_id": self.estate.id, "company_id": self.company.id, "date": "2026-08-31",
             "journal_id": self.misc.id, "transfer_account_id": account.id}
        )  # fmt: skip
        golive._receive("open_item", "x.csv", b"Unit,Kind,Amount,Due date\nX,cost,1,2026-01-01\n")
        golive.action_look()
        claim = {"creditor": "Old firm", "estate_id": self.estate.id, "unit_id": self.flat.id,
                 "debtor_id": self.owner.id, "amount": 5}  # fmt: skip
        self.env["arrears.former.claim"].create(claim)
        charge = self.charges(self.invoice(self.line(7)))
        self.env["arrears.limitation.event"].create(
            {"debtor_id": self.owner.id, "company_id": self.company.id, "date": "2026-09-01",
             "method": "courier", "proof": "SF1",
             "charge_link_ids": [Command.create({"charge_id": charge.id})]}
        )  # fmt: skip

    def _make_rates(self):
        """Drafts: what a role may do with them is asked before anything is computed."""
        self.env["arrears.rate.report"].create({"company_id": self.company.id})
        self.env["arrears.year.close"].create({"company_id": self.company.id})

    def _make_reports(self):
        root, today = self.company.root_id, self.company._arrears_today()
        self.env["arrears.ageing.report"]._make(root, today)
        self.env["arrears.roll.report"]._make(root, today - timedelta(days=31), today)
        values = {"name": "Scene", "company_id": root.id, "date_from": today - timedelta(days=40)}
        self.env["arrears.report.schedule"].create(values)

    def _make_counter(self):
        """What a cashier has in hand: a draft, and the day it will belong to."""
        journal = self.env["account.journal"].create(
            {"name": "Drawer", "code": "DRAW", "type": "cash", "company_id": self.company.id}
        )
        method = self.env["arrears.payment.method"].create(
            {"name": "Cash", "company_id": self.company.id, "journal_id": journal.id,
             "account_id": journal.default_account_id.id}
        )  # fmt: skip
        cashier = self.env(user=self.roles["cashier"].id)
        values = {"company_id": self.company.id, "method_id": method.id, "unit_id": self.flat.id}
        cashier["arrears.receipt"].create(values)
        day = cashier["arrears.cashier.day"].create({"company_id": self.company.id})
        accountant = self.env(user=self.roles["accountant"].id)
        day.action_close()
        accountant["arrears.cashier.day.reopening"].create({"day_id": day.id, "reason": "Scene"})

    def _make_fapiao(self):
        """A request, a list that went out and one that came back."""
        charge = self.charges(self.invoice(self.line(70), due="2026-03-31"))
        fapiao = self.env["arrears.fapiao"]._ask(charge)
        self.env["arrears.fapiao.export"].create({"company_id": self.company.id})
        self.env["arrears.fapiao.answer"].create(
            {"company_id": self.company.id, "content": base64.b64encode(b"list"),
             "row_ids": [Command.create({"verdict": "empty", "fapiao_id": fapiao.id})]}
        )  # fmt: skip

    def _make_statements(self):
        """A booked statement, and a bank adjustment with an item."""
        self.booked_statement(self.rows(10000))
        entry = [(self.bank.default_account_id, 7, {}), (self.income, -7, {})]
        self.entry(*entry, when="2026-09-14")
        adjustment = self.env["arrears.bank.adjustment"].create(
            {"journal_id": self.bank.id, "date": "2026-09-15"}
        )
        adjustment.action_draw_up()

    def _make_documents(self):
        board = self.env["arrears.price.board"]._board(self.estate)
        self.env["arrears.document"]._issue(
            self.estate, "price_board", "property_arrears.price_board_document", {"board": board}
        )

    def records(self, model, user):
        """What a method is called on: one record, or for wizards one that the user fills in.

        The model itself where nothing is stored (the seam).
        """
        records = self.env[model]
        if records._abstract:
            return records.with_user(user)
        if records._transient:
            return self._wizard(model, user)
        found = records.search(self._domain(model), limit=1)
        self.assertTrue(found, f"the scene has no {model}")
        return found.with_user(user)

    def _domain(self, model):
        fields = self.env[model]._fields
        mine = [("company_id", "=", self.company.id)] if "company_id" in fields else []
        return [("id", "in", self.card().ids)] if model == "arrears.case" else mine

    def _wizard(self, model, user):
        """A wizard as the superuser fills it in; calling it is what the user tries."""
        case = self.card()
        values = {
            "arrears.contact.log": {"case_id": case.id},
            "arrears.hardship.intake": {"case_id": case.id},
            **self._relief_windows(),
            "arrears.wechat.log": {"case_id": case.id},
            "arrears.visit.plan": {"case_id": case.id, "planned_on": "2026-09-16"},
            "arrears.letter.results": {"pasted": "Letter number,Result"},
            "arrears.letter.entry": {
                "letter_ids": [Command.set(self.env["arrears.letter"].search([]).ids)],
                "day": "2026-09-15",
            },
            "arrears.debit.withdrawal": {
                "batch_id": self.env["arrears.debit.batch"].search([], limit=1).id,
                "reason": "Wrong day",
            },
            "arrears.debit.announce": {
                "batch_id": self.env["arrears.debit.batch"].search([], limit=1).id,
                "told_on": "2026-09-01",
            },
            "arrears.bank.file.upload": {
                "channel_id": self.channel.id,
                "name": "answer.txt",
                "content": base64.b64encode(b"answer").decode(),
            },
            "arrears.document.print": {
                "document_type": "account_statement",
                "res_model": "res.partner",
                "res_ids": self.owner.ids,
                "company_id": self.company.id,
                "language_id": self.env["res.lang"]._get_data(code="en_US").id,
                "date_from": "2026-01-01",
                "date_to": "2026-09-15",
            },
            "arrears.deposit.take": {
                "unit_id": self.flat.id,
                "debtor_id": self.owner.id,
                "product_id": self.products["deposit"].id,
                "amount": 10,
            },
            "arrears.held.check": {"company_id": self.company.id},
            "arrears.run.undo": {
                "run_id": self.env["arrears.run"].search([("state", "=", "done")], limit=1).id,
                "reason": "Undone for a test",
            },
            "arrears.incentive.credit": {
                "award_ids": [Command.set(self.env["arrears.incentive.award"].search([]).ids)]
            },
            "arrears.late.fee.statement": {"charge_ids": [Command.set(case.charge_ids.ids)]},
            "arrears.fapiao.ask": {"charge_ids": [Command.set(case.charge_ids.ids)]},
            "arrears.golive.upload": {
                "golive_id": self.env["arrears.golive"].search([], limit=1).id,
                "sheet": "unit",
            },
            "arrears.statement.upload": {
                "source_id": self.source.id,
                "name": "statement.xlsx",
                "content": base64.b64encode(b"statement").decode(),
            },
            "arrears.ageing.make": {"company_id": self.company.root_id.id},
            "arrears.roll.make": {"company_id": self.company.root_id.id},
            "arrears.contact.point.move": {"company_id": self.company.id},
            "arrears.sidecar.setup": {"login": "scene-technical"},
        }[model]
        # Odoo gives a wizard to whoever made it; the row is made for the caller without asking.
        return self.env[model].with_user(user).sudo().create(values).sudo(False)
