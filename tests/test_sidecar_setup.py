from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged

SIDECAR = "property_arrears.group_sidecar"


@tagged("post_install", "-at_install")
class TestSidecarSetup(TransactionCase):
    """A manager connects a sidecar: a user that can call the seam and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "setup-manager", groups="base.group_user,property_arrears.group_manager"
        )
        cls.collector = new_test_user(
            cls.env, "setup-collector", groups="base.group_user,property_arrears.group_collector"
        )

    def _wizard(self, **values):
        setup = self.env["arrears.sidecar.setup"].with_user(self.manager)
        return setup.create({"login": "test-sidecar", **values})

    def assertLetIn(self, key):
        """What a call by RPC asks first, and Odoo remembers."""
        user = self.env["res.users"].search([("login", "=", "test-sidecar")])
        self.env["res.users"]._check_uid_passwd(user.id, key)

    def _user_of(self, key):
        return self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=key)

    def test_key_lets_the_technical_user_in_and_it_has_one_group_alone(self):
        """No user type: an internal user would read every partner over RPC."""
        key = self._wizard()._make_key()
        user = self.env["res.users"].browse(self._user_of(key))
        self.assertEqual(user.login, "test-sidecar")
        self.assertEqual(user.group_ids, self.env.ref(SIDECAR))
        self.assertEqual(user.all_group_ids, self.env.ref(SIDECAR))
        self.assertFalse(user._is_internal() or user._is_portal())
        self.assertTrue(self.env["arrears.sidecar"].with_user(user).ping(version="1")["today"])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(user).search_read([], ["name"])

    def test_key_expires_within_three_months(self):
        wizard = self._wizard(days=30)
        wizard._make_key()
        limit = fields.Datetime.now() + timedelta(days=31)
        self.assertLess(wizard._keys().expiration_date, limit)

    def test_two_keys_may_be_valid_and_the_older_is_revoked(self):
        """Rotation without a gap."""
        wizard = self._wizard()
        old, new = wizard._make_key(), wizard._make_key()
        self.assertEqual(self._user_of(old), self._user_of(new))
        with self.assertRaisesRegex(UserError, "Two keys are valid"):
            wizard._make_key()
        self.assertLetIn(old)
        wizard._revoke_old_keys()
        self.assertFalse(self._user_of(old))
        self.assertTrue(self._user_of(new))
        self.assertLetIn(new)
        with self.assertRaises(AccessDenied):
            self.assertLetIn(old)

    def test_second_run_keeps_the_user_and_takes_the_companies(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.manager.company_ids += company
        first = self._user_of(self._wizard()._make_key())
        wizard = self._wizard(company_ids=[Command.set(self.manager.company_ids.ids)])
        self.assertEqual(self._user_of(wizard._make_key()), first)
        user = self.env["res.users"].browse(first)
        self.assertIn(company, user.company_ids)
        self.assertEqual(user.all_group_ids, self.env.ref(SIDECAR))

    def test_login_of_a_person_is_refused(self):
        """The key would open a person's rights."""
        with self.assertRaisesRegex(UserError, "a person's login"):
            self._wizard(login="admin")._make_key()

    def test_nobody_but_a_manager_connects_a_sidecar(self):
        with self.assertRaises(AccessError):
            self.env["arrears.sidecar.setup"].with_user(self.collector).create({"login": "x"})
        with self.assertRaises(AccessError):
            self._wizard().with_user(self.collector)._make_key()

    def test_companies_of_others_are_refused(self):
        company = self.env["res.company"].create({"name": "Not the manager's"})
        with self.assertRaises(AccessError):
            self._wizard(company_ids=[Command.set(company.ids)])._make_key()

    def test_form_opens_with_what_is_usual(self):
        form = Form(self.env["arrears.sidecar.setup"].with_user(self.manager))
        self.assertEqual(form.login, "arrears-sidecar")
        self.assertEqual(form.days, 90)
        wizard = form.save()
        wizard._make_key()
        wizard.invalidate_recordset()
        self.assertEqual(wizard.valid_key_count, 1)
        self.assertIn("arrears-sidecar", wizard.valid_keys)
