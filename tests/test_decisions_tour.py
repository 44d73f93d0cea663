"""Disputes and approvals in the browser, from first to last, in English and in Chinese."""

from odoo.tests import HttpCase, tagged

from .test_dispute_reduce import DisputeReduceScene
from .test_waiver_tier import TierScene

ACTION = "/odoo/action-property_arrears."


class SpokenTour(HttpCase):
    """Tours by names and values, so that the same steps are taken in either language."""

    def speak(self, lang, *users):
        """Let these people read a language, with our own words in it."""
        if lang != "en_US":
            self.env["res.lang"]._activate_lang(lang)
            self.env.ref("base.module_property_arrears")._update_translations([lang])
        for user in users:
            user.lang = lang

    def tour(self, record_or_action, name, user):
        self.end_transaction()
        path = record_or_action
        if not isinstance(path, str):
            path = f"{ACTION}action_{path._name.replace('.', '_')}/{path.id}"
        if not path.startswith("/"):
            path = ACTION + path
        self.start_tour(path, f"property_arrears_{name}", login=user.login)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestDisputeTour(DisputeReduceScene, SpokenTour):
    def told(self, lang):
        self.speak(lang, self.collector, self.manager)
        self.tour(self.case, "dispute_raised", self.collector)
        dispute = self.env["arrears.dispute"].search([("case_id", "=", self.case.id)])
        self.assertEqual((dispute.said, dispute.state), ("The lift stood.", "open"))
        self.assertIn("dispute", self.case.hold_ids.mapped("type"))
        self.tour(dispute, "dispute_examined", self.collector)
        [step] = dispute.milestone_ids
        self.assertEqual((step.what, step.done_by_id), ("Log of the lift", self.collector))
        self.tour(dispute, "dispute_reduced", self.manager)
        self.assertEqual((dispute.state, dispute.outcome), ("decided", "reduced"))
        self.assertEqual(self.principal.amount_remaining, 84.80)
        self.assertTiesOut()

    def test_a_dispute_is_raised_examined_and_takes_part_off(self):
        self.told("en_US")

    def test_a_dispute_in_chinese(self):
        self.told("zh_CN")


@tagged("post_install", "-at_install")
class TestApprovalTour(TierScene, SpokenTour):
    def told(self, lang):
        self.arrears(10, 20)
        self.speak(lang, self.collector, self.project, self.area, self.manager)
        self.tour(self.card(), "approval_asked", self.collector)
        waiver = self.env["arrears.waiver"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual((waiver.state, waiver.needed_level), ("submitted", 2))
        self.tour(waiver, "approval_too_high", self.project)
        self.assertEqual(waiver.state, "submitted", "the first level may not")
        self.tour(waiver, "approval_given", self.area)
        self.assertEqual((waiver.state, waiver.approved_by_id), ("approved", self.area))
        self.tour("action_arrears_waiver_report", "approval_reported", self.manager)

    def test_the_second_level_decides_and_the_report_tells(self):
        self.told("en_US")

    def test_the_second_level_in_chinese(self):
        self.told("zh_CN")
