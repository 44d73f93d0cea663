"""Owners' numbers in the browser: nowhere in full but on the card that is opened."""

from odoo.tests import HttpCase, tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestPointsTour(CollectionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.arrears_points_apart = True
        cls.company.country_id = cls.env.ref("base.cn")
        cls.owner.write({"email": False, "phone": False})
        cls.point = cls.env["arrears.contact.point"].create(
            {"company_id": cls.company.id, "partner_id": cls.owner.id, "entry": "13812345678"}
        )

    def setUp(self):
        super().setUp()
        self.owing()

    def test_a_collector_sees_a_number_on_the_opened_card_alone(self):
        self.start_tour("/odoo/arrears", "arrears_points", login=self.collector.login)
        self.assertEqual(self.point.standing, "bad")
        new = self.case_of().contact_point_ids - self.point
        self.assertEqual(new.source, "owner")
        self.assertTrue(self.case_of().access_ids, "opening is written down")

    def test_a_manager_finds_what_is_not_good_any_more(self):
        self.point.action_wrong()
        self.end_transaction()
        action = "/odoo/action-property_arrears.action_arrears_contact_point_bad"
        self.start_tour(action, "arrears_points_bad", login=self.manager.login)
        self.assertEqual(self.point.standing, "good")
        self.assertEqual(self.point.verified_by_id, self.manager)
