"""A card with two bills, and disputes about them."""

from odoo import Command

from .stops_case import StopsCase


class DisputeCase(StopsCase):
    """A card of 450 and 100, worked by a collector; managers decide."""

    def setUp(self):
        super().setUp()
        self.other_bill = self.owing(100, due="2026-07-31", arrears_period_from="2026-07-01",
                                     arrears_period_to="2026-09-30")  # fmt: skip
        self.first, self.second = self.charges(self.bill, self.other_bill)

    def dispute(self, *amounts, user=None, **values):
        """A dispute over (charge, amount) pairs; without any over all overdue charges."""
        disputes = self.as_user(user or self.collector, self.env["arrears.dispute"])
        lines = [
            Command.create({"charge_id": charge.id, "amount": amount}) for charge, amount in amounts
        ]
        given = {"line_ids": lines} if lines else {}
        return disputes.create({"case_id": self.case.id, "said": "No", **given, **values})

    def decide(self, dispute, outcome, user=None, **values):
        """As a manager who has no part in it."""
        dispute = self.as_user(user or self.manager, dispute)
        dispute.write({"outcome": outcome, "decision_reason": "We looked at it.", **values})
        dispute.action_decide()
        return dispute

    def holds(self, case=None):
        return (case or self.case).hold_ids.filtered(
            lambda hold: hold.type == "dispute" and not hold.lifted_on
        )
