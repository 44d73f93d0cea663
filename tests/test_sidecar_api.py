"""The seam: whom it lets in, what it answers, how it takes bad questions."""

import inspect
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .debit_case import DebitCase

CONTRACT = {
    "ping", "batches_to_export", "batch_rows", "confirm_export", "renders_wanted", "open_file",
    "files_to_parse", "file_content", "stage_rows", "seal_file", "quarantine_file",
    "incentive_programs", "incentive_facts", "grant_awards", "waivers_to_apply",
    "apply_waivers", "heartbeat", "open_statement", "statements_to_parse", "statement_content",
    "stage_statement_rows", "seal_statement", "quarantine_statement",
    "take_leases", "give_back_leases",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestSidecarApi(DebitCase):
    def methods(self):
        """Public methods of the seam that this addon defines, with arguments to call them."""
        found = {}
        for owner in type(self.env["arrears.sidecar"]).__mro__:
            if not owner.__module__.startswith("odoo.addons.property_arrears"):
                continue
            for name, value in vars(owner).items():
                if inspect.isfunction(value) and not name.startswith("_"):
                    found[name] = inspect.signature(value)
        return found

    def test_the_seam_has_exactly_the_methods_of_the_contract(self):
        self.assertEqual(set(self.methods()), CONTRACT)

    def test_all_arguments_go_by_name(self):
        for name, signature in self.methods().items():
            kinds = {p.kind for key, p in signature.parameters.items() if key != "self"}
            self.assertLessEqual(kinds, {inspect.Parameter.KEYWORD_ONLY}, name)

    def test_nobody_but_the_sidecar_is_let_in(self):
        strangers = [
            new_test_user(self.env, login="seam-internal", groups="base.group_user"),
            new_test_user(self.env, login="seam-portal", groups="base.group_portal"),
            self.env.ref("base.public_user"),
            self.env.ref("base.user_admin"),
            self.treasurer,
            self.manager,
        ]
        for user in strangers:
            seam = self.env["arrears.sidecar"].with_user(user)
            for name, signature in self.methods().items():
                arguments = dict.fromkeys(list(signature.parameters)[1:])
                with self.subTest(user=user.login, method=name), self.refused(AccessError):
                    getattr(seam, name)(**arguments)

    def test_higher_rights_do_not_open_the_door(self):
        with self.refused(AccessError):
            self.env["arrears.sidecar"].with_user(self.treasurer).sudo().ping(version="1")

    def test_the_check_comes_first_in_every_method(self):
        for name in self.methods():
            source = inspect.getsource(getattr(type(self.env["arrears.sidecar"]), name))
            body = source.split('"""')[2].strip().splitlines()
            self.assertEqual(body[0].strip(), "self._check_caller()", name)

    def test_what_it_leaves_to_read_is_in_the_company_s_language(self):
        """Neither the sidecar nor a scheduled action has a language of its own."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        self.household("801")
        batch = self.exported()
        self.answered(batch)
        said = " ".join(batch.message_ids.mapped("body"))
        self.assertIn("文件", said)
        self.assertIn("入账", said)
        self.assertNotIn("File made", said)
        self.assertNotIn("Answer booked", said)

    def test_ping_says_who_answers(self):
        answer = self.seam.ping(version="0.1")
        self.assertEqual(answer["odoo_version"].split(".")[0], "19")
        self.assertEqual(answer["today"], "2026-09-15")
        self.assertEqual([c["name"] for c in answer["companies"]], ["Ledger test"])
        self.assertEqual(answer["database"], self.env.cr.dbname)
        json.dumps(answer)

    def test_a_heartbeat_is_kept_and_the_next_one_replaces_it(self):
        for state, backlog in (("ok", 1), ("busy", 3)):
            answer = self.seam.heartbeat(
                sidecar="one", version="0.1", state=state, backlog=backlog, last_error=None
            )
            self.assertEqual(answer, {"ok": True})
        status = self.env["arrears.sidecar.status"].search([("name", "=", "one")])
        self.assertEqual((status.state, status.backlog, status.is_silent), ("busy", 3, False))

    def test_unknown_numbers_are_answered_with_one_clear_line(self):
        for call, arguments in (
            ("batch_rows", {"batch_id": 999999}),
            ("batch_rows", {"batch_id": "1 OR 1=1"}),
            ("file_content", {"file_id": 999999}),
            ("stage_rows", {"file_id": None, "rows": []}),
        ):
            with self.subTest(call=call), self.refused(UserError, "is unknown"):
                getattr(self.seam, call)(**arguments)

    def test_other_companies_are_unknown_to_the_sidecar(self):
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        other = self.new_company("Elsewhere")
        self.sidecar_user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.seam.batches_to_export(sidecar="t"))
        with self.refused(UserError, "is unknown"):
            self.seam.batch_rows(batch_id=batch.id)
        with self.refused(UserError, "is unknown"):
            self.open_answer(batch)

    def test_everything_the_seam_answers_fits_into_json(self):
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        rows = self.answer_rows(batch)
        answers = [
            self.seam.batches_to_export(sidecar="t"),
            self.seam.batch_rows(batch_id=batch.id),
            self.export(batch),
            self.seam.files_to_parse(sidecar="t"),
            self.seal(batch, rows)[0],
            self.seam.incentive_programs(),
            self.seam.waivers_to_apply(),
            self.seam.apply_waivers(waivers=[]),
        ]
        json.dumps(answers)
