"""The sidecar's user can call the seam and nothing else: every public method of every model tried.

A call is harmless when it is refused, or when it neither changes the database nor returns what an
anonymous visitor could not get. What is left is in ``tests/rights/sidecar_reach.csv``, each with
the reason why a person found it harmless: a method that is new there fails here.
"""

import csv
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

SEAM = "arrears.sidecar"
REVIEWED = Path(__file__).parent / "rights" / "sidecar_reach.csv"
# Models on which the methods that every model has are tried: of the books, of people, of ours,
# and one without a table.
EXAMPLES = ("account.move", "res.partner", "res.users", "arrears.mandate", "arrears.sidecar")
# What a client would give for an argument of that name; zero for any other.
ARGUMENTS = {
    "domain": [], "fields": ["id"], "fields_list": ["id"], "allfields": ["id"], "specification": {},
    "vals": {}, "values": {}, "vals_list": [{}], "groupby": [], "aggregates": ["__count"],
    "name": "name", "field_name": "id", "model": "res.partner", "model_name": "res.partner",
    "res_model": "res.partner", "res_id": 1, "res_ids": [1], "ids": [1], "lang": "en_US",
    "view_id": None, "view_type": "form", "context": {}, "key": "database.uuid", "login": "admin",
    "user_id": 2, "partner_id": 1, "partner_ids": [1], "company_id": 1, "limit": 10,
}  # fmt: skip
WRITES = re.compile(r"(?i)\b(insert|update|delete|merge|truncate|nextval|create|alter|drop)\b")
SPARED = {
    "odoo.sql_db", "odoo.models", "odoo.http", "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model", "odoo.orm", "py.warnings",
}  # fmt: skip


def reviewed():
    """``{(model, method): what it does}``."""
    with REVIEWED.open(encoding="utf-8", newline="") as handle:
        return {(row["model"], row["method"]): row["verdict"] for row in csv.DictReader(handle)}


@tagged("post_install", "-at_install")
class TestSidecarReach(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sidecar = new_test_user(
            cls.env,
            login="reach-sidecar",
            groups="property_arrears.group_sidecar",
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.anonymous = cls.env.ref("base.public_user")
        cls.known = {}
        cls.env.flush_all()

    def test_it_has_no_right_on_any_model_that_an_anonymous_visitor_lacks(self):
        found = [
            (name, operation)
            for name, model in sorted(self.env.registry.items())
            if not model._abstract
            for operation in ("read", "write", "create", "unlink")
            if self.env[name].with_user(self.sidecar).has_access(operation)
            and not self.env[name].with_user(self.anonymous).has_access(operation)
        ]
        self.assertEqual(found, [])

    def test_every_public_method_of_every_model_is_refused_or_harmless(self):
        found = {}
        tried = 0
        with (
            mute_logger(*SPARED),
            patch.object(type(self.env.cr), "commit", self._no_commit),
            patch.object(type(self.env.cr), "execute", self._listening(type(self.env.cr).execute)),
        ):
            for model, name in self._methods():
                tried += 1
                verdict = self._verdict(model, name)
                if verdict != "harmless":
                    found[model, name] = verdict
        self.assertGreater(tried, 2000)
        self.assertEqual(found, reviewed())

    def _methods(self) -> Iterator[tuple[str, str]]:
        """Each method that a client may call by its model's name, but those of the seam itself.

        What every model has from Odoo's own base is tried on examples alone.
        """
        for name, model in sorted(self.env.registry.items()):
            for attribute in sorted(dir(model)):
                if attribute.startswith("_") or (name, attribute) in self._of_the_seam():
                    continue
                value = getattr(model, attribute, None)
                if not inspect.isfunction(value):
                    continue
                is_common = value is getattr(BaseModel, attribute, None)
                if is_common and name not in EXAMPLES:
                    continue
                if self._is_callable(name, attribute):
                    yield name, attribute

    def _of_the_seam(self):
        own = self.env.registry[SEAM]
        return {
            (SEAM, attribute)
            for attribute in dir(own)
            if not attribute.startswith("_") and not hasattr(BaseModel, attribute)
        }

    def _is_callable(self, model, name):
        try:
            get_public_method(self.env[model], name)
        except (AccessError, AttributeError):
            return False
        return True

    def _verdict(self, model, name):
        """``harmless``, or what a call does that it may not: ``changes``, ``commits``, ``tells``.

        A failed call is taken back by Odoo as a whole, whatever it did before.
        """
        self.commits = False
        failed, answer, touched = self._called(model, name, self.sidecar)
        if self.commits:
            return "commits"
        if failed:
            return "harmless"
        if touched:
            return "changes"
        if not answer or answer is True:
            return "harmless"
        other_failed, other, _touched = self._called(model, name, self.anonymous)
        return "harmless" if not other_failed and _plain(other) == _plain(answer) else "tells"

    def _no_commit(self):
        """The test's transaction is taken back; a call that wants to commit changes something."""
        self.commits = True
        raise AssertionError("it commits")

    def _listening(self, execute):
        """Statements as they are, with an ear for those that may write."""
        test = self

        def heard(cursor, query, *arguments, **options):
            text = query if isinstance(query, str) else getattr(query, "code", str(query))
            test.may_write = test.may_write or bool(WRITES.search(text))
            return execute(cursor, query, *arguments, **options)

        return heard

    def _called(self, model, name, user):
        """Whether a call failed, what it answered, and how many rows it touched.

        Counting rows takes far longer than most calls, so it is done where a statement that may
        write was heard: the call is made again, between two counts.
        """
        self.may_write = False
        failed, answer, touched = self._call(model, name, user, counts=False)
        if self.may_write and not failed:
            return self._call(model, name, user, counts=True)
        return failed, answer, touched

    def _call(self, model, name, user, counts):
        method = getattr(self.env.registry[model], name)
        records = self._records(model, method, user)
        arguments = {one: ARGUMENTS.get(one, 0) for one in _required(method)}
        before = self._rows_touched() if counts else 0
        self.may_write = False
        savepoint = self.env.cr.savepoint()
        try:
            answer = _plain(method(records, **arguments))
            self.env.flush_all()
            return False, answer, self._rows_touched() - before if counts else 0
        except Exception:  # noqa: BLE001 - whatever it is, the call came to nothing
            return True, None, 0
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.cr.precommit.clear()
            self.env.cr.postcommit.clear()

    def _records(self, model, method, user):
        """A record that is there, as a client names it by its number; none where none is."""
        records = self.env[model].with_user(user)
        if getattr(method, "_api_model", False) or self.env.registry[model]._abstract:
            return records
        if not self.env.registry[model]._auto:
            return records.browse(1)
        if model not in self.known:
            everything = self.env[model].sudo().with_context(active_test=False)
            self.known[model] = everything.search([], limit=1).id or 1
            self.env.invalidate_all()
        return records.browse(self.known[model])

    def _rows_touched(self):
        self.env.cr.execute(
            "SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return self.env.cr.fetchone()[0]


def _required(method):
    """Names of the arguments that a call can't do without."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    return [
        one.name
        for one in parameters
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]


def _plain(answer):
    """An answer as a client would see it: of records their numbers, all else as text."""
    if isinstance(answer, BaseModel):
        return answer.ids
    if isinstance(answer, bool | None):
        return answer
    return repr(answer) if answer else None
