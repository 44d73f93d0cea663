"""Relief in the browser: a reviewer decides, a collector asks, a manager approves."""

from odoo.tests import HttpCase, tagged

from .relief_scene import ReliefScene

ACTION = "/odoo/action-property_arrears."


@tagged("post_install", "-at_install")
class TestReliefTour(ReliefScene, HttpCase):
    def tour(self, path, name, user):
        self.end_transaction()
        self.start_tour(path, f"property_arrears_{name}", login=user.login)

    def test_a_reviewer_decides_and_the_waiver_is_approved(self):
        self.arrears(10)
        application = self.apply_for_relief()
        self.tour(f"{ACTION}action_arrears_hardship", "hardship", self.other_reviewer)
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.decided_by_id, self.other_reviewer)
        self.assertEqual(application.waiver_id.state, "approved")

    def test_a_collector_asks_and_a_manager_approves(self):
        self.arrears(10)
        card = f"{ACTION}action_arrears_case/{self.card().id}"
        self.tour(card, "waiver_request", self.collector)
        waiver = self.env["arrears.waiver"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual(waiver.state, "submitted")
        self.tour(f"{ACTION}action_arrears_waiver", "waiver_approval", self.manager)
        self.assertEqual(waiver.state, "approved")
        self.assertEqual(waiver.approved_by_id, self.manager)
