import base64
import io
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .consent import confirmed
from .ledger_case import LedgerCase


def pdf_text(content):
    """The words of a PDF, which its renderer sets apart by tabs."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text() for page in pages).replace("\t", " ")


SCAN = base64.b64encode(b"signed paper")


@tagged("post_install", "-at_install")
class TestOwnershipTransfer(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.contract_from = "2026-01-01"
        cls.buyer, cls.spouse, cls.tenant = (
            cls.partner(name) for name in ("Buyer", "Spouse", "Tenant")
        )
        cls.holding = cls._own(cls.owner, "2020-01-01")
        cls.env["arrears.fee.standard"].create(
            {
                "estate_id": cls.estate.id,
                "price": 2.0,
                "date_from": "2020-01-01",
                "legal_basis": "contract clause 12",
            }
        )
        cls.clerk, cls.manager = (
            new_test_user(
                cls.env,
                f"transfer_{role}",
                groups=f"property_arrears.group_{role}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in ("accountant", "manager")
        )
        cls.estate.default_collector_id = cls.manager

    @classmethod
    def _own(cls, partner, date_from, date_to=False, role="owner"):
        return confirmed(
            cls.env["arrears.ownership"].create(
                {
                    "unit_id": cls.flat.id,
                    "partner_id": partner.id,
                    "role": role,
                    "date_from": date_from,
                    "date_to": date_to,
                }
            )
        )

    def _prepare(self, day="2026-09-20", **values):
        transfers = self.env["arrears.ownership.transfer"].with_user(self.clerk)
        return transfers.create(
            {"unit_id": self.flat.id, "day": day, "buyer_id": self.buyer.id, **values}
        )

    def _billed(self):
        """The second quarter, billed and half paid."""
        bill = self.invoice(self.line(540, arrears_price_basis="contract clause 12"))
        self.pay(bill, 200)
        self.end_transaction()
        return bill

    def _statement(self, transfer):
        return [
            (line.section, str(line.date_from or ""), str(line.date_to or ""), line.amount)
            for line in transfer.line_ids
        ]

    def test_the_owners_change_in_one_step(self):
        transfer = self._prepare(co_buyer_ids=[Command.set(self.spouse.ids)])
        self.assertEqual(transfer.seller_ids, self.owner)
        transfer.action_done()
        self.assertEqual(str(self.holding.date_to), "2026-09-19")
        self.assertEqual(self.flat._payer_on(date(2026, 9, 19))[self.flat.id], self.owner)
        [span] = self.flat._payers_between(date(2026, 9, 20), date(2026, 12, 31), "principal")[
            self.flat.id
        ]
        self.assertEqual((span.payer, span.liable), (self.buyer.id, (self.spouse.id,)))
        self.assertEqual(transfer.ended_ids, self.holding)
        self.assertEqual(transfer.opened_ids.partner_id, self.buyer | self.spouse)
        self.assertEqual((transfer.state, transfer.done_by_id), ("done", self.clerk))

    def test_debts_stay_with_the_seller(self):
        """Civil Code art. 937: the buyer is no party to the bills of the seller's days."""
        bill = self._billed()
        self._prepare().action_done()
        [charge] = self.charges(bill)
        self.assertEqual(charge.debtor_id, self.owner)
        self.assertFalse(self.env["arrears.charge"].search([("debtor_id", "=", self.buyer.id)]))

    def test_the_statement_shows_open_charges_credits_and_what_is_not_billed(self):
        self._billed()
        self.money(50, arrears_unit_id=self.flat.id)
        self.money(7, arrears_unit_id=self.garage.id)
        self.money(3)
        transfer = self._prepare("2026-08-16")
        self.assertEqual(
            self._statement(transfer),
            [
                ("open", "2026-04-01", "2026-06-30", 340),
                ("credit", "", "", -50),
                ("credit_elsewhere", "", "", -3),
                ("unbilled", "2026-07-01", "2026-08-15", 267.1),
            ],
        )
        figures = (transfer.amount_open, transfer.amount_credit, transfer.amount_unbilled)
        self.assertEqual(figures, (340, -53, 267.1))

    def test_what_was_billed_for_the_days_of_the_buyer_is_stated(self):
        """The quarter was billed whole, and the flat is sold within it: 15 of 91 days."""
        self._billed()
        transfer = self._prepare("2026-06-16")
        self.assertEqual(
            self._statement(transfer),
            [
                ("open", "2026-04-01", "2026-06-30", 340),
                ("beyond", "2026-06-16", "2026-06-30", -89.01),
            ],
        )
        self.assertEqual(transfer.amount_beyond, -89.01)

    def test_the_seller_pays_to_the_end_of_the_month_where_the_estate_bills_whole_months(self):
        self._billed()
        self.estate.part_month = "whole_month"
        self.assertEqual(self._prepare("2026-06-16").amount_beyond, 0)
        transfer = self._prepare("2026-07-02")
        self.assertEqual(
            self._statement(transfer)[1:], [("unbilled", "2026-07-01", "2026-07-31", 180)]
        )

    def test_the_statement_is_read_anew_and_frozen_when_the_owners_change(self):
        bill = self._billed()
        transfer = self._prepare("2026-07-01")
        self.assertEqual(transfer.amount_open, 340)
        self.pay(bill, 340)
        self.end_transaction()
        transfer.action_done()
        self.assertEqual(self._statement(transfer), [])
        with self.assertRaisesRegex(UserError, "is done"):
            transfer.action_reckon()
        for values in ({"day": "2026-01-01"}, {"buyer_id": self.spouse.id}, {"state": "draft"}):
            with self.assertRaises(UserError):
                transfer.sudo().write(values)
        with self.assertRaises(UserError):
            transfer.sudo().unlink()

    def test_a_line_of_the_statement_is_never_typed(self):
        self._billed()
        line = self._prepare().line_ids[0].sudo()
        with self.assertRaises(UserError):
            line.amount = 0
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).unlink()

    def test_owners_who_changed_meanwhile_are_seen(self):
        transfer = self._prepare()
        self.holding.date_to = "2026-05-31"
        self._own(self.spouse, "2026-06-01")
        transfer.action_done()
        self.assertEqual(transfer.seller_ids, self.spouse)

    def test_a_tenant_goes_on_paying_unless_the_agreement_ends(self):
        """Civil Code art. 725: a change of owner does not end the lease."""
        let = self._own(self.tenant, "2026-01-01", role="tenant_payer")
        self._prepare().action_done()
        self.assertFalse(let.date_to)
        self.assertEqual(self.flat._payer_on(date(2026, 10, 1))[self.flat.id], self.tenant)
        again = self._prepare("2026-11-01", buyer_id=self.spouse.id, end_tenant=True)
        self.assertEqual(again.seller_ids, self.buyer, "a tenant is no seller")
        again.action_done()
        self.assertEqual(str(let.date_to), "2026-10-31")

    def test_delivery_by_the_developer_follows_the_rule_of_the_jurisdiction(self):
        self.holding.role = "developer"
        self.flat.with_context(arrears_today=date(2026, 1, 1)).occupancy = "undelivered"
        transfer = self._prepare("2026-09-10", reason="delivery")
        with self.assertRaisesRegex(UserError, "delivered the unit"):
            transfer.action_done()
        transfer.delivered_on = "2026-09-10"
        transfer.action_done()
        self.assertEqual(str(self.flat.handover_date), "2026-09-10")
        self.assertEqual(self.flat.occupancy, "vacant")
        self.assertEqual(self.flat.status_ids[0].evidence, "handover_sheet")
        self.assertEqual(self.flat._payer_on(date(2026, 9, 30))[self.flat.id], self.owner)
        self.assertEqual(self.flat._payer_on(date(2026, 10, 1))[self.flat.id], self.buyer)

    def test_nobody_buys_from_himself(self):
        with self.assertRaisesRegex(UserError, "owns unit .* already"):
            self._prepare(buyer_id=self.owner.id).action_done()

    def test_a_later_owner_is_not_run_over(self):
        self.holding.date_to = "2026-09-30"
        self._own(self.spouse, "2026-10-01")
        with self.assertRaises(UserError) as refused:
            self._prepare("2026-09-20").action_done()
        self.assertIn("Spouse", str(refused.exception))

    def test_only_the_office_changes_owners(self):
        transfer = self._prepare()
        collector = new_test_user(
            self.env, "transfer_collector", groups="property_arrears.group_collector"
        )
        with self.assertRaises(AccessError):
            transfer.with_user(collector).action_done()

    def test_a_change_of_owner_is_entered_on_its_form(self):
        self._billed()
        action = self.flat.action_change_owner()
        records = self.env[action["res_model"]].with_user(self.clerk)
        with Form(records.with_context(**action["context"])) as form:
            form.buyer_id = self.buyer
            self.assertEqual(form.seller_ids[:], self.owner)
        self.assertEqual(form.record.amount_open, 340)
        self.assertEqual(self.flat.transfer_count, 1)

    def test_the_statement_is_printed_before_the_owners_change(self):
        self._billed()
        transfer = self._prepare("2026-08-16")
        document = self.env["arrears.document"].browse(transfer.action_print_statement()["res_id"])
        self.assertEqual(document.document_type, "settlement_statement")
        again = transfer.action_print_statement()["res_id"]
        self.assertEqual(again, document.id, "the same content is the same paper")
        text = pdf_text(document._content())
        for part in ("1501", "Owner", "Buyer", "340.00", "267.10", "Not billed yet"):
            self.assertIn(part, text)
        self.assertEqual(transfer.document_count, 1)

    # Assumptions of debt

    def _assumption(self, **values):
        bill = self._billed()
        defaults = {
            "unit_id": self.flat.id,
            "debtor_id": self.owner.id,
            "assumer_id": self.buyer.id,
            "charge_ids": [Command.set(self.charges(bill).ids)],
            "signed_on": "2026-09-14",
            "scan": SCAN,
        }
        return (
            self.env["arrears.debt.assumption"].with_user(self.clerk).create({**defaults, **values})
        )

    def test_an_assumption_of_debt_moves_nothing(self):
        """Civil Code arts. 551–552: a promise beside the books, until somebody bills anew."""
        for effect in ("joins", "releases"):
            assumption = self._assumption(effect=effect)
            before = assumption.charge_ids.read()
            moves = self.env["account.move"].search_count([])
            assumption.with_user(self.manager).action_accept()
            self.env.invalidate_all()
            self.assertEqual(assumption.charge_ids.read(), before)
            self.assertEqual(assumption.charge_ids.debtor_id, self.owner)
            self.assertEqual(self.env["account.move"].search_count([]), moves)
            self.assertEqual(assumption.amount, 340)

    def test_an_assumption_needs_the_signed_paper(self):
        for missing in ("scan", "signed_on", "charge_ids"):
            with self.assertRaisesRegex(UserError, "signed paper"):
                self._assumption(**{missing: False}).with_user(self.manager).action_accept()

    def test_an_assumption_names_charges_of_its_debtor_and_unit(self):
        wrong = self._assumption(unit_id=self.garage.id).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "not a charge of"):
            wrong.action_accept()

    def test_only_a_manager_accepts_an_assumption_and_then_it_is_frozen(self):
        assumption = self._assumption()
        with self.assertRaises(AccessError):
            assumption.action_accept()
        with self.assertRaises(UserError):
            assumption.sudo().state = "accepted"
        assumption.with_user(self.manager).action_accept()
        for values in ({"scan": False}, {"charge_ids": False}, {"amount": 1}):
            with self.assertRaises(UserError):
                assumption.sudo().write(values)
        with self.assertRaises(UserError):
            assumption.sudo().unlink()

    def test_nobody_assumes_his_own_debt(self):
        with self.assertRaisesRegex(Exception, "by_somebody_else"), mute_logger("odoo.sql_db"):
            self._assumption(assumer_id=self.owner.id)

    def test_an_assumption_starts_with_what_the_statement_shows(self):
        self._billed()
        transfer = self._prepare()
        records = self.env["arrears.debt.assumption"].with_user(self.clerk)
        with Form(records.with_context(default_transfer_id=transfer.id)) as form:
            self.assertEqual(form.debtor_id, self.owner)
            self.assertEqual(form.assumer_id, self.buyer)
        self.assertEqual(form.record.charge_ids, transfer.line_ids.charge_id)
        self.assertEqual(form.record.amount_open, 340)
