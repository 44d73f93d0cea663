from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

UNIT = ["estate_id/.id", "building", "number", "area"]
OWNERSHIP = ["unit_id/.id", "partner_id/.id", "role", "date_from", "date_to"]


@tagged("post_install", "-at_install")
class TestEstateImport(TransactionCase):
    """Units and owners from a spreadsheet, through Odoo's own import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate = cls.env["arrears.estate"].create({"name": "Imported", "code": "IMPORTED"})
        cls.units = cls.env["arrears.unit"].create(
            [{"estate_id": cls.estate.id, "number": str(n)} for n in range(1, 6)]
        )
        cls.people = cls.env["res.partner"].create([{"name": f"Person {n}"} for n in range(1, 6)])

    def _units(self, *rows):
        rows = [[str(self.estate.id), *row] for row in rows]
        return self.env["arrears.unit"].load(UNIT, rows)

    def _ownerships(self, *rows):
        """Rows of (unit, person, role, first day, last day), the first two counted from 1."""
        rows = [
            [str(self.units[unit - 1].id), str(self.people[person - 1].id), *rest]
            for unit, person, *rest in rows
        ]
        return self.env["arrears.ownership"].load(OWNERSHIP, rows)

    def _errors(self, result):
        """``{row: message}`` of a refused import, of which nothing may be left."""
        self.assertFalse(result["ids"])
        return {message["rows"]["from"]: message["message"] for message in result["messages"]}

    def test_each_unit_that_is_there_twice_is_named_with_its_row(self):
        errors = self._errors(
            self._units(
                ("", "101", "90"),
                ("", "3", "90"),
                ("7", "3", "90"),
                ("７", " 3", "90"),
                ("", "102", "wide"),
            )
        )
        self.assertEqual(sorted(errors), [1, 3, 4])
        self.assertIn("Unit 3 is in this estate already", errors[1])
        self.assertIn("Unit 7-3 is in this estate already", errors[3])
        self.assertIn("wide", errors[4])
        self.assertEqual(len(self.estate.unit_ids), 5)

    def test_an_archived_unit_keeps_its_number_in_an_import_too(self):
        self.units[0].active = False
        self.assertEqual(list(self._errors(self._units(("", "9", ""), ("", "1", "")))), [1])

    def test_each_overlap_is_named_with_its_row_unit_and_persons(self):
        self.env["arrears.ownership"].create(
            {"unit_id": self.units[0].id, "partner_id": self.people[0].id,
             "date_from": "2020-01-01"}
        )  # fmt: skip
        errors = self._errors(
            self._ownerships(
                (2, 2, "owner", "2020-01-01", "2024-12-31"),
                (2, 3, "owner", "2025-01-01", ""),
                (3, 3, "owner", "2020-01-01", ""),
                (3, 4, "developer", "2019-01-01", "2020-01-01"),
                (1, 5, "owner", "2026-01-01", ""),
                (4, 4, "co_owner", "2020-01-01", ""),
                (4, 5, "co_owner", "2020-01-01", ""),
                (4, 4, "co_owner", "2021-01-01", "2021-12-31"),
                (5, 1, "tenant_payer", "2020-01-01", ""),
                (5, 2, "tenant_payer", "2019-01-01", "2020-01-01"),
            )
        )
        self.assertEqual(sorted(errors), [3, 4, 7, 9])
        for part in ("Imported 3", "Person 3 (Owner", "Person 4 (Developer", "Set the last day"):
            self.assertIn(part, errors[3])
        self.assertIn("Person 1 (Owner", errors[4])
        self.assertEqual(len(self.env["arrears.ownership"].search(
            [("unit_id", "in", self.units.ids)])), 1)  # fmt: skip

    def test_a_file_that_is_right_comes_in_whole(self):
        self.assertEqual(len(self._units(("", "101", "90"), ("", "102", "90"))["ids"]), 2)
        done = self._ownerships(
            (1, 1, "owner", "2020-01-01", "2024-12-31"), (1, 2, "owner", "2025-01-01", "")
        )
        self.assertEqual((len(done["ids"]), done["messages"]), (2, []))

    def test_a_second_import_by_external_id_changes_what_is_there(self):
        fields = ["id", *UNIT]
        rows = [[f"x.unit_{n}", str(self.estate.id), "", str(n), "80"] for n in (201, 202)]
        units = self.env["arrears.unit"]
        first = units.load(fields, rows)
        again = units.load(fields, [[*row[:-1], "81"] for row in rows])
        self.assertEqual(again["ids"], first["ids"])
        self.assertEqual(units.browse(first["ids"]).mapped("area"), [81, 81])

    def test_an_import_after_a_good_one_is_checked_as_well(self):
        """Two imports in one transaction share nothing, though their contexts look alike."""
        self._units(("", "301", ""), ("", "302", ""))
        self.assertEqual(list(self._errors(self._units(("", "301", ""), ("", "303", "")))), [0])

    def test_a_refused_file_is_looked_at_as_a_set(self):
        """Row by row 10,000 rows took two minutes and a hundred thousand queries."""
        rows = [(1 + n % 5, 1 + n // 100, "agent", f"{1900 + n}-01-01", f"{1900 + n}-06-30")
                for n in range(200)]  # fmt: skip
        rows.append((1, 1, "agent", "1900-01-01", "1900-01-02"))
        self._ownerships(*rows[:2], rows[-1])  # warm
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(list(self._errors(self._ownerships(*rows))), [200])
        # Odoo itself asks once for each id in the file.
        self.assertLess(self.env.cr.sql_log_count - before, 2 * len(rows) + 40)

    def test_a_spreadsheet_with_errors_is_refused_by_the_import_screen(self):
        """Through Odoo's own import, with names of estates and persons as people write them."""
        lines = ["Unit,Person,Role,From,Until"]
        lines += [f"Imported {n},Person {n},Owner,2020-01-01,2024-12-31" for n in range(1, 6)]
        lines += ["Imported 2,Person 3,Owner,2024-12-31,", "Imported 3,Person 4,Owner,2025-01-01,"]
        screen = self.env["base_import.import"].create(
            {
                "res_model": "arrears.ownership",
                "file": "\n".join(lines).encode(),
                "file_type": "text/csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8",
                   "date_format": "%Y-%m-%d"}  # fmt: skip
        columns = lines[0].split(",")
        fields = ["unit_id", "partner_id", "role", "date_from", "date_to"]
        result = screen.execute_import(fields, columns, options)
        [message] = result["messages"]
        self.assertEqual(message["rows"], {"from": 5, "to": 5})
        for part in ("Imported 2", "Person 2 (Owner", "Person 3 (Owner"):
            self.assertIn(part, message["message"])
        self.assertFalse(self.units.ownership_ids)

    def test_an_accountant_imports_and_a_collector_does_not(self):
        clerk = new_test_user(self.env, "import_clerk", groups="property_arrears.group_accountant")
        rows = [[str(self.estate.id), "", str(number), ""] for number in (401, 402)]
        done = self.env["arrears.unit"].with_user(clerk).load(UNIT, rows)
        self.assertEqual(len(done["ids"]), 2)
        collector = new_test_user(
            self.env, "import_collector", groups="property_arrears.group_collector"
        )
        self.estate.default_collector_id = collector
        self.estate.collector_ids = collector
        with mute_logger("odoo.sql_db"):
            refused = (
                self.env["arrears.unit"]
                .with_user(collector)
                .load(UNIT, [[str(self.estate.id), "", "501", ""]])
            )
        self.assertFalse(refused["ids"])
