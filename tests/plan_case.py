"""The firm of ``StopsCase`` with a reviewer, and plans over its card of 450."""

from .collection_case import TODAY
from .stops_case import StopsCase

AGREED = {"consent_how": "office", "consent_on": "2026-09-15"}


class PlanCase(StopsCase):
    """An owner who can pay 100 a month: five instalments from 30 September on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls.user("reviewer", "group_reviewer")
        cls.cashier = cls.user("cashier", "group_cashier")

    def draft(self, figure=100, user=None, case=None, day=TODAY, **values):
        plans = self.on(day, self.env["arrears.plan"].with_user(user or self.collector))
        return plans.create(
            {"case_id": (case or self.case).id, "owner_figure": figure, **AGREED, **values}
        )

    def proposed(self, *args, **values):
        plan = self.draft(*args, **values)
        plan.action_propose()
        return plan

    def running(self, *args, **values):
        plan = self.proposed(*args, **values)
        plan.with_user(self.manager).action_approve()
        return plan.with_user(self.env.user)

    def paid(self, amount, day, bill=None):
        """Money for a bill, by its value date."""
        payment = self.pay(bill or self.bill, amount)
        payment.arrears_value_date = day
        self.end_transaction()
        return payment

    def late_fee(self, amount=20):
        """A late fee on the bill of the case, charged by another system: same unit and period."""
        return self.owing(amount, kind="late_fee", due="2026-08-31", price_basis=False)

    def days_to(self, text):
        return (self.day(text) - TODAY).days
