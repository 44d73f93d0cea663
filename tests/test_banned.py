"""What must stay impossible: the BAN rows of the acceptance table, held against closed lists.

"There is no field for the age" is true by accident as long as nobody adds one. So everything of
its sort is read from the registry and compared, whole, with a list that a person has read: a new
field, choice, page, job or text fails here until somebody has decided that it harms nobody.
"""

import ast
import re
from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from ..engine import contact_rules, script_rules, wording_phrases
from ..models.collection.stage import LEGAL_CODES
from .banned_choices import CHOICES
from .banned_lists import (
    ABOUT_PEOPLE,
    ADDED_TO_ODOO,
    DRAWING,
    LIBRARIES,
    PARTS,
    PHRASES,
)
from .banned_shipped import NOT_SHIPPED, PAPERS, ROUTES, SHIPPED
from .collection_case import CollectionCase
from .rights.inventory import our_models

ROOT = Path(__file__).resolve().parent.parent
ADDON = "property_arrears"
MIXINS = ("mail.thread", "mail.activity.mixin")
PLAIN = {"id", "create_uid", "create_date", "write_uid", "write_date", "display_name"}
# Relations that tell nothing about anybody: our own models, documents, and who did what.
NEUTRAL = ("arrears.", "account.move", "account.account", "res.users", "res.company",
           "res.currency")  # fmt: skip


def table(text: str) -> dict[str, str]:
    """The lines ``names: values`` of a list; an indented line goes on with the one before."""
    rows = (line.split(": ") for line in re.sub(r"\n +", " ", text).strip().splitlines())
    return {name: values for names, values in rows for name in names.split(", ")}


@tagged("post_install", "-at_install")
class TestBanned(TransactionCase):
    def stored(self, model):
        """What the addon itself keeps in a model of its own, by name."""
        inherited = {name for mixin in MIXINS for name in self.env[mixin]._fields}
        return {
            name: field
            for name, field in self.env[model]._fields.items()
            if field.store and field.type != "one2many" and name not in inherited | PLAIN
        }

    def about_people(self):
        """Our models that lead to a person over any number of links, and the unit of a home."""
        models = set(our_models(self.env))
        leads_to = {m: {f.comodel_name for f in self.stored(m).values()} for m in models}
        found = {"res.partner"}
        while new := {model for model in models - found if leads_to[model] & found}:
            found |= new
        return found - {"res.partner"} | {"arrears.unit"}

    def test_all_that_is_kept_about_people_is_on_the_reviewed_list(self):
        """Rows 25, 37, 111, 112, 219: no age, job, income, family, travel or number of an ID."""
        kept = {}
        for model in self.about_people():
            names = [
                name
                for name, field in self.stored(model).items()
                if field.type != "monetary" and not (field.comodel_name or "").startswith(NEUTRAL)
            ]
            if names:
                kept[model.removeprefix("arrears.")] = " ".join(sorted(names))
        self.assertEqual(kept, table(ABOUT_PEOPLE))
        added = {
            model: {n for n, f in self.env[model]._fields.items() if f._modules == (ADDON,)}
            for model in self.env.registry
            if not model.startswith("arrears.") and not self.env[model]._inherits
        }
        self.assertEqual({model: names for model, names in added.items() if names}, ADDED_TO_ODOO)

    def test_the_ground_of_hardship_decides_nothing_by_itself(self):
        """Row 25: it stays with the application; nothing is computed from it."""
        for name in ("category", "statement", "evidence_type", "address_confidential"):
            for holder in (m for m in our_models(self.env) if name in self.env[m]._fields):
                self.assertIn(holder, ("arrears.hardship", "arrears.hardship.intake"))
                field = self.env[holder]._fields[name]
                self.assertFalse(list(self.env.registry.get_dependent_fields(field)), field)

    def test_all_choices_are_on_the_reviewed_list(self):
        """Rows 50, 120, 125, 130, 135, 144–148, 188, 201: kinds, channels, parties, outcomes."""
        found = {
            f"{model.removeprefix('arrears.')}.{name}": " ".join(
                value for value, _label in field._description_selection(self.env)
            )
            for model in our_models(self.env)
            for name, field in self.stored(model).items()
            if field.type == "selection" and not field.related and name != "state"
        }
        self.assertEqual(found, table(CHOICES))
        for name in ("contact.party", "contact.log.party", "ownership.role"):
            self.assertEqual(set(found[name].split()), set(contact_rules.PARTIES))
        self.assertEqual(set(found["contact.channel"].split()), set(contact_rules.FAMILIES))

    def test_there_is_no_page_report_mailing_or_list_to_publish(self):
        """Rows 50, 159, 168: a bank file for a treasurer who signed in, prices for everybody."""
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        rules = self.env["ir.http"]._generate_routing_rules(installed.mapped("name"), None)
        routes = {
            url: endpoint.routing["auth"]
            for url, endpoint in rules
            if endpoint.func.__module__.startswith(f"odoo.addons.{ADDON}.")
        }
        self.assertEqual(routes, ROUTES)
        shipped = self.env["ir.model.data"].search([("module", "=", ADDON)]).grouped("model")
        for model in NOT_SHIPPED:
            self.assertNotIn(model, shipped)
        for model, names in SHIPPED.items():
            self.assertEqual(" ".join(sorted(shipped[model].mapped("name"))), names)
        crons = {f"{name}_ir_actions_server" for name in SHIPPED["ir.cron"].split()}
        self.assertEqual(set(shipped["ir.actions.server"].mapped("name")), crons)
        views = self.env["ir.ui.view"].browse(shipped["ir.ui.view"].mapped("res_id"))
        papers = views.filtered(lambda view: view.type == "qweb")
        names = {paper.key.removeprefix(f"{ADDON}.") for paper in papers}
        self.assertEqual(names, set(PAPERS.split()))

    def test_nothing_reaches_a_door_a_lift_a_meter_or_a_camera(self):
        """Rows 96, 130: no device, no other program, no module that could lead to one."""
        module = self.env["ir.module.module"].search([("name", "=", ADDON)])
        self.assertEqual(set(module.dependencies_id.mapped("name")), {"account", "portal", "sms"})
        for folder in ("controllers", "engine", "models", "wizards", "reports"):
            allowed = LIBRARIES | (DRAWING if folder == "reports" else set())
            for path in (ROOT / folder).rglob("*.py"):
                self.assertLessEqual(self._imports(path), allowed, path)

    def _imports(self, path):
        found = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
        return found

    def test_banned_words_are_refused_in_every_text_and_language(self):
        """Rows 91, 93, 103, 120, 125, 141, 156, 176–178, 188, and domain.md 2.3."""
        values = {"name": "Test", "channel": "email", "subject": "Bill", "body": PARTS}
        email = self.env["arrears.template"].create(values)
        sms = email.create({**values, "channel": "sms"})
        words = {"name": "Test", "code": "TEST-1", "situation": "closing", "body": "Thank you."}
        script = self.env["arrears.script"].create(words)
        for phrase in PHRASES:
            places = ((email, "subject"), (email, "body"), (sms, "body"), (script, "body"))
            for template, field in places:
                for language in ("en_US", "zh_CN"):
                    with self.subTest(phrase), self.assertRaises(ValidationError):
                        template.with_context(lang=language)[field] = f"{PARTS} {phrase}"

    def test_a_text_can_name_nobody(self):
        """Row 168: what a text may be filled with is the account, never a person."""
        parts = {*wording_phrases.REQUIRED_PARTS, *wording_phrases.OPTIONAL_PARTS}
        blocks = {
            "how_to_pay", "office", "ignore_if_paid", "help_line", "earlier_notices",
            "payment_link",
        }  # fmt: skip
        account = {"amount", "due_date", "pay_by", "periods", "units", "estate", "creditor",
                   "late_fee"}  # fmt: skip
        self.assertEqual(parts, blocks | account)
        told = {"caller", "recording_notice", "ask_convenient", "opt_out"}
        promised = {"promised_by", "promised_amount"}
        # How far a work order is, and the next step: no name, no number.
        repair = {"repair_status"}
        self.assertEqual(set(script_rules.ALL_PARTS), blocks | account | told | promised | repair)


@tagged("post_install", "-at_install")
class TestBannedOnCards(CollectionCase):
    def setUp(self):
        super().setUp()
        self.owing(90_000, due="2025-01-31")
        self.case = self.case_of()
        self.legal = self.env["arrears.stage"].search([("code", "in", LEGAL_CODES)])

    def test_no_way_leads_to_the_law_without_its_conditions(self):
        """Rows 117, 128: not by hand, by the web client, by an import or as the superuser."""
        groups = ("reader", "collector", "cashier", "treasurer", "accountant", "reviewer",
                  "lawyer", "manager")  # fmt: skip
        users = self.env.user.union(*(self.user(f"law-{g}", f"group_{g}") for g in groups))
        self.estate.collector_ids |= users
        self.assertEqual(sorted(self.legal.mapped("code")), sorted(LEGAL_CODES))
        for stage in self.legal:
            for card in (self.case.with_user(user) for user in users):
                why = "law asks for more" if card.has_access("write") else ""
                for move in (card.write, lambda values, card=card: card.web_save(values, {})):
                    with self.subTest(card.env.user.login), self.assertRaisesRegex(UserError, why):
                        move({"stage_id": stage.id})
            rows = [[str(self.case.id), str(stage.id)]]
            refused = self.env["arrears.case"].load([".id", "stage_id/.id"], rows)["messages"]
            self.assertIn("law asks for more", refused[0]["message"])
        self.assertEqual(self.case.stage_id, self.stage("reminder"))

    def test_a_run_stops_before_a_stage_that_became_the_laws(self):
        """Row 128: the gate is asked when the card moves, not when the policy was written."""
        visit = self.stage("visit")
        steps = self.env.ref("property_arrears.policy_default").step_ids
        steps[2:].unlink()
        steps[:2].write({"stage_id": visit.id})
        self.switch_on()
        visit.gate = "legal"
        run = self.run_on()
        self.assertEqual(self.case.stage_id, self.stage("reminder"))
        self.assertEqual(self.line_of(run, self.case).outcome, "failed")

    def test_a_message_goes_to_the_debtor_and_to_nobody_beside(self):
        """Rows 144–148: not to people filed under the debtor, nor to others of the home."""
        self.partner("Son", parent_id=self.owner.id, email="son@example.com")
        co_owner = self.partner("Wife", email="wife@example.com")
        self.env["arrears.ownership"].create(
            {"unit_id": self.flat.id, "partner_id": co_owner.id, "role": "co_owner",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        self.switch_on()
        self.run_on()
        self.send()
        mail = self.case.contact_ids.mail_id
        self.assertEqual((mail.state, mail.email_to), ("sent", "owner@example.com"))
        self.assertFalse(mail.email_cc or mail.recipient_ids)

    def test_nobody_visits_at_night_or_time_after_time(self):
        """Row 63: until 19:30, in the evening only as the owner wished, once in fourteen days."""
        yesterday = self.later(-1)
        self.case.reason_id = self.env.ref("property_arrears.reason_service")
        values = {"case_id": self.case.id, "channel": "visit", "asked_by_owner": True,
                  "companion_id": self.manager.id}  # fmt: skip
        log = self.env["arrears.contact.log"].with_context(arrears_now=self.clock_at("11:00"))
        with self.assertRaisesRegex(UserError, "allowed hours"):
            log.create({**values, "happened_at": self.moment("19:30", yesterday)}).action_refused()
        log.create({**values, "happened_at": self.moment("19:00", yesterday)}).action_refused()
        again = {**values, "happened_at": self.moment("10:30")}
        with self.assertRaisesRegex(UserError, "often enough"):
            log.create(again).action_refused()
        self.assertEqual(self.case.contact_count, 1)
