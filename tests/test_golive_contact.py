"""How people are reached: a row of a go-live keeps it until it is booked, and nobody reads it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .golive_case import GoliveCase

PHONE, MAIL = "13700007777", "zhao@example.com"


@tagged("post_install", "-at_install")
class TestGoliveContact(GoliveCase):
    def told(self, **values):
        return {
            "number": "801", "person_name": "赵云", "owner_from": "2021-05-01",
            "person_phone": PHONE, "person_email": MAIL, **values,
        }  # fmt: skip

    def kept(self, *texts):
        """How many rows of go-lives have one of these texts anywhere."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COUNT(*) FROM arrears_golive_row row WHERE row::text LIKE ANY(%s)",
            [[f"%{text}%" for text in texts]],
        )
        return self.env.cr.fetchone()[0]

    def test_a_booked_row_keeps_neither_number_nor_mailbox_and_the_person_has_them(self):
        self.upload("unit", self.told())
        self.assertEqual(self.kept(PHONE, MAIL), 1)
        self.book_all()
        [row] = self.rows("unit")
        self.assertEqual((row.state, row.person_text), ("booked", "赵云"))
        self.assertTrue(row.contact_emptied)
        self.assertEqual(self.kept(PHONE, MAIL), 0)
        points = self.env["arrears.contact.point"].search([("partner_id", "=", row.debtor_id.id)])
        self.assertEqual(sorted(points.mapped("kind")), ["email", "phone"])
        file = self.upload("unit", self.told(), self.told(number="802"))
        self.assertEqual(file.known_count, 1, "known without its number")

    def test_a_row_of_a_number_alone_shows_its_last_digits_once_it_is_booked(self):
        item = self.item(unit="1501", person_name=None, person_phone="138 0000 1234")
        self.upload("open_item", item)
        self.assertEqual(self.rows("open_item").person_text, "138 0000 1234")
        self.book_all()
        row = self.rows("open_item")
        self.assertEqual((row.person_text, row.debtor_id), ("*******1234", self.wang))
        self.assertEqual(self.kept("138 0000 1234"), 0)

    def test_a_refused_row_keeps_the_number_that_its_message_names(self):
        self.upload("open_item", self.item(person_name=None, person_phone="13999990000"))
        row = self.rows("open_item")
        self.assertEqual(self.reasons(row), ["golive_debtor_unknown"])
        self.assertIn("13999990000", row.reason_text)
        self.assertEqual(row.person_text, "13999990000")
        self.golive.action_check()
        self.assertEqual(self.reasons(row), ["golive_debtor_unknown"], "nothing was emptied")

    def test_no_role_reads_what_the_file_says_whatever_became_of_the_row(self):
        self.upload("unit", self.told())
        for user in (self.accountant, self.manager):
            row = self.rows("unit").with_user(user)
            for name in ("cells", "read_problems"):
                with self.assertRaises(AccessError):
                    row.read([name])
            with self.assertRaises(AccessError):
                row.search([("cells", "!=", False)])
            self.assertNotIn("cells", row.fields_get())

    def test_taken_back_it_is_still_of_the_person_it_was_booked_for(self):
        self.upload("open_item", self.item(person_name=None, person_phone="13800001234"))
        self.book_all()
        self.golive.action_undo()
        self.end_transaction()
        row = self.rows("open_item")
        self.assertEqual((row.state, row.debtor_id), ("accepted", self.wang))
        self.wang.phone = False
        self.golive.action_check()
        self.assertEqual((row.state, row.debtor_id), ("accepted", self.wang), row.reason_text)
        self.book_all()
        self.assertEqual(self.rows("open_item").state, "booked")

    def test_what_an_earlier_version_booked_is_emptied_by_the_scheduled_action(self):
        self.upload("unit", self.told())
        self.book_all()
        self.upload("unit", self.told(number="802", person_phone="13700008888"))
        booked, waiting = self.rows("unit")
        self.env.cr.execute(
            "UPDATE arrears_golive_row SET contact_emptied = NULL,"
            " cells = cells || jsonb_build_object('person_phone', %s) WHERE id = %s",
            [PHONE, booked.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.kept(PHONE), 1)
        self.env["arrears.golive"]._cron_book()
        self.assertEqual(self.kept(PHONE), 0)
        self.assertEqual(self.kept("13700008888"), 1, waiting.state)
