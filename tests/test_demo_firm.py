from odoo.tests import tagged

from ..demo import adoption, changes, reports
from ..demo.firm import MODULE
from ..demo.model import DEBTOR_KINDS
from ..engine.money import minor_units
from .demo_case import DemoCase
from .rate_oracle import Book


@tagged("post_install", "-at_install")
class TestDemoFirm(DemoCase):
    """What the demonstration's firm consists of."""

    @classmethod
    def before_the_firm(cls):
        cls.letters = cls.env["mail.mail"].search_count([])
        cls.messages = cls.env["sms.sms"].search_count([])

    def _cases(self, kind):
        return self.env["arrears.case"].search(
            [("debtor_id", "=", self.firm.party(kind).id), ("company_id", "=", self.company.id)]
        )

    def _holds(self, kind):
        return self._cases(kind).hold_ids

    def test_ties_out_to_the_cent(self):
        found = self.env["arrears.tie.out"]._compute_for(self.company, self.firm.roster.today)
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        ledger = sum(minor_units(line.balance) for line in lines)
        self.assertEqual(minor_units(found.ledger_balance), ledger)
        self.assertEqual(minor_units(found.unexplained), 0)
        self.assertEqual(found.lines_off_count, 0)

    def test_the_days_at_the_counter_are_closed(self):
        """Three days: the smallest firm has no more people for a week."""
        days = self.env["arrears.cashier.day"].search([("company_id", "=", self.company.id)])
        self.assertEqual((len(days), set(days.mapped("state"))), (3, {"closed"}))
        receipts = self.env["arrears.receipt"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(receipts.mapped("state")), {"confirmed"})
        self.assertEqual(set(receipts.mapped("method_id.way")), {"cash", "code"})
        self.assertIn("prepayment", receipts.line_ids.mapped("purpose"))
        [short] = days.filtered("cash_difference")
        self.assertEqual((short.cash_difference, short.difference_reason), (-0.5, "找零差错"))

    def test_what_the_counter_took_lies_where_its_methods_say(self):
        """From journal items alone: what came in is what receivables were credited with."""
        entries = self.env["account.move"].search([("arrears_receipt_id", "!=", False)])
        by_type = {}
        for line in entries.line_ids:
            kind = line.account_id.account_type
            by_type[kind] = by_type.get(kind, 0) + minor_units(line.balance)
        receipts = self.env["arrears.receipt"].search([("company_id", "=", self.company.id)])
        taken = sum(minor_units(receipt.amount) for receipt in receipts)
        self.assertEqual(by_type.pop("asset_receivable"), -taken)
        self.assertEqual(sum(by_type.values()), taken)

    def test_collection_rates_are_those_of_the_journal_items(self):
        """To the cent, by estate: an independent calculation that knows none of our models."""
        today = self.firm.roster.today
        report = self.env["arrears.rate.report"]._make(self.company, today)
        units = self.env["arrears.unit"].search([("company_id", "=", self.company.id)])
        estates = {unit.id: unit.estate_id.id for unit in units}
        reckoned = Book(self.company).rates(today, today.year, estates)
        self.assertEqual(set(reckoned), set(report.line_ids.mapped("estate_id.id")))
        names = ("due", "paid", "written_off", "remaining", "year_due", "year_paid", "opening",
                 "recovered", "old_written_off", "old_remaining", "cash", "prepaid")  # fmt: skip
        for estate, lines in report.line_ids.grouped("estate_id").items():
            expected = reckoned[estate.id]
            with self.subTest(estate.name):
                found = {name: sum(map(minor_units, lines.mapped(name))) for name in names}
                self.assertEqual(found, {name: expected[name] for name in names})
                counts = [sum(lines.mapped(name)) for name in ("units_billed", "units_paid")]
                self.assertEqual(counts, [expected["units_billed"], expected["units_paid"]])
        totals = {name: sum(found[name] for found in reckoned.values()) for name in names}
        self.assertTrue(totals["due"] and totals["paid"] and totals["opening"])
        for rate, above, below in (
            ("rate_current", totals["paid"], totals["due"]),
            ("rate_year", totals["year_paid"], totals["year_due"]),
            ("rate_old", totals["recovered"], totals["opening"]),
            ("rate_combined", totals["paid"] + totals["recovered"],
             totals["due"] + totals["opening"]),
            ("rate_cash", totals["cash"], totals["due"]),
        ):  # fmt: skip
            self.assertAlmostEqual(report[rate], 100 * above / below, delta=0.005, msg=rate)

    def test_every_kind_of_debtor_is_there_and_can_be_found(self):
        for kind in DEBTOR_KINDS:
            with self.subTest(kind):
                debtor = self.env.ref(f"{MODULE}.debtor_{kind}_1")
                bills = self.env["account.move"].search_count(
                    [("partner_id", "=", debtor.id), ("move_type", "=", "out_invoice")]
                )
                self.assertTrue(bills, "everybody is billed")

    def test_three_estates_are_billed_in_their_own_rhythm(self):
        cycles = {code: estate.billing_cycle for code, estate in self.firm.estates.items()}
        self.assertEqual(sorted(cycles.values()), ["month", "quarter", "year"])
        self.assertEqual(self.firm.estates["HX"].fee_basis, "commission")

    def test_nothing_was_sent_while_the_past_was_written_down(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.letters)
        self.assertEqual(self.env["sms.sms"].search_count([]), self.messages)
        self.assertFalse(any(estate.escalation_enabled for estate in self.firm.estates.values()))

    def test_who_pays_well_has_no_card_and_who_does_not_has_one(self):
        self.assertFalse(self._cases("prepaid_year").filtered(lambda case: case.state != "closed"))
        [long_overdue] = self._cases("long_overdue")
        self.assertGreater(long_overdue.days_overdue, 180)
        self.assertEqual(long_overdue.state, "open")

    def test_promises_were_broken_twice(self):
        cases = self._cases("two_broken_promises")
        broken = self.env["arrears.hold"]._broken_promises(cases, self.firm.roster.today)
        self.assertEqual(sum(broken.values()), 2)

    def test_whoever_broke_two_promises_is_in_the_segment_of_that(self):
        segment = self.env.ref("property_arrears.segment_serial_promiser")
        self.assertEqual(self._cases("two_broken_promises").segment_id, segment)
        cards = self.env["arrears.case"].search(
            [("company_id", "=", self.company.id), ("state", "!=", "closed")]
        )
        self.assertTrue(all(card.segment_id for card in cards))

    def test_holds_of_the_kinds_whose_own_rooms_come_later(self):
        for kind, hold in (
            ("disputes_part", "dispute"),
            ("plan", "plan"),
            ("deceased", "deceased"),
            ("sister_company", "payment_claim"),
            ("hardship", "hardship"),
            ("vacant_undecorated", "hardship"),
        ):
            with self.subTest(kind):
                self.assertIn(hold, self._holds(kind).mapped("type"))
        self.assertTrue(self._holds("disputes_part").charge_ids, "only a part is disputed")

    def test_units_with_several_parties_or_spaces(self):
        self.assertEqual(len(self._cases("two_parking")), 3, "a flat and two spaces")
        couple = self.firm.unit_of("couple_one_phone").ownership_ids
        self.assertEqual(set(couple.mapped("role")), {"owner", "co_owner"})
        self.assertEqual(len(set(couple.partner_id.mapped("phone"))), 1)
        shop = self.firm.unit_of("tenant_payer")
        self.assertEqual(shop.payer_id, self.firm.party("tenant_payer"))
        self.assertTrue(shop.ownership_ids.filtered("jointly_liable"))
        self.assertFalse(self.firm.party("no_phone").phone)

    def test_unit_sold_within_a_quarter_is_billed_to_both_by_days(self):
        unit = self.firm.unit_of("sold_mid_quarter")
        sold = unit.ownership_ids.filtered("date_to")
        lines = self.env["account.move.line"].search(
            [
                ("arrears_unit_id", "=", unit.id),
                ("arrears_period_from", "<=", sold.date_to),
                ("display_type", "=", "product"),
                ("arrears_period_to", ">=", sold.date_to),
            ]
        )
        self.assertEqual(lines.partner_id, sold.partner_id)
        self.assertEqual(lines.arrears_period_to, sold.date_to)

    def test_former_firm_left_one_period_that_is_time_barred(self):
        charges = self.env["arrears.charge"].search(
            [("debtor_id", "=", self.firm.party("former_firm").id), ("price_basis", "=", False)]
        )
        self.assertEqual(sorted(charges.mapped("time_barred")), [False, True])

    def test_money_in_the_wrong_place_stays_a_credit(self):
        payer = self.firm.party("sister_company")
        credit = self.env["account.move.line"].search(
            [("partner_id", "=", payer.id), ("company_id", "=", self.firm.sister.id)]
        )
        self.assertTrue(credit)
        self.assertFalse(credit.filtered("reconciled"))

    def test_a_waiver_waits_for_the_sidecar_and_mandates_for_the_bank(self):
        waiver = self._all("arrears.waiver").filtered(lambda one: one.state == "approved")
        self.assertEqual(waiver.debtor_id, self.firm.party("hardship"))
        mandates = self.env["arrears.mandate"].search([("company_id", "=", self.company.id)])
        # The banks' month of debits has stopped some: see ``test_debit_month``.
        self.assertEqual(set(mandates.mapped("state")), {"active", "suspended"})
        self.assertIn(self.firm.party("failing_debit"), mandates.debtor_id)

    def test_programmes_of_every_kind_run_and_a_gift_was_given(self):
        programs = self._all("arrears.incentive.program")
        self.assertEqual(set(programs.mapped("kind")),
                         {"on_time", "in_a_row", "prepaid_year", "debit_sign_up"})  # fmt: skip
        self.assertEqual(set(programs.mapped("state")), {"active"})
        self.assertTrue(all(one.proposed_by_id != one.activated_by_id for one in programs))
        self.assertEqual(self._states("arrears.incentive.gift"), ["draft", "given"])

    def test_limits_of_approval_name_a_person_on_each_level(self):
        rules = self._all("arrears.approval.rule")
        self.assertEqual(set(rules.mapped("level")), {1, 2, 3, 4})
        self.assertTrue(all(rules.mapped("is_in_force")))

    def test_a_refusal_is_under_appeal_and_its_cards_are_paused(self):
        application = self._all("arrears.hardship").filtered(lambda one: one.state == "appealed")
        self.assertEqual(application.debtor_id, self.firm.party("vacant_undecorated"))
        self.assertEqual(application.decision, "refuse")
        self.assertIn("hardship", self._holds("vacant_undecorated").mapped("type"))
        granted = self._all("arrears.hardship") - application
        self.assertEqual(granted.consent_ids.proof, "medical_certificate")

    def test_a_dispute_took_part_off_a_bill(self):
        [dispute] = self._all("arrears.dispute").filtered(lambda one: one.state == "decided")
        self.assertEqual((dispute.outcome, dispute.case_id.debtor_id),
                         ("reduced", self.firm.party("shop_company")))  # fmt: skip
        self.assertEqual(dispute.decided_by_id, self.firm.staff["general"])
        line = dispute.line_ids
        cut = minor_units(line.amount_before) - minor_units(line.amount_after)
        self.assertEqual(cut, (minor_units(line.amount_before) * 2 + 5) // 10)
        self.assertEqual(dispute.credit_note_ids.mapped("state"), ["posted"])

    def test_a_waiver_was_reversed_and_the_fee_is_owed_again(self):
        waiver = self._all("arrears.waiver").filtered(lambda one: one.state == "reversed")
        self.assertEqual(waiver.debtor_id, self.firm.party("villa"))
        self.assertEqual(len({waiver.requested_by_id, waiver.approved_by_id,
                              waiver.reversed_by_id}), 3)  # fmt: skip
        self.assertTrue(waiver.line_ids)
        for fee in waiver.line_ids.charge_id:
            self.assertEqual(fee.amount_remaining, fee.amount_original)

    def test_the_price_of_the_old_town_is_guided(self):
        estate = self.firm.estates["HX"]
        self.assertEqual(estate.price_regime, "guided")
        self.assertTrue(estate.price_band_ids.source)

    def test_staff_read_chinese(self):
        self.assertEqual({user.lang for user in self.firm.staff.values()}, {"zh_CN"})

    def _all(self, model):
        return self.env[model].search([("company_id", "=", self.company.id)])

    def _states(self, model):
        return sorted(self._all(model).mapped("state"))

    def test_reductions_of_every_type_stand_at_different_stages(self):
        found = {(one.type, one.state) for one in self._all("arrears.fee.reduction")}
        self.assertEqual(
            found,
            {
                ("vacancy", "approved"),
                ("sales_promise", "approved"),
                ("local_relief", "inspected"),
                ("staff_housing", "applied"),
                ("vacancy", "refused"),
            },
        )

    def test_units_change_hands_by_sale_and_by_death(self):
        sold, to_come = self._all("arrears.ownership.transfer").sorted("day")
        self.assertEqual((sold.state, to_come.state), ("done", "draft"))
        self.assertEqual(sold.unit_id.owner_id, sold.buyer_id)
        self.assertGreater(to_come.amount_open, 0)
        self.assertEqual(self._states("arrears.debt.assumption"), ["accepted"])
        self.assertEqual(self._states("arrears.inheritance"), ["determined", "proven"])
        self.assertTrue(self._all("arrears.filed.person"), "the set-up check finds somebody")

    def test_books_wait_for_mapping_and_bases_for_a_signature(self):
        charges = self._all("arrears.charge")
        # What reverses a waiver or books a return back answers to another entry: it is settled.
        unclassified = charges.filtered(
            lambda one: one.kind == "unclassified" and one.state == "open"
        )
        self.assertEqual(len(unclassified), 3)
        self.assertEqual(self._states("arrears.price.basis"), ["draft", "signed"])
        by_basis = charges.filtered(lambda one: one.price_basis == adoption.PUMPING_BASIS)
        self.assertEqual(len(by_basis), 2)
        self.assertTrue(self._all("arrears.metered.charge"))

    def test_last_year_is_closed_and_next_bills_are_previewed(self):
        close = self._all("arrears.year.close")
        self.assertEqual((close.year, close.state), (self.firm.roster.today.year - 1, "closed"))
        self.assertEqual(close.closed_by_id, self.firm.staff["director"])
        self.assertEqual(len(self._all("arrears.rate.target")), 48)
        runs = self._all("arrears.billing.run")
        [preview] = runs.filtered(lambda run: run.state == "previewed")
        self.assertEqual(preview.estate_id, self.firm.estates["HX"])
        published = self._all("arrears.estate").filtered("price_board_published")
        self.assertEqual(published, self.firm.estates["YX"])

    def test_reports_of_the_day_tie_out(self):
        today = self.firm.roster.today
        reports.report(self.company, self.firm.staff, today)
        self.assertEqual(self._all("arrears.ageing.report").mapped("state"), ["tied"])
        self.assertEqual(self._all("arrears.roll.report").mapped("date_to"), [today])
        [rates] = self._all("arrears.rate.report")
        self.assertEqual((rates.date, rates.opening_source), (today, "closed"))

    def test_second_time_adds_nothing(self):
        models = ("arrears.fee.reduction", "arrears.ownership.transfer", "arrears.inheritance",
                  "arrears.price.basis", "arrears.metered.charge", "arrears.year.close",
                  "arrears.rate.target", "arrears.billing.run", "arrears.ageing.report",
                  "arrears.roll.report", "arrears.rate.report", "account.move")  # fmt: skip
        staff, today = self.firm.staff, self.firm.roster.today
        reports.report(self.company, staff, today)
        before = {model: len(self._all(model)) for model in models}
        changes.tell(self.firm)
        adoption.give_bases(self.firm)
        adoption.read_meters(self.firm)
        adoption.book_costs(self.firm)
        reports.keep(self.firm)
        reports.report(self.company, staff, today)
        self.assertEqual({model: len(self._all(model)) for model in models}, before)
