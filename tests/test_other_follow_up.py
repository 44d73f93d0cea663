"""Methods of another addon that write to contacts: wrapped where they are, absent where not.

``tests/beside`` installs an addon that has them; here they are put on the model by hand, so that
the guard is tried wherever the addon's own tests run.
"""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.outside.res_partner import WORK_OF_A_COMPANY, WRITE_TO_THEM
from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestOtherFollowUp(CollectionCase):
    def setUp(self):
        super().setUp()
        self.other = self.partner("Café")
        self.owing(450)
        self.case = self.case_of()
        self.written = []

    def with_methods(self, *names):
        """That addon's methods, in front of ours as they would be, and the wrapping."""
        written = self.written

        def write(partners, *_arguments, **_options):
            written.extend(partners.ids)
            return True

        model = self.env.registry["res.partner"]
        for name in names:
            patcher = patch.object(model, name, write, create=True)
            patcher.start()
            self.addCleanup(patcher.stop)
        self.env["res.partner"]._register_hook()

    def kept_back(self):
        return self.contacts().filtered("kept_back_key")

    def test_without_that_addon_there_is_nothing_of_it(self):
        for name in (*WRITE_TO_THEM, WORK_OF_A_COMPANY):
            self.assertFalse(hasattr(self.env["res.partner"], name))
        self.env["res.partner"]._arrears_take_over(self.company)
        self.assertFalse(self.company.arrears_other_follow_up)

    def test_every_method_that_writes_leaves_debtors_out(self):
        self.with_methods(*WRITE_TO_THEM)
        both = (self.owner | self.other).with_company(self.company)
        for name in WRITE_TO_THEM:
            getattr(both, name)({})
            self.assertFalse(getattr(both.browse(self.owner.id), name)({}))
        self.assertEqual(self.written, self.other.ids * len(WRITE_TO_THEM))
        self.assertEqual(len(self.kept_back()), 1)

    def test_the_person_in_charge_at_a_debtor_is_the_debtor(self):
        self.with_methods("_execute_followup_partner")
        contact = self.partner("Accounts", parent_id=self.owner.id)
        contact.with_company(self.company)._execute_followup_partner()
        self.assertFalse(self.written)

    def test_another_company_may_write_to_its_own_customer(self):
        self.with_methods("_execute_followup_partner")
        stranger = self.new_company("Another firm")
        self.owner.with_company(stranger)._execute_followup_partner()
        self.assertEqual(self.written, self.owner.ids)

    def test_wrapping_twice_is_wrapping_once(self):
        self.with_methods("_execute_followup_partner")
        wrapped = self.env.registry["res.partner"]._execute_followup_partner
        self.env["res.partner"]._register_hook()
        self.assertIs(self.env.registry["res.partner"]._execute_followup_partner, wrapped)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_keeps_it_to_once_a_day(self):
        contacts = self.env["arrears.contact"]
        contacts._keep_back(self.case)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.kept_back().copy({"kept_back_key": self.kept_back().kept_back_key})
            self.env.flush_all()
        on_the_morrow = self.on(self.later(1), contacts)
        on_the_morrow._keep_back(self.on(self.later(1), self.case))
        self.assertEqual(len(self.kept_back()), 2)

    def test_two_debtors_of_one_day_may_be_merged(self):
        twin = self.partner("Twin")
        self.owing(20, partner=twin)
        self.env["arrears.contact"]._keep_back(self.case | self.case_of(twin))
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.owner | twin).ids, self.owner)
        self.assertEqual(self.kept_back().debtor_id, self.owner)

    def test_the_check_list_before_the_first_run_names_it(self):
        codes = self.env["arrears.golive"]._missing_codes()
        self.assertIn("other_follow_up", codes)
        action = self.env["arrears.golive"]._open_check("other_follow_up")
        self.assertEqual(action["res_model"], "res.company")
