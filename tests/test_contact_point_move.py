from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form, new_test_user, tagged

from ..engine.claim_hints import plain_name
from ..hooks import uninstall_hook
from ..models.points import contact_point_job
from .collection_case import CollectionCase

NUMBER = "13812345678"
MAILBOX = "owner@example.com"


@tagged("post_install", "-at_install")
class TestContactPointMove(CollectionCase):
    """Numbers go out of Odoo's contacts, everything still finds them, and they can come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.write({"phone": "+86 138 1234 5678", "email": MAILBOX})
        cls.env["arrears.ownership"].create(
            {"unit_id": cls.flat.id, "partner_id": cls.owner.id, "role": "owner",
             "date_from": "2020-01-01"}
        )  # fmt: skip

    def window(self, user=None, **values):
        windows = self.env["arrears.contact.point.move"].with_user(user or self.manager)
        return windows.create(values)

    def points(self, partner=None):
        domain = [("partner_id", "=", (partner or self.owner).id)]
        return self.env["arrears.contact.point"].search(domain)

    def own(self, partner, unit=None):
        self.env["arrears.ownership"].create(
            {"unit_id": (unit or self.garage).id, "partner_id": partner.id, "role": "co_owner",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        return partner

    def test_moving_empties_the_contact_and_a_second_time_changes_nothing(self):
        self.assertEqual(self.window().people_count, 1)
        self.window().action_move()
        self.assertTrue(self.company.arrears_points_apart)
        self.assertEqual(
            (self.owner.phone, self.owner.email, self.owner.phone_sanitized), (False,) * 3
        )
        before = self.points()
        self.assertEqual(sorted(before.mapped("kind")), ["email", "phone"])
        window = self.window()
        self.assertEqual((window.people_count, window.kept_count), (0, 2))
        window.action_move()
        self.assertEqual(self.points(), before)

    def test_what_is_typed_again_moves_without_a_second_row(self):
        self.window().action_move()
        self.owner.phone = "138-1234-5678"
        self.window().action_move()
        self.assertFalse(self.owner.phone)
        self.assertEqual(len(self.points()), 2)

    def test_the_history_of_the_contact_shows_no_number_any_more(self):
        self.owner.with_context(tracking_disable=False).write({"phone": "139 8765 4321"})
        self.cr.flush()
        self.window().action_move()
        self.cr.flush()
        values = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", "res.partner"),
             ("mail_message_id.res_id", "=", self.owner.id)]
        )  # fmt: skip
        text = str(values.mapped("old_value_char")) + str(values.mapped("new_value_char"))
        text += str(self.owner.message_ids.mapped("body"))
        self.assertNotIn("4321", text)
        self.assertNotIn(MAILBOX, text)

    def test_people_of_the_firm_and_companies_are_left(self):
        self.own(self.collector.partner_id)
        self.collector.partner_id.phone = "13700000000"
        firm = self.own(self.partner("Shop Ltd", is_company=True, phone="057188887777"))
        window = self.window()
        self.assertEqual((window.people_count, window.staff_count), (1, 1))
        window.action_move()
        self.assertEqual(self.collector.partner_id.phone, "13700000000")
        self.assertTrue(firm.phone)

    def test_a_portal_user_keeps_the_address_to_sign_in_with(self):
        portal = new_test_user(self.env, login="point-portal", groups="base.group_portal")
        person = self.own(portal.partner_id)
        person.write({"phone": "13700000001", "email": "portal@owners.example"})
        self.window().action_move()
        self.assertEqual((person.phone, person.email), (False, "portal@owners.example"))
        self.assertEqual(self.points(person).mapped("kind"), ["phone"])

    def test_what_is_no_number_stays_and_is_counted(self):
        self.owner.phone = "ask his wife"
        window = self.window()
        window.action_move()
        self.assertEqual(self.owner.phone, "ask his wife")
        self.assertIn("no number or address: 1", window.result)
        self.assertFalse(self.owner.email)

    def test_who_is_known_to_another_company_with_open_contacts_stays(self):
        other = self.env["res.company"].create({"name": "Sister company"})
        estate = self.env["arrears.estate"].create(
            {"name": "Hill", "code": "HILL", "company_id": other.id,
             "jurisdiction_id": self.estate.jurisdiction_id.id}
        )  # fmt: skip
        unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1"})
        self.own(self.owner, unit)
        window = self.window()
        self.assertEqual((window.people_count, window.shared_count), (0, 1))
        window.action_move()
        self.assertTrue(self.owner.phone)

    def test_back_again_everything_stands_where_it_was(self):
        self.window().action_move()
        window = self.window()
        window.action_put_back()
        self.assertFalse(self.company.arrears_points_apart)
        self.assertEqual(self.owner.phone, "+86 138 1234 5678")
        self.assertEqual(self.owner.email, MAILBOX)
        window.action_put_back()
        self.window().action_move()
        self.assertEqual(len(self.points()), 2)

    def test_postal_addresses_move_when_asked_and_letters_still_find_them(self):
        self.owing()
        self.company.country_id = self.env.ref("base.cn")
        self.owner.write({"street": "1 Lake Road", "street2": "Flat 3", "city": "Hangzhou",
                          "country_id": self.env.ref("base.cn").id})  # fmt: skip
        self.owner.with_context(tracking_disable=False).street = "2 Lake Road"
        self.cr.flush()
        case = self.case_of()
        who = (self.company.id, self.owner.id)
        before = case._letter_addresses()[who]
        self.assertEqual(before, ["Hangzhou 2 Lake Road Flat 3"])
        self.window(with_addresses=False).action_move()
        self.assertTrue(self.owner.street)
        self.window(with_addresses=True).action_move()
        self.assertFalse(self.owner.street or self.owner.street2 or self.owner.city)
        self.assertTrue(self.owner.country_id)
        self.assertEqual(case._letter_addresses()[who], before)
        tracked = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", "res.partner"),
             ("mail_message_id.res_id", "=", self.owner.id)]
        )  # fmt: skip
        self.assertNotIn("Lake", str(tracked.mapped("old_value_char")))
        point = self.points().filtered(lambda one: one.kind == "address")
        self.assertEqual(point.value_masked, "Han***")
        case._mark_address("bad")
        self.assertEqual((point.standing, case.address_quality), ("bad", "bad"))
        point.with_user(self.collector).action_verify()
        case.invalidate_recordset(["address_quality"])
        self.assertEqual((point.standing, case.address_quality), ("good", "good"))
        self.window().action_put_back()
        self.assertEqual((self.owner.street, self.owner.street2, self.owner.city),
                         ("2 Lake Road", "Flat 3", "Hangzhou"))  # fmt: skip

    def work_off(self):
        """The scheduled action, without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 100.0):
            self.env["arrears.contact.point"]._cron_move()

    def test_a_job_goes_on_with_many_and_moves_what_is_typed_later(self):
        many = self.partner("A", phone="13700000001") | self.partner("B", phone="13700000002")
        for person in many:
            self.own(person)
        with patch.object(contact_point_job, "AT_ONCE", 1):
            window = self.window()
            window.action_move()
        self.assertIn("within minutes: 2", window.result)
        self.work_off()
        self.assertFalse(any((many | self.owner).mapped("phone")))
        many[0].phone = "13700000003"
        self.work_off()
        self.work_off()
        self.assertFalse(many[0].phone)
        self.assertEqual(len(self.points(many[0])), 2)
        with patch.object(contact_point_job, "AT_ONCE", 1):
            self.window().action_put_back()
        self.assertTrue(self.company.arrears_points_apart, "until the last one is back")
        self.work_off()
        self.assertTrue(all((many | self.owner).mapped("phone")))
        self.assertFalse(self.company.arrears_points_apart)

    def test_a_go_live_alone_moves_nobody_who_was_there(self):
        self.company.arrears_points_apart = True
        self.work_off()
        self.assertTrue(self.owner.phone)

    def test_the_addon_is_not_uninstalled_while_numbers_are_kept_apart(self):
        self.window().action_move()
        with self.assertRaisesRegex(UserError, "would be lost"):
            uninstall_hook(self.env)
        self.window().action_put_back()
        uninstall_hook(self.env)

    def test_a_number_that_was_archived_and_typed_again_is_used_again(self):
        self.window().action_move()
        self.points().filtered(lambda one: one.kind == "phone").active = False
        self.owner.phone = NUMBER
        self.work_off()
        self.assertFalse(self.owner.phone)
        self.assertEqual(len(self.points()), 2)

    def test_only_managers_of_the_whole_company_move(self):
        with self.assertRaises(AccessError):
            self.window(self.collector)
        other = self.env["res.company"].create({"name": "Sister company"})
        windows = self.env["arrears.contact.point.move"].with_user(self.manager)
        with self.assertRaises(AccessError):
            windows.create({"company_id": other.id})

    def test_the_window_opens(self):
        with Form(self.env["arrears.contact.point.move"].with_user(self.manager)) as form:
            self.assertEqual(form.people_count, 1)

    # What still finds them

    def found(self, text):
        units = self.env["arrears.unit"].with_company(self.company)
        return [key for key, _name in units.name_search(text)]

    def test_the_counter_finds_an_owner_by_number_or_last_four_digits_and_nothing_between(self):
        self.window().action_move()
        for text in (NUMBER, "+86 138 1234 5678", "5678"):
            self.assertIn(self.flat.id, self.found(text), text)
        for text in ("45678", "345678", "12345678", "2345678"):
            self.assertNotIn(self.flat.id, self.found(text), text)

    def test_a_number_in_the_text_of_a_transfer_still_finds_its_owner(self):
        self.window().action_move()
        people = self.env["arrears.claim"]._known_people(self.company, set(), {NUMBER})
        self.assertEqual(people, [(plain_name(self.owner.name), NUMBER, self.owner.id,
                                   self.owner.id)])  # fmt: skip

    def test_people_entered_twice_are_still_found_by_their_number(self):
        twin = self.own(self.partner("Twin", phone="138-1234-5678"))
        domain = [("company_id", "=", self.company.id), ("ground", "=", "phone")]
        doubles = self.env["arrears.same.person"]
        before = doubles.search(domain)
        self.assertEqual(before.partner_ids, self.owner | twin)
        self.window().action_move()
        doubles.invalidate_model()
        self.assertEqual(doubles.search(domain), before)

    def test_a_reminder_leaves_for_the_mailbox_that_moved(self):
        self.owing()
        self.window().action_move()
        self.switch_on()
        self.run_on()
        [contact] = self.contacts()
        self.send()
        self.assertEqual((contact.state, contact.address), ("sent", MAILBOX))
        self.assertEqual(contact.mail_id.email_to, MAILBOX)
        self.assertFalse(contact.mail_id.recipient_ids)
        self.assertNotIn(MAILBOX, str(self.case_of().message_ids.mapped("body")))
        self.assertFalse(self.messages_with(MAILBOX))

    def test_an_sms_leaves_for_the_number_that_moved_and_no_message_shows_it(self):
        self.owing()
        self.owner.email = False
        self.window().action_move()
        self.switch_on()
        self.run_on()
        [contact] = self.contacts()
        self.send()
        self.assertEqual((contact.channel, contact.sms_id.number), ("sms", contact.address))
        self.assertFalse(contact.sms_id.partner_id or contact.sms_id.mail_message_id)
        self.assertFalse(self.messages_with("1234 5678") | self.messages_with("12345678"))

    def messages_with(self, text):
        """Messages of which any kept text, or who was told, holds a number or address."""
        self.env.flush_all()
        messages = self.env["mail.message"]
        names = [name for name, field in messages._fields.items()
                 if field.store and field.type in ("char", "text", "html")]  # fmt: skip
        told = self.env["mail.notification"].search([("sms_number", "ilike", text)])
        return told.mail_message_id | messages.search(
            Domain.OR(Domain(name, "ilike", text) for name in names)
        )
