"""The board: gates of a drag, masked names, badges, and a chatter that never leaves the firm."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestCaseBoard(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.name = "张三"
        cls.owner.phone = "+86 138 1234 5678"

    def setUp(self):
        super().setUp()
        self.bill = self.owing(450)
        self.case = self.case_of()

    # Stages and gates

    def did(self, channel, state="sent", outcome=False):
        """A step that was made, of today."""
        self.env["arrears.contact"].create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "case_ids": [Command.set(self.case.ids)],
                "channel": channel,
                "state": state,
                "outcome": outcome,
                "happened_at": self.moment("11:00"),
                "user_id": self.collector.id,
            }
        )

    def to(self, code, user=None):
        self.case.with_user(user or self.collector).write({"stage_id": self.stage(code).id})

    def test_a_card_goes_on_past_stages_that_were_worked_and_back_freely(self):
        """Rows 23, 42: message, call, demand, visit, one after the other."""
        self.owner.street = "1 Lake Road"
        for code, missing in (("call", "Reminder"), ("visit", "Reminder, Call, Demand letter")):
            for user in (self.collector, self.manager):
                with self.assertRaisesRegex(UserError, f": {missing}\n"):
                    self.to(code, user)
        self.did("email")
        self.to("call")
        with self.assertRaisesRegex(UserError, ": Call\n"):
            self.to("demand_letter")
        self.did("call", "failed", "no_answer")
        self.to("demand_letter")
        with self.assertRaisesRegex(UserError, ": Demand letter\n"):
            self.to("visit")
        self.did("letter")
        self.to("visit")
        self.to("reminder")
        self.assertEqual(self.case.stage_id, self.stage("reminder"))

    def test_a_stage_whose_way_is_closed_or_no_part_of_the_policy_is_passed(self):
        self.owner.write({"email": False, "phone": False})
        with self.assertRaisesRegex(UserError, ": Demand letter\n"):
            self.to("visit")
        self.to("demand_letter")
        self.owner.write({"email": "owner@example.com", "phone": "+86 138 1234 5678"})
        self.to("reminder")
        policy = self.env.ref("property_arrears.policy_on_time")
        self.case._update_figures({self.case.id: {"policy_id": policy.id}})
        with self.assertRaisesRegex(UserError, ": Reminder\n"):
            self.to("visit")
        self.did("email")
        self.to("visit")

    def test_each_step_stands_on_the_card_with_day_person_and_result(self):
        """Row 42."""
        self.did("call", "failed", "no_answer")
        step = self.case.with_user(self.collector).contact_ids
        self.assertEqual(
            (step.channel, step.moment, step.user_id, step.outcome),
            ("call", self.moment("11:00"), self.collector, "no_answer"),
        )
        self.did("email")
        tracked = self.case.with_context(tracking_disable=False, mail_notrack=False)
        tracked.with_user(self.collector).write({"stage_id": self.stage("call").id})
        self.end_transaction()
        moved = self.case.message_ids.sudo().tracking_value_ids
        self.assertEqual((moved.old_value_char, moved.new_value_char), ("Reminder", "Call"))
        self.assertEqual(moved.mail_message_id.author_id, self.collector.partner_id)

    def test_a_legal_stage_refuses_and_says_what_is_missing(self):
        for code in ("pre_legal", "legal"):
            for user in (self.collector, self.manager, self.env.user):
                with self.assertRaises(UserError) as refusal:
                    self.case.with_user(user).write({"stage_id": self.stage(code).id})
                message = str(refusal.exception)
                self.assertIn("No formal demand that names every period", message)
                self.assertIn("Not tried yet: message, call, letter, visit", message)
                self.assertIn("Nobody has signed off", message)

    def test_no_setting_takes_the_legal_gate_away(self):
        with self.assertRaises(ValidationError):
            self.stage("legal").with_user(self.manager).write({"gate": "none"})

    def test_a_stage_keeps_its_code_and_its_gate(self):
        """A legal column renamed to an ordinary one would let cards in without the gate."""
        legal = self.stage("legal").with_user(self.manager)
        for values in ({"code": "x"}, {"code": "x", "gate": "none"}, {"gate": "none"}):
            with self.assertRaises(UserError):
                legal.write(values)
        self.assertEqual((legal.code, legal.gate), ("legal", "legal"))
        legal.write({"name": "Court", "code": "legal", "gate": "legal"})

    def test_nobody_closes_or_reopens_a_card_by_hand(self):
        with self.assertRaises(UserError):
            self.case.with_user(self.manager).write({"stage_id": self.stage("closed").id})
        self.pay(self.bill, 450)
        self.end_transaction()
        with self.assertRaises(UserError):
            self.case.with_user(self.manager).write({"stage_id": self.stage("call").id})

    def test_every_stage_is_a_column_and_only_closed_is_folded(self):
        groups = (
            self.env["arrears.case"]
            .with_context(read_group_expand=True)
            .web_read_group([("company_id", "=", self.company.id)], ["stage_id"], ["__count"])[
                "groups"
            ]
        )
        codes = self.env["arrears.stage"].search([]).mapped("code")
        self.assertEqual(len(groups), len(codes))
        self.assertEqual(self.env["arrears.stage"].search([("fold", "=", True)]).code, "closed")

    def test_the_progress_bar_counts_cards_by_urgency(self):
        bars = self.env["arrears.case"].read_progress_bar(
            [("company_id", "=", self.company.id)],
            "stage_id",
            {"field": "urgency", "colors": {"high": "danger", "medium": "warning"}},
        )
        self.assertEqual(bars[str(self.stage("reminder").id)]["medium"], 1)

    # Names

    def test_a_name_is_masked_until_its_collector_opens_the_card(self):
        self.assertEqual(self.case.debtor_masked, "张**")
        self.assertNotIn("张三", self.case.display_name)
        outsider = self.user("outsider", "group_collector")
        self.estate.collector_ids += outsider
        masked = self.case.with_user(outsider).web_read({"debtor_name": {}, "debtor_phone": {}})[0]
        self.assertEqual(masked["debtor_name"], "张**")
        self.assertEqual(masked["debtor_phone"], "*********5678")
        self.assertFalse(self.case.access_ids)
        shown = self.case.with_user(self.collector).web_read({"debtor_name": {}})[0]
        self.assertEqual(shown["debtor_name"], "张三")
        self.assertEqual(self.case.access_ids.user_id, self.collector)

    def test_nobody_reads_the_numbers_of_cards_without_opening_them(self):
        """By a remote call a collector gets those of the own cards masked, one or all."""
        case = self.case.with_user(self.collector)
        names = ["debtor_phone", "debtor_email"]
        read = [case.read(names)[0], case.search_read([("id", "=", case.id)], names)[0],
                case.with_context(arrears_opened_card=True).read(names)[0]]  # fmt: skip
        for row in read:
            self.assertEqual(row["debtor_phone"], "*********5678")
        self.assertFalse(self.case.access_ids)
        opened = case.web_read({"debtor_name": {}, "debtor_phone": {}})[0]
        self.assertNotIn("*", opened["debtor_phone"])
        logs = self.env["arrears.contact.log"].with_user(self.collector)
        log = logs.create({"case_id": self.case.id})
        self.assertNotIn("*", log.debtor_phone)
        self.assertEqual(self.case.access_ids.times, 2, "a form that shows it is an opening")

    def test_opening_twice_a_day_is_one_row_that_counts(self):
        for _time in range(3):
            self.case.with_user(self.collector).web_read({"debtor_name": {}})
        access = self.case.access_ids
        self.assertEqual((len(access), access.times, access.day), (1, 3, TODAY))

    def test_reading_the_board_reveals_and_records_nothing(self):
        self.case.with_user(self.collector).web_read({"debtor_masked": {}, "amount_pursued": {}})
        self.assertFalse(self.case.access_ids)

    def test_who_opened_a_card_is_for_managers(self):
        self.case.with_user(self.collector).web_read({"debtor_name": {}})
        self.assertTrue(self.case.with_user(self.manager).access_ids)
        with self.assertRaises(AccessError):
            self.env["arrears.case.access"].with_user(self.collector).search([])
        with self.assertRaises(AccessError):
            self.case.with_user(self.collector).read(["access_ids"])

    # Badges

    def badge_codes(self):
        self.case.invalidate_recordset(["badges"])
        return [badge["code"] for badge in self.case.badges or []]

    def test_holds_are_badges_and_hardship_is_a_plain_pause(self):
        self.assertEqual(self.badge_codes(), [])
        for kind, badge in (("dispute", "dispute"), ("hardship", "paused")):
            hold = self.env["arrears.hold"].create({"case_id": self.case.id, "type": kind})
            self.assertEqual(self.badge_codes(), [badge])
            hold.action_lift()
        self.assertEqual(self.badge_codes(), [])

    def test_a_limitation_that_is_near_shows(self):
        self.owing(90, due="2023-12-31", invoice_date="2023-12-01")
        self.assertIn("limitation", self.badge_codes())
        self.assertEqual(self.case.urgency, "high")

    # Chatter

    def test_the_debtor_can_never_follow_a_card(self):
        for user in (self.collector, self.manager, self.env.user):
            with self.assertRaises(UserError):
                self.case.with_user(user).message_subscribe(self.owner.ids)
        with self.assertRaises(UserError):
            self.env["mail.followers"].create(
                {
                    "res_model": "arrears.case",
                    "res_id": self.case.id,
                    "partner_id": self.owner.id,
                }
            )
        self.assertNotIn(self.owner, self.case.message_partner_ids)

    def test_nothing_is_posted_to_people_outside(self):
        stranger = self.partner("Stranger", email="stranger@example.com")
        for partner in (self.owner, stranger):
            with self.assertRaises(UserError):
                self.case.message_post(body="Pay", partner_ids=partner.ids)
            with self.assertRaises(UserError):
                self.case.message_notify(body="Pay", partner_ids=partner.ids)
        with self.assertRaises(UserError):
            self.case.message_post(body="Pay", outgoing_email_to="owner@example.com")

    def test_a_note_to_a_colleague_leaves_by_no_mail(self):
        before = self.env["mail.mail"].search_count([])
        self.case.message_subscribe(self.collector.partner_id.ids)
        self.case.message_post(
            body="Look", partner_ids=self.manager.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        self.case.with_user(self.manager).user_id = self.manager
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_composers_send_nothing_from_cards(self):
        composer = self.env["mail.compose.message"].create(
            {
                "model": "arrears.case",
                "res_ids": repr(self.case.ids),
                "composition_mode": "mass_mail",
                "body": "Pay",
                "subject": "Pay",
            }
        )
        with self.assertRaises(UserError):
            composer._action_send_mail()
        with self.assertRaises(UserError):
            self.case._message_sms("Pay", partner_ids=self.owner.ids)
        wizard = self.env["sms.composer"].create(
            {
                "res_model": "arrears.case",
                "res_id": self.case.id,
                "composition_mode": "numbers",
                "numbers": "+8613812345678",
                "body": "Pay",
            }
        )
        with self.assertRaises(UserError):
            wizard._action_send_sms()
        self.assertFalse(self.case._mail_get_partner_fields())
        self.assertFalse(self.case._message_get_suggested_recipients())
