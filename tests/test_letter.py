"""Demand letters: what they say, what stops them, and what their arrival proves."""

import base64
import io
from datetime import date

from lxml import html
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from psycopg2 import IntegrityError
from pypdf import PdfReader

from ..engine.wording import banned_phrases
from .collection_case import TODAY, CollectionCase


class LetterCase(CollectionCase):
    """A ladder with a letter and a visit, and a debtor with an address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.write({"street": "1 Lake Road", "city": "Hangzhou"})
        cls.env["res.lang"]._activate_lang("zh_CN")

    def ladder(self, *channels):
        """The policy becomes these steps alone, each from the first day."""
        policy = self.env.ref("property_arrears.policy_default")
        stages = {"letter": "demand_letter", "message": "reminder"}
        template = self.env.ref("property_arrears.template_email_gentle")
        policy.write(
            {
                "step_ids": [
                    (5, 0, 0),
                    *(
                        (0, 0, {
                            "name": channel, "channel": channel, "sequence": number,
                            "tone": "gentle", "min_days_overdue": 1, "gap_days": 1,
                            "stage_id": self.stage(stages.get(channel, channel)).id,
                            "email_template_id": template.id if channel == "message" else False,
                        })
                        for number, channel in enumerate(channels)
                    ),
                ]
            }
        )  # fmt: skip

    def letters(self):
        return self.env["arrears.letter"].search([("company_id", "=", self.company.id)])

    def letter(self, amount=450, user=None):
        """A letter in the queue, written by hand."""
        if not self.case_of():
            self.owing(amount)
        case = self.case_of().with_user(user or self.collector)
        return self.env["arrears.letter"].browse(case.action_write_letter()["res_id"])

    def printed(self, **values):
        letter = self.letter(**values)
        letter.with_user(self.collector).action_print()
        return letter

    def tell(self, letters, result, user=None, **values):
        """Say how letters went, as a collector does on the form."""
        user = user or self.collector
        action = letters.with_user(user).action_enter_result()
        window = letters.with_user(user).env["arrears.letter.entry"]
        form = Form(window.with_context(**action["context"]))
        form.result = result
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_book()

    def posted(self, method="courier", tracking="SF1", **values):
        letter = self.printed(**values)
        self.tell(letter, "posted", method=method, tracking=tracking)
        return letter

    def delivered(self, **values):
        letter = self.posted()
        self.tell(letter, "delivered", **values)
        return letter

    def page(self, letter, language="en_US"):
        """The words of the letter in a language, as its PDF is drawn from."""
        letter = letter.sudo().with_context(lang=language)
        documents = self.env["arrears.document"].sudo()
        page = documents._page(letter, "demand_letter", {}, letter.company_id)
        source = letter.env["arrears.document.render"]._html(
            "property_arrears.demand_letter_document",
            {**page, "number": letter.name, "issued_on": TODAY},
        )
        return " ".join(html.document_fromstring(source).body.text_content().split())


@tagged("post_install", "-at_install")
class TestLetterPaper(LetterCase):
    def test_it_carries_every_part_that_a_demand_needs(self):
        """domain.md 2.3 and 3.6."""
        self.company.write({"vat": "91330100MA27WXYZ0A"})
        self.estate.write({"contract_from": "2024-01-01", "contract_to": "2028-12-31",
                           "office_hours": "9–18", "how_to_pay": "Account 6222"})  # fmt: skip
        self.owing(450)
        self.owing(80, unit=self.garage, due="2026-07-31")
        letter = self.printed()
        text = self.page(letter)
        for part in (
            letter.name, "Owner", "1 Lake Road", "Ledger test", "91330100MA27WXYZ0A",
            "1501", "P7", "2026-04–2026-06", "Contract 2024, 2.50 a m² and month",
            "450.00", "80.00", "530.00", "09/30/2026", "This letter asks for no late fee",
            "Account 6222", "0571-88886666", "9–18", "tell the office in any form",
            "instalments without interest", "If you have paid already", "payment order",
            "01/01/2024",
        ):  # fmt: skip
            self.assertIn(part, text)
        self.assertEqual(letter.pay_by, self.later(15))

    def test_no_text_of_it_is_banned_in_either_language(self):
        self.owing(40, kind="late_fee")
        letter = self.printed()
        for language in ("en_US", "zh_CN"):
            text = self.page(letter, language)
            self.assertEqual(banned_phrases(text, "letter"), [])
            for word in ("law firm", "律师", "法院传票", "ID card", "身份证"):
                self.assertNotIn(word, text)

    def test_late_fee_stands_apart(self):
        self.owing(450)
        self.owing(40, kind="late_fee", due="2026-06-30")
        letter = self.printed()
        paper = letter._paper()
        self.assertEqual((paper["fee_sum"], paper["late_sum"], paper["total"]),
                         (45000, 4000, 49000))  # fmt: skip
        self.assertIn("you may apply for it to be waived", self.page(letter))

    def test_it_shows_what_was_paid_and_what_is_left(self):
        bill = self.owing(450)
        self.pay(bill, 150)
        self.end_transaction()
        (row,) = self.printed()._paper()["fees"]
        self.assertEqual((row["charged"], row["settled"], row["left"]), (45000, 15000, 30000))

    def test_several_times_is_said_only_with_two_proven_notices(self):
        """Row 182."""
        self.owing(450)
        case = self.case_of()

        def notice(day, state):
            self.env["arrears.contact"].create(
                {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
                 "case_ids": [(6, 0, case.ids)], "state": state,
                 "happened_at": self.moment("10:00", date.fromisoformat(day))}
            )  # fmt: skip

        notice("2026-08-01", "delivered")
        notice("2026-08-10", "sent")
        letter = self.printed()
        self.assertNotIn("several times", self.page(letter))
        notice("2026-08-20", "delivered")
        text = self.page(letter)
        self.assertIn("several times before, on 08/01/2026, 08/20/2026", text)
        self.assertNotIn("08/10/2026", text)

    def test_it_comes_in_the_debtor_s_language_numbered_and_kept(self):
        self.owner.lang = "zh_CN"
        letter = self.printed()
        document = letter.document_id
        self.assertEqual(document.language_id.code, "zh_CN")
        self.assertRegex(letter.name, r"^DL/2026/\d{5}$")
        self.assertEqual((document.name, document.res_id), (letter.name, letter.id))
        self.assertTrue(document.intact)
        pages = PdfReader(io.BytesIO(document._content())).pages
        self.assertIn(letter.name, " ".join(page.extract_text() for page in pages))

    def test_a_debtor_without_an_address_of_his_own_is_written_to_at_home(self):
        self.owner.write({"street": False, "city": False})
        self.assertIn("Lakeside 1501", self.page(self.printed()))

    def test_a_bill_s_reckoning_stands_in_its_row(self):
        self.env["arrears.fee.standard"].create(
            {"estate_id": self.estate.id, "price": 2.5, "date_from": "2026-01-01",
             "legal_basis": "Contract, clause 6"}
        )  # fmt: skip
        self.owing(675)
        self.assertIn("90 m² × 2.50 × 3 months", self.page(self.printed()))


@tagged("post_install", "-at_install")
class TestLetterQueue(LetterCase):
    def test_who_paid_before_printing_gets_no_letter(self):
        letter = self.letter()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        action = letter.with_user(self.collector).action_print()
        self.assertEqual(letter.state, "refused")
        self.assertIn("Nothing is overdue", letter.reason_text)
        self.assertIn("Nothing is overdue", action["params"]["message"])
        self.assertFalse(letter.document_id)

    def test_who_paid_between_printing_and_posting_gets_no_letter(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        action = self.tell(letter, "posted", method="courier", tracking="SF1")
        self.assertEqual(
            (letter.state, letter.contact_id), ("refused", self.env["arrears.contact"])
        )
        self.assertIn("take them out of the pile", action["params"]["title"])

    def test_a_part_payment_makes_the_letter_untrue(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 50)
        self.end_transaction()
        self.tell(letter, "posted", method="courier")
        self.assertEqual(letter.state, "refused")
        self.assertIn("changed since", letter.reason_text)

    def test_what_changed_before_printing_is_printed_as_it_is_now(self):
        letter = self.letter()
        self.pay(self.case_of().charge_ids.move_id, 50)
        self.end_transaction()
        letter.with_user(self.collector).action_print()
        self.assertEqual((letter.state, letter.amount), ("printed", 400))

    def test_a_letter_that_was_posted_all_the_same_is_a_breach(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        self.tell(letter, "posted", method="courier", breach=True)
        self.assertEqual(letter.state, "posted")
        self.assertTrue(letter.contact_id.breach)

    def test_a_hold_stops_writing_and_printing(self):
        letter = self.letter()
        self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "manual", "date_until": self.later(10)}
        )
        letter.with_user(self.collector).action_print()
        self.assertEqual(letter.state, "refused")
        with self.assertRaisesRegex(UserError, "On hold"):
            self.letter()

    def test_a_letter_that_lay_about_is_not_posted(self):
        letter = self.printed()
        late = self.on(self.later(9), letter)
        self.tell(late, "posted", method="courier", day=self.later(9))
        self.assertEqual(letter.state, "refused")
        self.assertIn("7 days", letter.reason_text)

    def test_one_letter_at_a_time_and_fifteen_days_between(self):
        letter = self.letter()
        with self.assertRaisesRegex(UserError, "waits already"):
            self.letter()
        letter.with_user(self.collector).action_print()
        self.tell(letter, "posted", method="courier")
        with self.assertRaisesRegex(UserError, "often enough"):
            self.letter()

    def test_the_database_itself_refuses_a_second_waiting_letter(self):
        letter = self.letter()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            letter.copy({"case_ids": [(6, 0, letter.case_ids.ids)]})
            self.env.flush_all()

    def test_many_are_printed_as_one_file_up_to_a_limit(self):
        other = self.partner("Other", street="2 Lake Road")
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "9"})
        self.owing(450)
        self.owing(300, partner=other, unit=unit)
        first = self.letter()
        case = self.case_of(other, unit).with_user(self.collector)
        second = self.env["arrears.letter"].browse(case.action_write_letter()["res_id"])
        action = (first | second).with_user(self.collector).action_print()
        self.assertIn("/together/", action["url"])
        self.assertEqual((first | second).mapped("state"), ["printed", "printed"])
        self.assertEqual(first.document_id, first.document_id & (first | second).document_id)
        before = first.document_id
        first.with_user(self.collector).action_print()
        self.assertEqual(first.document_id, before, "printed again, it is the same paper")

    def test_taking_it_back_frees_the_queue(self):
        letter = self.printed()
        letter.with_user(self.collector).action_cancel()
        self.assertEqual(letter.state, "cancelled")
        self.assertIn("Cancelled by Collector", letter.reason_text)
        self.assertEqual(self.letter().state, "to_print")

    def test_a_posted_letter_is_evidence(self):
        letter = self.posted()
        for values in ({"case_ids": [(5, 0, 0)]}, {"debtor_id": self.company.partner_id.id}):
            with self.assertRaises(UserError):
                letter.sudo().write(values)
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            letter.sudo().write({"state": "delivered"})
        with self.assertRaises(UserError):
            letter.sudo().unlink()
        with self.assertRaises(UserError):
            letter.sudo().line_ids.unlink()
        letter.with_user(self.collector).action_cancel()
        self.assertEqual(letter.state, "posted")

    def test_letters_are_the_work_of_collectors_of_the_estate(self):
        letter = self.letter()
        stranger = self.user("stranger", "group_collector")
        cashier = self.user("cashier", "group_cashier")
        with self.assertRaises(AccessError):
            letter.with_user(stranger).read(["amount"])
        with self.assertRaises(AccessError):
            letter.with_user(cashier).action_print()
        self.assertEqual(letter.with_user(cashier).amount, 450)
        with self.assertRaises(AccessError):
            letter.with_user(self.collector).write({"language": "en_US"})
        self.assertEqual(letter.with_user(self.collector).debtor_masked, "O***")
        with self.assertRaises(AccessError):
            letter.with_user(self.collector).read(["address"])

    def test_the_estate_decides_the_days_to_pay_above_a_week(self):
        self.company.arrears_demand_days = 20
        self.assertEqual(self.printed().pay_by, self.later(20))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.company.arrears_demand_days = 6
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestLetterResult(LetterCase):
    def test_posting_is_a_contact_of_the_letter_family(self):
        letter = self.posted()
        contact = letter.contact_id
        self.assertEqual(
            (contact.channel, contact.contact_class, contact.state, contact.amount),
            ("letter", "dunning", "sent", 450),
        )
        self.assertEqual(contact.charge_ids, letter.line_ids.charge_id)
        self.assertEqual(self.case_of().contact_count, 1)
        self.assertIn(letter.document_id.sha256, contact.text)

    def test_a_delivered_letter_restarts_limitation_of_each_charge_it_names(self):
        """Row 48; period by period."""
        letter = self.posted()
        untouched = self.charges(self.owing(90, due="2026-08-31"))
        before = untouched.limitation_date
        self.tell(letter, "delivered", signer="Wang", relation="self")
        self.end_transaction()
        event = letter.limitation_event_id
        self.assertEqual((event.state, event.method, event.type), ("recorded", "signed", "demand"))
        self.assertEqual(event.charge_link_ids.charge_id, letter.line_ids.charge_id)
        self.assertEqual(letter.line_ids.charge_id.limitation_date, date(2029, 9, 15))
        self.assertEqual(untouched.limitation_date, before)
        contact = letter.contact_id
        self.assertEqual((contact.state, contact.event_ids.kind), ("delivered", "delivered"))
        self.assertIn("SF1", contact.event_ids.detail)
        self.assertEqual(self.case_of().address_quality, "good")

    def test_a_letter_box_is_delivery_without_proof(self):
        letter = self.printed()
        with self.assertRaisesRegex(UserError, "photo"):
            self.tell(letter, "posted", method="letter_box")
        photo = base64.b64encode(b"photo")
        self.tell(letter, "posted", method="letter_box", photo=photo, photo_unreadable=True)
        self.assertEqual(letter.with_context(bin_size=False).photo, photo)
        self.tell(letter, "delivered")
        self.assertEqual((letter.state, letter.contact_id.state), ("delivered", "delivered"))
        self.assertFalse(letter.limitation_event_id)
        self.assertFalse(self.case_of()._demanded()[self.case_of().id].delivered_on)

    def test_nobody_but_the_debtor_a_co_resident_or_an_agent_signs(self):
        relations = dict(self.env["arrears.letter"]._fields["relation"].selection)
        self.assertEqual(set(relations), {"self", "co_resident", "authorised"})
        methods = dict(self.env["arrears.letter"]._fields["method"].selection)
        self.assertEqual(set(methods), {"courier", "registered", "by_hand", "letter_box"})
        letter = self.posted(method="by_hand", tracking=False)
        with self.assertRaisesRegex(UserError, "signed"):
            self.tell(letter, "delivered", signer="Somebody")
        self.tell(letter, "delivered", signer="Wang", relation="co_resident")
        self.assertEqual(letter.limitation_event_id.method, "co_resident")

    def test_without_a_tracking_number_nothing_is_proven(self):
        letter = self.posted(tracking=False)
        with self.assertRaisesRegex(UserError, "tracking number is missing"):
            self.tell(letter, "delivered")
        self.tell(letter, "delivered", tracking="SF9")
        self.assertEqual(letter.tracking_number, "SF9")

    def test_a_returned_letter_marks_the_address_for_letter_and_visit_alone(self):
        letter = self.posted()
        self.tell(letter, "returned")
        case = self.case_of()
        self.assertEqual((letter.state, letter.contact_id.state), ("returned", "failed"))
        self.assertEqual(case.address_quality, "bad")
        with self.assertRaisesRegex(UserError, "address is not good"):
            self.letter()
        self.assertFalse(case._stop_reasons(TODAY)[case.id][1:], "messages and calls go on")
        self.owner.street = "5 New Road"
        case.invalidate_recordset()
        self.assertEqual(case.address_quality, "unknown")
        self.assertEqual(self.letter().state, "to_print")

    def test_a_letter_not_accepted_says_nothing_of_the_address(self):
        letter = self.posted()
        self.tell(letter, "refused")
        self.assertEqual((letter.state, letter.return_reason), ("returned", "declined"))
        self.assertEqual(self.case_of().address_quality, "unknown")

    def test_the_legal_gate_sees_the_demand_its_deadline_and_every_period(self):
        letter = self.delivered(signer="Wang", relation="self")
        case = self.case_of()

        def missing(day=TODAY):
            codes = [r.code for r in self.on(day, case)._legal_gate_reasons()[case.id]]
            return [
                code
                for code in codes
                if code.startswith(("legal_no_del", "legal_dem", "legal_dead", "legal_add"))
            ]

        self.assertEqual(missing(), ["legal_deadline_running"])
        self.assertEqual(missing(letter.pay_by), ["legal_deadline_running"])
        after = self.later(16)
        self.assertEqual(missing(after), [])
        self.owing(90, due="2026-08-31")
        self.assertEqual(missing(after), ["legal_demand_incomplete"])
        letter.limitation_event_id.withdraw_reason = "Wrong flat"
        letter.limitation_event_id.with_user(self.manager).action_withdraw()
        self.assertEqual(missing(after), ["legal_no_delivered_demand"])

    def test_the_result_lies_between_posting_and_today(self):
        letter = self.posted()
        with self.assertRaisesRegex(UserError, "ahead"):
            self.tell(letter, "delivered", day=self.later(1))
        with self.assertRaisesRegex(UserError, "cannot be earlier"):
            self.tell(letter, "returned", day=self.later(-1))
        self.tell(letter, "returned")
        with self.assertRaisesRegex(UserError, "state"):
            self.tell(letter, "delivered")

    # Lists

    def results(self, text=None, user=None, **values):
        window = self.env["arrears.letter.results"].with_user(user or self.collector)
        with Form(window) as form:
            if text:
                form.pasted = text
            for name, value in values.items():
                setattr(form, name, value)
        return form.record.action_book()

    def test_a_pasted_list_books_all_its_rows(self):
        letter = self.printed()
        self.results(
            "Letter number\tTracking number\tResult\tDate\tSigned by\tRelation\n"
            f"{letter.name}\tSF5\tPosted\t2026-09-15\t\t\n"
        )
        self.assertEqual((letter.state, letter.tracking_number), ("posted", "SF5"))
        self.results(
            f"编号\t结果\t签收日期\t签收人\t与业主关系\n{letter.name}\t妥投\t2026-09-15\t王\t本人\n"
        )
        self.assertEqual((letter.state, letter.relation), ("delivered", "self"))

    def test_a_bad_row_is_named_and_nothing_is_booked(self):
        letter = self.posted()
        with self.assertRaises(UserError) as caught:
            self.results(
                "Letter number,Result,Date\n"
                f"{letter.name},Delivered,2026-09-15\n"
                "DL/2026/99999,Delivered,2026-09-15\n"
                f"{letter.name},Lost,2026-09-15\n"
            )
        text = str(caught.exception)
        self.assertIn("Row 3 (DL/2026/99999): There is no letter", text)
        self.assertIn("Row 4", text)
        self.assertNotIn("Row 2", text)
        self.assertEqual(letter.state, "posted")

    def test_a_list_as_a_file_is_read_and_a_broken_one_refused(self):
        letter = self.posted()
        content = f"Letter number,Result,Date\n{letter.name},Returned,2026-09-15\n".encode()
        with self.assertRaisesRegex(UserError, "columns are missing"):
            self.results(content=base64.b64encode(b"a,b\n1,2\n"))
        self.results(content=base64.b64encode(content))
        self.assertEqual(letter.state, "returned")

    def test_letters_of_other_estates_are_not_found(self):
        letter = self.posted()
        stranger = self.user("stranger", "group_collector")
        with self.assertRaisesRegex(UserError, "no letter"):
            self.results(f"Letter number,Result,Date\n{letter.name},Returned,2026-09-15\n",
                         user=stranger)  # fmt: skip

    def test_who_paid_since_printing_is_named_in_a_list_of_posted_letters(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        with self.assertRaisesRegex(UserError, "Nothing is overdue"):
            self.results(f"Letter number,Result,Date\n{letter.name},Posted,2026-09-15\n")
        self.assertEqual(letter.state, "printed")


@tagged("post_install", "-at_install")
class TestLetterInRun(LetterCase):
    def setUp(self):
        super().setUp()
        self.ladder("letter", "call")
        self.switch_on()

    def test_a_run_puts_one_letter_a_debtor_into_the_queue(self):
        self.owing(450)
        self.owing(80, unit=self.garage)
        run = self.run_on()
        letter, case = self.letters(), self.case_of()
        self.assertEqual((len(letter), letter.state, letter.run_id), (1, "to_print", run))
        self.assertEqual((letter.amount, len(letter.case_ids)), (530, 2))
        self.assertEqual(case.stage_id, self.stage("demand_letter"))
        self.assertEqual((case.next_action, run.task_count), ("letter", 1))
        self.assertEqual(case.claim_ids.letter_id, letter)
        self.assertEqual(self.run_on().step_count, 0)
        letter.with_user(self.collector).action_print()
        self.tell(letter, "posted", method="courier")
        self.assertEqual(letter.contact_id.run_id, run)
        self.assertEqual(case.claim_ids.contact_id, letter.contact_id)

    def test_a_preview_lists_the_letter_and_writes_none(self):
        self.owing(450)
        run = self.env["arrears.run"]._preview_of(self.estate)
        line = self.line_of(run, self.case_of())
        self.assertEqual((line.outcome, line.step_id.channel), ("step", "letter"))
        self.assertFalse(self.letters())

    def test_an_address_that_is_missing_or_bad_is_passed_over_with_its_reason(self):
        self.owing(450)
        case = self.case_of()
        case._mark_address("bad")
        run = self.run_on()
        self.assertFalse(self.letters())
        self.assertEqual(self.line_of(run, case).step_id.channel, "call", "the next rung is taken")
        self.assertEqual(case._address_obstacles()[case.id].code, "address_unverified")

    def test_no_second_letter_while_one_waits(self):
        self.owing(450)
        self.letter()
        run = self.run_on()
        self.assertEqual(self.codes(self.line_of(run, self.case_of())), ["letter_waiting"])
        self.assertEqual(len(self.letters()), 1)

    def test_the_letter_family_has_its_own_cap(self):
        letter = self.posted()
        self.assertEqual(letter.state, "posted")
        run = self.run_on(self.later(14))
        self.assertEqual(self.codes(self.line_of(run, self.case_of())), ["contact_cap"])
        self.assertEqual(self.run_on(self.later(15)).step_count, 1)

    def test_a_refused_letter_frees_its_step(self):
        self.owing(450)
        self.run_on()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        self.letters().with_user(self.collector).action_print()
        self.assertEqual(self.letters().state, "refused")
        self.assertTrue(self.env["arrears.step.claim"].search([]).filtered("letter_id").voided)

    def test_switching_off_stops_a_letter_of_a_run_and_not_one_by_hand(self):
        self.owing(450)
        self.run_on()
        self.estate.with_user(self.manager).action_switch_off()
        letter = self.letters()
        letter.with_user(self.collector).action_print()
        self.assertEqual(letter.state, "refused")
        self.assertEqual(self.printed().state, "printed")

    def undo(self, run):
        window = self.env["arrears.run.undo"].with_user(self.manager)
        window = window.browse(run.with_user(self.manager).action_undo()["res_id"])
        window.reason = "Too early"
        window.action_undo()

    def test_undoing_takes_back_what_nobody_printed(self):
        self.owing(450)
        run = self.run_on()
        self.undo(run)
        self.assertEqual(self.letters().state, "cancelled")
        self.assertIn("undone by Manager", self.letters().reason_text)
        self.assertEqual(self.case_of().stage_id, self.stage("reminder"))
        self.assertEqual(self.run_on().step_count, 1)

    def test_a_printed_letter_stays(self):
        self.owing(450)
        run = self.run_on()
        self.letters().with_user(self.collector).action_print()
        self.undo(run)
        self.assertEqual((self.letters().state, run.kept_count), ("printed", 1))
        self.assertIn("letter was printed", self.line_of(run, self.case_of()).undo_text)

    def test_merging_two_debtors_keeps_one_waiting_letter(self):
        twin = self.partner("Owner again", street="1 Lake Road")
        self.owing(450)
        self.owing(90, partner=twin, unit=self.garage)
        self.run_on()
        self.assertEqual(len(self.letters()), 2)
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.owner | twin).ids, self.owner)
        self.end_transaction()
        self.assertEqual(sorted(self.letters().mapped("state")), ["cancelled", "to_print"])
        self.assertEqual(self.letters().debtor_id, self.owner)
