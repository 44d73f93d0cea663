"""What becomes of posted letters, and what their arrival proves."""

import base64
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .letter_case import TODAY, LetterCase


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
