"""A record of each model with public methods, in one company, and a user of every role."""

import base64

from odoo import Command
from odoo.tests import new_test_user

from ..debit_case import DebitCase
from ..relief_scene import ReliefScene

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


class RightsScene(DebitCase, ReliefScene):
    """Every kind of record exists, so that each public method has something to work on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {role: cls.role_user(role, group) for role, group in ROLES.items()}
        cls.estate.collector_ids = cls.roles["collector"] | cls.collector

    @classmethod
    def role_user(cls, role, group):
        return new_test_user(
            cls.env,
            login=f"rights-{role}",
            groups=group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def user(cls, name, *groups, login=None):
        """Both scenes name their people; the same name is the same person."""
        login = f"scene-{login or name}"
        return cls.env["res.users"].search([("login", "=", login)]) or new_test_user(
            cls.env,
            login=login,
            groups=",".join(f"{ADDON}.group_{group}" for group in groups or (name,)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _build_scene(self):
        self._make_debit()
        self._make_relief()
        self._make_collection()
        root = self.company.root_id
        self.env["arrears.tie.out"]._compute_for(root, root._arrears_today())
        self.env["arrears.refresh"]._of_companies(self.company)
        self.env.flush_all()

    def _make_debit(self):
        self.household("901", amount=120)
        batch = self.exported()
        self.answered(batch, **{batch.line_ids[0].reference: "funds"})
        self.seam.heartbeat(sidecar="scene", version="1", state="idle", backlog=0, last_error="")

    def _make_relief(self):
        self.award_for(self.program(), self.line(1000))
        _principal, fee = self.arrears(40)
        self.waiver((self.charges(fee), 10))
        self.apply_for_relief()

    def _make_collection(self):
        case = self.card()
        self.env["arrears.contact"].create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "case_ids": [Command.set(case.ids)],
                "party": "owner",
                "channel": "call",
                "direction": "in",
            }
        )
        self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "manual", "date_until": "2026-09-30", "note": "Wait"}
        )
        self.estate.action_preview_first_run()

    def records(self, model, user):
        """What a method is called on: one record, or for wizards one that the user fills in.

        The model itself where nothing is stored (the seam).
        """
        records = self.env[model]
        if records._abstract:
            return records.with_user(user)
        if records._transient:
            return self._wizard(model, user)
        found = records.search(self._domain(model), limit=1)
        self.assertTrue(found, f"the scene has no {model}")
        return found.with_user(user)

    def _domain(self, model):
        fields = self.env[model]._fields
        mine = [("company_id", "=", self.company.id)] if "company_id" in fields else []
        return [("id", "in", self.card().ids)] if model == "arrears.case" else mine

    def _wizard(self, model, user):
        """A wizard as the superuser fills it in; calling it is what the user tries."""
        case = self.card()
        values = {
            "arrears.contact.log": {"case_id": case.id},
            "arrears.hardship.intake": {"case_id": case.id},
            "arrears.bank.file.upload": {
                "channel_id": self.channel.id,
                "name": "answer.txt",
                "content": base64.b64encode(b"answer").decode(),
            },
            "arrears.sidecar.setup": {"login": "scene-technical"},
        }[model]
        # Odoo gives a wizard to whoever made it; the row is made for the caller without asking.
        return self.env[model].with_user(user).sudo().create(values).sudo(False)
