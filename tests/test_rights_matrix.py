"""The rights matrix: who may do what, as two reviewed lists.

``tests/rights/models.csv`` says for each role and each of our models which of read, write,
create and unlink it has; ``tests/rights/methods.csv`` names every public method of ours and
the roles that may call it. A model or a method that is missing from its list fails here, so
that a new one can't come into the world without somebody deciding who may use it.

A method whose roles are ``window`` only names the next screen: whoever calls it learns nothing
and changes nothing, and the screen asks for rights itself. That too is checked.
"""

import csv
import inspect
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .rights.inventory import (
    our_models,
    public_methods,
    rules_without_company,
    windows_open_to_others,
)
from .rights.scene import ROLES, RightsScene

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
LISTS = Path(__file__).parent / "rights"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one reviewed list."""
    with (LISTS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@tagged("post_install", "-at_install")
class TestRightsMatrix(RightsScene):
    def _letters(self, model: str, role: str) -> str:
        """What ``role`` may do with ``model``, as letters in the order r, w, c, u."""
        records = self.env[model].with_user(self.roles[role])
        return "".join(
            letter for letter, operation in OPERATIONS.items() if records.has_access(operation)
        )

    def test_each_role_has_exactly_the_reviewed_rights_on_each_model(self):
        expected = {row["model"]: row for row in rows_of("models.csv")}
        self.assertEqual(sorted(our_models(self.env)), sorted(expected), "models.csv is not whole")
        differences = [
            f"{model}, {role}: has {self._letters(model, role) or '-'}, reviewed {row[role]}"
            for model, row in expected.items()
            for role in ROLES
            if (self._letters(model, role) or "-") != row[role]
        ]
        self.assertEqual(differences, [])

    def test_every_model_with_a_company_is_closed_to_other_companies(self):
        self.assertEqual(rules_without_company(self.env), [])

    def test_a_half_finished_window_is_seen_by_its_user_alone(self):
        self.assertEqual(windows_open_to_others(self.env), [])

    def test_every_public_method_is_in_the_reviewed_list(self):
        listed = {(row["model"], row["method"]) for row in rows_of("methods.csv")}
        self.assertEqual(sorted(public_methods(self.env)), sorted(listed))

    @mute_logger("odoo.sql_db")
    def test_public_methods_are_open_to_exactly_the_listed_roles(self):
        self._build_scene()
        wrong = []
        for row in rows_of("methods.csv"):
            listed = set(row["roles"].split())
            for role in ROLES:
                verdict = self._verdict(row, role)
                if role in listed and verdict == "refused":
                    wrong.append(f"{role} may not call {row['model']}.{row['method']}")
                if role not in listed and verdict not in {"refused", row["roles"]}:
                    wrong.append(f"{role} may call {row['model']}.{row['method']}: {verdict}")
        self.assertEqual(wrong, [])

    def _verdict(self, row, role):
        """What becomes of a call by ``role``: ``refused``, ``window`` or ``passed``.

        An error other than one of access means that the call got through the gate of rights,
        which is all that is asked here. The savepoint takes back whatever the call did.
        """
        savepoint = self.env.cr.savepoint()
        try:
            records = self.records(row["model"], self.roles[role])
            self.env.flush_all()
            # What is in the cache is readable by everybody; a client's call starts without.
            self.env.invalidate_all()
            return self._judge(records, row)
        except AccessError:
            return "refused"
        except (UserError, IntegrityError, TypeError):
            return "passed"
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.cr.precommit.clear()

    def _judge(self, records, row):
        """Call the method, past Odoo's question for the password, and look at what it did.

        Counting rows takes longer than most calls, so it is done only where it is asked for.
        """
        method = inspect.unwrap(getattr(type(records), row["method"]))
        before = self._rows_touched() if row["roles"] == "window" else None
        answer = method(records, **dict.fromkeys(self._required(method), 0))
        self.env.flush_all()
        is_window = isinstance(answer, dict) and answer.get("type") == "ir.actions.act_window"
        if row["roles"] != "window" or not is_window:
            return "passed"
        return "window" if self._rows_touched() == before else "passed"

    def _rows_touched(self):
        """Rows that this transaction has inserted, updated or deleted so far."""
        self.env.cr.execute(
            "SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return self.env.cr.fetchone()[0]

    @staticmethod
    def _required(method):
        """Names of the arguments that a call can't do without; zero stands in for each."""
        parameters = list(inspect.signature(method).parameters.values())[1:]
        return [parameter.name for parameter in parameters if parameter.default is parameter.empty]
