"""Who may do what with direct debit, and what no role may do."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .debit_case import DebitCase

MODELS = (
    "arrears.mandate", "arrears.bank.channel", "arrears.debit.batch", "arrears.debit.line",
    "arrears.debit.split", "arrears.debit.omission", "arrears.debit.result", "arrears.bank.file",
    "arrears.bank.file.row", "arrears.return.reason", "arrears.sidecar.status",
    "arrears.sidecar.lease",
    "arrears.keyed.answer", "arrears.keyed.answer.line",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestDebitRights(DebitCase):
    def test_collectors_cashiers_and_the_sidecar_reach_no_model_of_direct_debit(self):
        for role in ("reader", "collector", "cashier", "reviewer", "lawyer", "sidecar"):
            user = self.sidecar_user if role == "sidecar" else self.user(role)
            for model in MODELS:
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(role=role, model=model, operation=operation):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_evidence_and_instructions_are_written_by_nobody(self):
        written_by_code = (
            "arrears.debit.line", "arrears.debit.split", "arrears.debit.omission",
            "arrears.debit.result", "arrears.bank.file", "arrears.bank.file.row",
            "arrears.sidecar.lease",
        )  # fmt: skip
        for user in (self.treasurer, self.manager, self.user("accountant")):
            for model in written_by_code:
                for operation in ("write", "create", "unlink"):
                    with self.subTest(user=user.login, model=model, operation=operation):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_an_accountant_reads_all_of_a_batch_and_changes_nothing(self):
        self.household("1")
        batch = self.exported()
        self.answered(batch)
        accountant = self.user("accountant")
        seen = batch.with_user(accountant)
        self.assertEqual(seen.amount_settled, 100)
        self.assertTrue(seen.line_ids.result_ids.move_id)
        for action in (
            seen.action_collect_lines, seen.action_approve, seen.action_hand_in,
            seen.action_download, seen.action_upload_answer, seen.file_out_id.action_download,
            seen.file_ids.action_read_again, seen.line_ids.action_leave_out,
        ):  # fmt: skip
            with self.subTest(action=action.__name__), self.refused(AccessError):
                action()

    def test_a_manager_approves_and_does_nothing_else_with_batches(self):
        self.household("1")
        batch = self.batch().with_user(self.manager)
        for action in (batch.action_collect_lines, batch.line_ids.action_leave_out, batch.unlink):
            with self.refused(AccessError):
                action()
        batch.action_approve()
        for action in (batch.action_download, batch.action_upload_answer):
            with self.refused(AccessError):
                action()

    def test_the_menu_shows_to_those_who_work_with_it(self):
        menu = self.env.ref("property_arrears.menu_debit")
        for role, shown in (
            ("collector", False),
            ("cashier", False),
            ("accountant", True),
            ("manager", True),
        ):
            user = self.manager if role == "manager" else self.user(role)
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in visible, shown, role)

    def test_another_company_sees_nothing(self):
        self.household("1")
        batch = self.exported()
        self.answered(batch)
        other = self.new_company("Elsewhere")
        stranger = self.user("treasurer", login="stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        context = {"allowed_company_ids": other.ids}
        for model in MODELS:
            records = self.env[model].with_user(stranger).with_context(**context)
            if "company_id" in records._fields:
                with self.subTest(model=model):
                    self.assertFalse(records.search([]))
        with self.refused(AccessError):
            batch.with_user(stranger).with_context(**context).action_approve()

    def test_a_treasurer_opens_all_forms(self):
        mandate, __ = self.household("1")
        batch = self.exported()
        self.answered(batch)
        for records in (
            mandate, self.channel, batch, batch.line_ids, batch.file_ids, batch.file_ids.row_ids,
            batch.line_ids.result_ids, batch.line_ids.split_ids,
        ):  # fmt: skip
            seen = records.with_user(self.treasurer)
            for view in ("form", "list"):
                with self.subTest(model=records._name, view=view):
                    arch = seen.get_view(view_type=view)
                    names = set(arch["models"][records._name])
                    self.assertTrue(seen.web_read({name: {} for name in names}))
