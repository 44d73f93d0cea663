from odoo.exceptions import UserError
from odoo.tests import tagged

from ..hooks import EVIDENCE, EXPORTED, uninstall_hook
from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestUninstall(DebitCase):
    """Evidence is not thrown away with the program that holds it."""

    def evidence(self):
        return sum(self.env[model].search_count(domain) for model, domain in EVIDENCE.items())

    def test_it_is_refused_while_evidence_was_not_exported(self):
        self.household("701")
        self.answered(self.exported())
        self.assertTrue(self.evidence())
        with self.assertRaisesRegex(UserError, EXPORTED):
            uninstall_hook(self.env)

    def test_it_goes_on_once_all_of_it_was_exported(self):
        self.household("701")
        self.answered(self.exported())
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(EXPORTED, str(self.evidence()))
        uninstall_hook(self.env)
        parameters.set_param(EXPORTED, str(self.evidence() - 1))
        with self.assertRaises(UserError):
            uninstall_hook(self.env)
