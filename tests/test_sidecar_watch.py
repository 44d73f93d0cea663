"""Several sidecars: who has the files, and what a manager hears of one that is late."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestSidecarLease(DebitCase):
    def take(self, instance, sidecar="one", kind="channel", codes=("ccb_test",), seconds=300):
        """Ask for leases as a sidecar does; who has each."""
        answers = self.seam.take_leases(
            sidecar=sidecar, instance=instance, kind=kind, codes=list(codes), seconds=seconds
        )
        return {one["code"]: (one["granted"], one["holder"]) for one in answers}

    def later(self, seconds):
        """Some seconds from now."""
        return freeze_time(fields.Datetime.now() + timedelta(seconds=seconds), tick=False)

    def test_the_first_has_it_and_renews_it_and_the_second_is_told_who(self):
        self.assertEqual(self.take("a"), {"ccb_test": (True, "one")})
        self.assertEqual(self.take("a"), {"ccb_test": (True, "one")})
        self.assertEqual(self.take("b", "two"), {"ccb_test": (False, "one")})

    def test_one_that_does_not_come_back_loses_it(self):
        self.take("a")
        with self.later(299):
            self.assertEqual(self.take("b", "two"), {"ccb_test": (False, "one")})
        with self.later(301):
            self.assertEqual(self.take("b", "two"), {"ccb_test": (True, "two")})
            self.assertEqual(self.take("a"), {"ccb_test": (False, "two")})

    def test_a_lease_lasts_no_longer_than_fifteen_minutes(self):
        self.take("a", seconds=10**9)
        with self.later(901):
            self.assertEqual(self.take("b", "two"), {"ccb_test": (True, "two")})

    def test_given_back_it_is_free_at_once(self):
        self.take("a")
        self.seam.give_back_leases(instance="b")
        self.assertEqual(self.take("b"), {"ccb_test": (False, "one")})
        self.seam.give_back_leases(instance="a")
        self.assertEqual(self.take("b", "two"), {"ccb_test": (True, "two")})

    def test_the_database_knows_one_holder(self):
        self.take("a")
        self.take("b", "two")
        self.assertEqual(self.env["arrears.sidecar.lease"].search_count([]), 1)

    def test_unknown_codes_and_kinds_are_refused(self):
        with self.refused(UserError, "is unknown"):
            self.take("a", codes=["ccb_test", "none"])
        with self.refused(UserError, "no leases of kind"):
            self.take("a", kind="safe")
        self.assertFalse(self.env["arrears.sidecar.lease"].search([]))

    def test_other_companies_channels_cannot_be_taken(self):
        other = self.new_company("Elsewhere")
        self.sidecar_user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.refused(UserError, "is unknown"):
            self.take("a")

    def test_a_request_is_confirmed_by_the_holder_alone(self):
        self.household("801")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        self.take("b", "two")
        with self.refused(UserError, "Sidecar two works on ccb_test"):
            self.export(batch)
        self.assertEqual(batch.state, "approved")
        with self.later(301):
            self.export(batch)
        self.assertEqual(batch.state, "exported")

    def test_it_says_whether_the_bank_works_today(self):
        def works(day):
            seam = self.seam.with_context(arrears_today=date.fromisoformat(day))
            (answer,) = seam.take_leases(
                sidecar="one", instance="a", kind="channel", codes=["ccb_test"], seconds=300
            )
            return answer["is_bank_day"]

        place = self.estate.jurisdiction_id
        self.env["arrears.holiday"].search([("jurisdiction_id", "=", place.id)]).unlink()
        self.env["arrears.holiday"].create(
            [
                {"jurisdiction_id": place.id, "date": "2026-10-01", "name": "x"},
                {"jurisdiction_id": place.id, "date": "2026-10-10", "name": "y",
                 "kind": "working_day"},
            ]
        )  # fmt: skip
        days = ("2026-09-30", "2026-10-01", "2026-10-04", "2026-10-10")
        self.assertTrue(all(works(day) for day in days), "this bank works every day")
        self.channel.working_days_only = True
        self.assertEqual([works(day) for day in days], [True, False, False, True])


@tagged("post_install", "-at_install")
class TestSidecarLate(DebitCase):
    def beat(self, state="running", error="", name="one"):
        """One heartbeat; the sidecar's row."""
        self.seam.heartbeat(
            sidecar=name, version="1", state=state, backlog=0, last_error=error
        )  # fmt: skip
        return self.env["arrears.sidecar.status"].search([("name", "=", name)])

    def watch(self, minutes):
        """What the scheduled action does some minutes from now."""
        with freeze_time(fields.Datetime.now() + timedelta(minutes=minutes), tick=False):
            self.env["arrears.sidecar.status"]._cron_tell_late()

    def tasks(self, status):
        """Who has which task."""
        return [(task.user_id, task.summary) for task in status.activity_ids]

    def test_a_sidecar_that_is_well_gives_no_task(self):
        status = self.beat()
        self.watch(9)
        self.assertFalse(status.activity_ids)

    def test_every_manager_hears_of_a_silent_one_once(self):
        status = self.beat()
        self.watch(11)
        self.watch(21)
        self.assertEqual([user for user, _words in self.tasks(status)], [self.manager])
        self.assertIn("Sidecar one is silent", status.activity_ids.summary)

    def test_the_task_goes_when_it_is_back_and_comes_when_it_is_silent_again(self):
        status = self.beat()
        self.watch(11)
        self.beat()
        self.watch(0)
        self.assertFalse(status.activity_ids)
        self.watch(11)
        self.assertEqual(len(status.activity_ids), 1)

    def test_a_task_that_was_done_does_not_come_again(self):
        status = self.beat()
        self.watch(11)
        status.activity_ids.unlink()
        self.watch(21)
        self.assertFalse(status.activity_ids)

    def test_an_hour_of_failures_is_told_with_the_last_error(self):
        now = fields.Datetime.now()
        for minutes in (0, 30, 59, 61):
            with freeze_time(now + timedelta(minutes=minutes), tick=False):
                status = self.beat("failing", "the host key has CHANGED")
                self.env["arrears.sidecar.status"]._cron_tell_late()
                self.assertEqual(bool(status.activity_ids), minutes > 60, minutes)
        self.assertIn("keeps failing: the host key has CHANGED", status.activity_ids.summary)

    def test_a_failure_that_mended_itself_begins_anew(self):
        now = fields.Datetime.now()
        for minutes, state in ((0, "failing"), (50, "running"), (55, "failing"), (100, "failing")):
            with freeze_time(now + timedelta(minutes=minutes), tick=False):
                status = self.beat(state)
        self.assertEqual(status.failing_since, now + timedelta(minutes=55))

    def test_the_manager_reads_it_in_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        status = self.beat()
        self.watch(11)
        self.assertNotIn("silent", status.activity_ids.summary)

    def test_a_key_that_ends_soon_is_told_in_time(self):
        key = self.env["res.users.apikeys"].with_user(self.sidecar_user).sudo()._generate(
            "rpc", "sidecar", fields.Datetime.now() + timedelta(days=15)
        )  # fmt: skip
        self.assertTrue(key)
        status = self.beat()
        self.watch(0)
        self.assertFalse(status.activity_ids)
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(days=2), tick=False):
            self.beat()
            self.env["arrears.sidecar.status"]._cron_tell_late()
        self.assertIn("API key of sidecar one ends on", status.activity_ids.summary)

    def test_worse_news_takes_the_place_of_the_last(self):
        now = fields.Datetime.now()
        for minutes in (0, 61):
            with freeze_time(now + timedelta(minutes=minutes), tick=False):
                status = self.beat("failing", "full")
        self.watch(61)
        self.assertIn("keeps failing", status.activity_ids.summary)
        self.watch(80)
        self.assertEqual(len(status.activity_ids), 1)
        self.assertIn("is silent", status.activity_ids.summary)

    def test_managers_of_other_companies_hear_nothing(self):
        other = self.new_company("Elsewhere")
        stranger = self.user("manager", login="stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        status = self.beat()
        self.watch(11)
        self.assertEqual(status.activity_ids.user_id, self.manager)

    def test_nobody_writes_what_a_sidecar_says_of_itself(self):
        self.beat()
        for user in (self.treasurer, self.manager):
            for operation in ("write", "create"):
                status = self.env["arrears.sidecar.status"].with_user(user)
                self.assertFalse(status.has_access(operation), operation)

    def test_a_manager_deletes_the_row_of_one_that_is_not_used_any_more(self):
        status = self.beat(name="old")
        status.with_user(self.manager).unlink()
        self.assertFalse(status.exists())
