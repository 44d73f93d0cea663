from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .collection_case import TODAY, CollectionCase
from .rights.scene import ROLES

NUMBER = "13812345678"
OTHER = "13987654321"
MAILBOX = "lan@owners.example"


@tagged("post_install", "-at_install")
class TestContactPoint(CollectionCase):
    """Numbers and mailboxes that nobody reads, and which of them is used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.arrears_points_apart = True
        cls.company.country_id = cls.env.ref("base.cn")
        cls.owner.write({"email": False, "phone": False})
        cls.phone = cls.point(NUMBER)
        cls.mail = cls.point(MAILBOX, kind="email")

    @classmethod
    def point(cls, entry, **values):
        return cls.env["arrears.contact.point"].create(
            {"company_id": cls.company.id, "partner_id": cls.owner.id, "entry": entry, **values}
        )

    def log(self, outcome, **values):
        log = self.env["arrears.contact.log"].with_user(self.collector).create(
            {"case_id": self.case_of().id, "breach": True, **values}
        )  # fmt: skip
        return getattr(log, f"action_{outcome}")()

    # Nobody reads it

    def users(self):
        for role, group in ROLES.items():
            yield role, new_test_user(
                self.env, login=f"point-{role}", groups=group, company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )  # fmt: skip

    def is_refused(self, attempt):
        """Whether a way to a number is closed: an error, or a find of nothing."""
        self.env.invalidate_all()
        try:
            return not attempt()
        except (AccessError, UserError, ValueError):
            return True

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_no_role_reads_a_number_or_finds_anybody_by_it(self):
        """Row 192."""
        self.owing()
        ids = (self.phone | self.mail).ids
        for role, user in self.users():
            points = self.env["arrears.contact.point"].with_user(user)
            for way, attempt in self.ways_in(points, ids).items():
                with self.subTest(role=role, way=way):
                    self.assertTrue(self.is_refused(attempt))

    def ways_in(self, points, ids):
        ways = {
            f"{way} {name}": attempt
            for name in ("value", "digits", "address_key")
            for way, attempt in {
                "read": lambda n=name: points.browse(ids).read([n]),
                "search_read": lambda n=name: points.search_read([], [n]),
                "web_search_read": lambda n=name: points.web_search_read([], {n: {}}),
                "export": lambda n=name: points.browse(ids).export_data([n]),
                "like": lambda n=name: points.search([(n, "ilike", "1381")]),
                "equal": lambda n=name: points.search([(n, "=", NUMBER)]),
                "group": lambda n=name: points.formatted_read_group([], [n], ["__count"]),
                "read_group": lambda n=name: points.read_group([], [n], [n]),
                "order": lambda n=name: points.search([], order=n),
            }.items()
        }
        partners = points.env["res.partner"]
        cases = points.env["arrears.case"]
        for name in ("entry", "value_masked", "value_shown", "display_name"):
            ways[f"search {name}"] = lambda n=name: points.search([(n, "ilike", "1381")])
        return ways | {
            "name_search": lambda: points.name_search("1381"),
            "name": lambda: points.name_search(NUMBER),
            "contact's number": lambda: partners.search([("phone", "ilike", "1381")]),
            "contact's mailbox": lambda: partners.search([("email", "ilike", MAILBOX)]),
            "contact's name": lambda: partners.name_search(MAILBOX),
            "card": lambda: cases.search([("contact_point_ids.value", "ilike", "1381")]),
        }

    def test_all_that_a_reader_of_points_sees_is_masked(self):
        self.owing()
        stranger = self.user("stranger", "group_collector")
        self.estate.collector_ids += stranger
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (stranger, self.collector, self.manager):
            point = self.phone.with_user(user).with_context(arrears_opened_card=True)
            self.assertEqual(point.value_masked, "*******5678")
            self.assertEqual(point.value_shown, "*******5678")
            self.assertEqual(point.display_name, "*******5678")
            self.assertFalse(point.entry)
            self.assertNotIn(NUMBER, str(point.read(list(point.fields_get()))))
            self.env.invalidate_all()

    def test_who_works_no_card_of_the_owner_sees_no_point(self):
        self.owing()
        elsewhere = self.user("elsewhere", "group_collector")
        points = self.env["arrears.contact.point"].with_user(elsewhere)
        self.assertFalse(points.search([]))
        self.assertTrue(points.with_user(self.collector).search([]))

    def test_the_unit_shows_its_people_masked(self):
        self.owing()
        self.env["arrears.ownership"].create(
            {"unit_id": self.flat.id, "partner_id": self.owner.id, "role": "owner",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        flat = self.flat.with_user(self.collector)
        [row] = flat.web_read({"contact_point_ids": {"fields": {"value_masked": {},
                               "value_shown": {}, "partner_masked": {}}}})  # fmt: skip
        self.assertEqual(
            sorted(point["value_shown"] for point in row["contact_point_ids"]),
            ["*******5678", "l***@owners.example"],
        )
        self.assertFalse(self.garage.with_user(self.collector).contact_point_ids)

    def test_a_card_at_one_company_opens_nothing_kept_by_another(self):
        self.owing()
        sister = self.env["res.company"].create(
            {"name": "Sister company", "arrears_points_apart": True}
        )
        theirs = self.point(OTHER, company_id=sister.id)
        self.collector.company_ids += sister
        self.env.flush_all()
        self.env.invalidate_all()
        points = self.env["arrears.contact.point"].with_user(self.collector)
        points = points.with_context(allowed_company_ids=(self.company | sister).ids)
        self.assertEqual(set(points.search([]).ids), set((self.phone | self.mail).ids))
        self.assertFalse(theirs.with_user(self.collector).has_access("read"))
        self.assertNotIn(OTHER, str(self.case_of()._phone_number()))

    def test_a_branch_uses_what_the_whole_company_keeps(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        ways = self.env["arrears.case"]._ways_of(self.owner, branch)
        self.assertEqual([way.address for way in ways], [MAILBOX, NUMBER])
        added = self.point(OTHER, company_id=branch.id)
        self.assertEqual(added.company_id, self.company)

    def test_mails_and_sms_with_an_address_are_for_administrators_alone(self):
        for role, user in self.users():
            for model in ("mail.mail", "sms.sms"):
                self.assertFalse(
                    self.env[model].with_user(user).has_access("read"), f"{role} reads {model}"
                )

    # What comes in

    def test_a_collector_adds_a_number_and_cannot_change_it_into_another(self):
        self.owing()
        points = self.env["arrears.contact.point"].with_user(self.collector)
        point = points.create(
            {"partner_id": self.owner.id, "entry": "+86 139 8765 4321", "source": "owner",
             "company_id": self.company.id}
        )  # fmt: skip
        self.assertEqual(point.sudo().digits, OTHER)
        with self.assertRaises(AccessError):
            point.write({"is_preferred": True})
        with self.assertRaisesRegex(UserError, "archive it and add the new one"):
            point.with_user(self.manager).write({"entry": NUMBER})
        with self.assertRaisesRegex(UserError, "can be typed in"):
            points.create({"partner_id": self.owner.id, "entry": OTHER, "quality": 100})

    def test_a_number_is_added_from_the_card(self):
        self.owing()
        action = self.case_of().with_user(self.collector).action_add_contact_point()
        points = self.env["arrears.contact.point"].with_user(self.collector)
        with Form(points.with_context(**action["context"])) as form:
            self.assertEqual(form.partner_masked, "O***")
            form.entry = OTHER
        added = self.env["arrears.contact.point"].search([("partner_id", "=", self.owner.id)])
        added -= self.phone | self.mail
        self.assertEqual((added.sudo().digits, added.source), (OTHER, "owner"))
        self.assertEqual(added.company_id, self.company)

    def test_a_collector_adds_nothing_to_people_of_others(self):
        self.owing()
        somebody = self.partner("Somebody else")
        points = self.env["arrears.contact.point"].with_user(self.collector)
        with self.assertRaises(AccessError):
            points.create({"partner_id": somebody.id, "entry": OTHER})

    def test_what_is_no_number_is_refused_with_the_text(self):
        for kind, text in (("phone", "12345"), ("email", "nobody"), ("phone", "")):
            with self.assertRaises(ValidationError):
                self.point(text, kind=kind)

    def test_one_number_is_kept_once_however_it_is_written(self):
        with self.assertRaises(Exception) as caught, mute_logger("odoo.sql_db"):
            self.point("+86 138-1234-5678")
            self.env.flush_all()
        self.assertIn("arrears_contact_point_one_each", str(caught.exception))

    def test_consent_to_offers_keeps_its_day(self):
        self.phone.with_user(self.manager).consent_marketing = True
        self.assertEqual(self.phone.consent_on, TODAY)

    def test_the_time_zone_of_the_owner_shows_beside_the_number(self):
        self.owner.tz = "Europe/Berlin"
        self.assertEqual(self.phone.with_user(self.manager).tz, "Europe/Berlin")

    # What is used

    def test_messages_go_to_the_mailbox_and_number_kept_apart(self):
        self.owing()
        ways = {way.channel: way.address for way in
                self.case_of()._ways_of(self.owner, self.company)}  # fmt: skip
        self.assertEqual(ways, {"email": MAILBOX, "sms": NUMBER})
        self.assertEqual(self.case_of()._phone_number(), NUMBER)

    def test_a_checked_number_comes_before_one_that_was_not(self):
        self.owing()
        other = self.point(OTHER)
        self.phone.with_user(self.manager).action_verify()
        self.assertEqual(self.case_of()._phone_number(), NUMBER)
        other.is_preferred = True
        self.assertEqual(self.case_of()._phone_number(), OTHER)

    def test_a_wrong_number_is_used_no_more_and_says_why(self):
        self.owing()
        self.log("wrong_number", channel="call")
        self.assertEqual((self.phone.standing, self.phone.quality), ("bad", 0))
        self.assertIn("not the owner's", self.phone.quality_text)
        case = self.case_of()
        self.assertFalse(case._phone_number())
        self.assertFalse(case._ids_with_phone(self.owner, self.company))
        self.owner.phone = NUMBER
        self.assertFalse(case._phone_number(), "the same number in contacts is as wrong")
        self.owner.phone = OTHER
        self.assertEqual(case._phone_number(), OTHER)
        self.phone.with_user(self.collector).action_verify()
        self.assertEqual(case._phone_number(), NUMBER)

    def test_one_click_marks_a_number_as_wrong(self):
        self.owing()
        self.phone.with_user(self.collector).action_wrong()
        self.assertEqual(self.phone.standing, "bad")

    def test_a_talk_makes_a_number_good(self):
        self.owing()
        reason = self.env.ref("property_arrears.reason_forgot")
        self.log("connected", channel="call", identity_checked=True, reason_id=reason.id)
        self.assertEqual((self.phone.standing, self.phone.quality), ("good", 70))

    def test_a_mailbox_from_which_two_mails_came_back_is_given_up(self):
        self.owing()
        contact = self.env["arrears.contact"]
        for _n in range(2):
            sent = contact.create(
                {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
                 "state": "sent", "happened_at": self.moment(), "address": MAILBOX,
                 "address_key": contact._address_key(MAILBOX)}
            )  # fmt: skip
            sent._take_event("bounced", f"bounce-{sent.id}")
        self.assertEqual(self.mail.standing, "bad")
        ways = self.case_of()._ways_of(self.owner, self.company)
        self.assertEqual([way.channel for way in ways], ["sms"])

    def test_who_opted_out_is_reached_through_contacts(self):
        self.owing()
        self.company.arrears_points_apart = False
        self.owner.email = "old@owners.example"
        [way] = self.case_of()._ways_of(self.owner, self.company)
        self.assertEqual(way.address, "old@owners.example")

    def test_the_card_shows_the_number_to_who_works_it_and_writes_that_down(self):
        self.owing()
        case = self.case_of().with_user(self.collector)
        wanted = {"debtor_name": {}, "debtor_phone": {}, "debtor_email": {},
                  "contact_point_ids": {"fields": {"value_shown": {}}}}  # fmt: skip
        [row] = case.web_read(wanted)
        self.assertEqual((row["debtor_phone"], row["debtor_email"]), (NUMBER, MAILBOX))
        shown = {point["value_shown"] for point in row["contact_point_ids"]}
        self.assertEqual(shown, {NUMBER, MAILBOX})
        self.assertEqual(self.case_of().access_ids.user_id, self.collector)
        stranger = self.user("stranger", "group_collector")
        self.estate.collector_ids += stranger
        self.env.flush_all()
        self.env.invalidate_all()
        [row] = self.case_of().with_user(stranger).web_read(wanted)
        shown = {point["value_shown"] for point in row["contact_point_ids"]}
        self.assertEqual(shown, {"*******5678", "l***@owners.example"})
        reader = self.user("reader", "group_cashier")
        self.env.invalidate_all()
        self.assertEqual(self.case_of().with_user(reader).debtor_phone, "*******5678")

    def test_two_people_who_become_one_keep_each_number_once(self):
        self.owing()
        twin = self.partner("Owner again")
        same = self.point(NUMBER, partner_id=twin.id)
        same.action_verify()
        other = self.point(OTHER, partner_id=twin.id)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.owner | twin).ids, self.owner)
        kept = self.env["arrears.contact.point"].search([("partner_id", "=", self.owner.id)])
        self.assertEqual(len(kept), 3)
        self.assertIn(other, kept)
        self.assertEqual(kept.filtered(lambda one: one.sudo().digits == NUMBER), same)
