import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestUnitStatus(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "arrears_today": date(2026, 9, 15)})
        cls.steward = new_test_user(
            cls.env, "status_steward", groups="property_arrears.group_collector"
        )
        cls.estate = cls.env["arrears.estate"].create(
            {"name": "Used", "code": "USED", "default_collector_id": cls.steward.id}
        )
        cls.unit = cls.env["arrears.unit"].create(
            {"estate_id": cls.estate.id, "number": "1501", "occupancy": "undelivered",
             "decorated": False}
        )  # fmt: skip

    def _seen(self, day, occupancy="vacant", decorated=False, **values):
        return (
            self.env["arrears.unit.status"]
            .with_user(self.steward)
            .create(
                {"unit_id": self.unit.id, "date_from": day, "occupancy": occupancy,
                 "decorated": decorated, **values}
            )
        )  # fmt: skip

    def test_the_unit_says_what_was_seen_last(self):
        self._seen("2026-03-01", evidence="handover_sheet", document=base64.b64encode(b"photo"))
        self.assertEqual(self.unit.occupancy, "vacant")
        self._seen("2026-08-01", "occupied", True, evidence="decoration_permit")
        self._seen("2026-05-01", "vacant", note="meters at 0003")
        self.assertEqual((self.unit.occupancy, self.unit.decorated), ("occupied", True))
        self.assertEqual(len(self.unit.status_ids), 3, "following a record makes no other")

    def test_a_change_on_the_unit_is_recorded_with_its_day_and_without_evidence(self):
        self._seen("2026-03-01")
        self.unit.write({"occupancy": "occupied"})
        self.unit.write({"decorated": True})
        newest = self.unit.status_ids[0]
        self.assertEqual(
            (str(newest.date_from), newest.occupancy, newest.decorated, newest.evidence),
            ("2026-09-15", "occupied", True, "none"),
        )
        self.assertEqual(len(self.unit.status_ids), 2, "one record a day")
        self.unit.write({"occupancy": "occupied"})
        self.assertEqual(len(self.unit.status_ids), 2)

    def test_a_corrected_or_deleted_record_moves_the_unit(self):
        self._seen("2026-03-01")
        last = self._seen("2026-08-01", "occupied").sudo()
        last.occupancy = "undelivered"
        self.assertEqual(self.unit.occupancy, "undelivered")
        last.unlink()
        self.assertEqual(self.unit.occupancy, "vacant")

    def test_nothing_is_recorded_ahead(self):
        with self.assertRaisesRegex(ValidationError, "1501.*not ahead"):
            self._seen("2026-09-16")

    def test_one_record_a_day(self):
        self._seen("2026-03-01")
        with self.assertRaisesRegex(Exception, "one_a_day"), mute_logger("odoo.sql_db"):
            self._seen("2026-03-01", "occupied")

    def test_a_record_stays_with_its_unit(self):
        other = self.unit.copy()
        with self.assertRaises(UserError):
            self._seen("2026-03-01").sudo().unit_id = other

    def test_a_steward_reports_and_does_not_correct(self):
        seen = self._seen("2026-03-01")
        self.assertEqual(seen.reported_by_id, self.steward)
        for change in (lambda: seen.write({"note": "x"}), seen.unlink):
            with self.assertRaises(AccessError):
                change()

    def test_a_change_is_entered_on_the_form_of_the_unit(self):
        with Form(self.unit) as form, form.status_ids.new() as line:
            line.date_from = "2026-04-01"
            line.occupancy = "vacant"
            line.evidence = "handover_sheet"
        self.assertEqual(self.unit.occupancy, "vacant")
