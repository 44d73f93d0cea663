"""Estates at a glance in the browser."""

from odoo.tests import HttpCase, tagged

from .collection_case import CollectionCase

ACTION = "/odoo/action-property_arrears."


@tagged("post_install", "-at_install")
class TestStandingTour(CollectionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.owing(450)
        self.case = self.case_of()

    def test_a_manager_reads_rate_and_complaints_and_opens_them(self):
        """Row 41."""
        for _number in range(2):
            self.env["arrears.contact"].create(
                {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "call",
                 "partner_id": self.owner.id, "state": "connected", "outcome": "connected",
                 "case_ids": [(6, 0, self.case.ids)], "happened_at": self.moment("11:00")}
            )  # fmt: skip
        grievances = self.env["arrears.grievance"]
        grievances.create(
            {"case_id": self.case.id, "subject": "Too many calls", "kind": "complaint"}
        )
        self.env["arrears.preference"].create(
            {"case_id": self.case.id, "purpose_told": True, "satisfaction": "2"}
        )
        self.start_tour(
            f"{ACTION}action_arrears_estate_standing", "arrears_standing", login=self.manager.login
        )
