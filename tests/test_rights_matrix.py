"""The rights matrix: who may do what, as two reviewed lists.

``tests/rights/models.csv`` says for each role and each of our models which of read, write,
create and unlink it has; ``tests/rights/methods.csv`` names every public method of ours and
the roles that may call it. A model or a method that is missing from its list fails here, so
that a new one can't come into the world without somebody deciding who may use it.
"""

import csv
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .rights.inventory import our_models, public_methods, rules_without_company
from .rights.scene import build_scene

ADDON = "property_arrears"
ROLES = {
    "reader": f"{ADDON}.group_reader",
    "collector": f"{ADDON}.group_collector",
    "cashier": f"{ADDON}.group_cashier",
    "treasurer": f"{ADDON}.group_treasurer",
    "accountant": f"{ADDON}.group_accountant",
    "reviewer": f"{ADDON}.group_reviewer",
    "lawyer": f"{ADDON}.group_lawyer",
    "manager": f"{ADDON}.group_manager",
    "sidecar": f"{ADDON}.group_sidecar",
    "internal": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
LISTS = Path(__file__).parent / "rights"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one reviewed list."""
    with (LISTS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@tagged("post_install", "-at_install")
class TestRightsMatrix(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, login=f"rights-{role}", groups=group)
            for role, group in ROLES.items()
        }

    def _letters(self, model: str, role: str) -> str:
        """What ``role`` may do with ``model``, as letters in the order r, w, c, u."""
        records = self.env[model].with_user(self.users[role])
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

    def test_every_public_method_is_in_the_reviewed_list(self):
        listed = {(row["model"], row["method"]) for row in rows_of("methods.csv")}
        self.assertEqual(sorted(public_methods(self.env)), sorted(listed))

    def test_no_role_outside_the_list_gets_through_a_public_method(self):
        scene = build_scene(self.env)
        leaks = []
        for row in rows_of("methods.csv"):
            allowed = set(row["roles"].split())
            for role in set(ROLES) - allowed:
                if not self._is_refused(scene, row, role):
                    leaks.append(f"{role} may call {row['model']}.{row['method']}")
        self.assertEqual(leaks, [])

    def test_roles_in_the_list_are_not_refused_for_lack_of_rights(self):
        scene = build_scene(self.env)
        refused = [
            f"{role} may not call {row['model']}.{row['method']}"
            for row in rows_of("methods.csv")
            for role in row["roles"].split()
            if self._is_refused(scene, row, role)
        ]
        self.assertEqual(refused, [])

    def _is_refused(self, scene, row: dict[str, str], role: str) -> bool:
        """Whether calling the method as ``role`` ends in an access error.

        Any other error of ours means that the call passed the gate of rights, which is what
        is asked here; the savepoint takes back whatever it did.
        """
        records = scene.records(row["model"]).with_user(self.users[role])
        method = getattr(records, row["method"])
        try:
            with self.env.cr.savepoint():
                method(**scene.arguments(row["model"], row["method"]))
                raise scene.TakeBack
        except AccessError:
            return True
        except scene.PASSED:
            return False
        finally:
            self.env.invalidate_all()
