"""The sidecar's user has the seam and nothing else."""

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged


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
