"""Payment plans: proposed, decided, kept, broken, ended."""


class PlanWork:
    """Operations on plans; ``ReliefWork`` has the cards."""

    def op_plan(self):
        """A collector proposes instalments."""
        card = self.card()
        if not card:
            return "nothing"
        plan = self.env["arrears.plan"].with_user(self.case.collector).create(
            {"case_id": card.id, "owner_figure": self.random.choice([20, 77.77, 200]),
             "consent_how": "office", "consent_on": self.today}
        )  # fmt: skip
        if self.chance(0.5):
            plan.explanation = "Work begins in spring"
        plan.action_propose()
        if self.chance(0.4):
            self.as_user(self.case.manager, plan).action_approve()
        return "done"

    def op_plan_decide(self):
        """A manager or a reviewer lets it run, or refuses."""
        waits = ("state", "=", "proposed")
        if not self.find("arrears.plan", waits):
            self.op_plan()
        plan = self.pick(self.find("arrears.plan", waits))
        if not plan:
            return "nothing"
        user = self.case.other_reviewer if plan.kind == "token" else self.case.manager
        decider = self.as_user(user, plan)
        if self.chance(0.75):
            decider.action_approve()
        else:
            decider.decision_note = self.random.choice(["Too little.", False])
            decider.action_refuse()
        return "done"

    def plan_in_force(self):
        """A plan that runs; where there is none, one of four months begins, if it may."""
        running = self.find("arrears.plan", ("state", "in", ("running", "late", "review")))
        charge = self.pick(self.charges("principal", ("due_date", "<", self.today)))
        if running or not charge:
            return self.pick(running)
        owner = ("debtor_id", "=", charge.debtor_id.id)
        waiting = self.find("arrears.plan", owner, ("state", "=", "proposed"))
        self.as_user(self.case.collector, waiting).action_withdraw()
        card = self.find("arrears.case", owner, ("unit_id", "=", charge.unit_id.id))
        plan = self.env["arrears.plan"].with_user(self.case.collector).create(
            {"case_id": card.id, "months": 4, "consent_how": "office", "consent_on": self.today}
        )  # fmt: skip
        plan.action_propose()
        self.as_user(self.case.manager, plan).action_approve()
        return plan.with_env(self.env)

    def op_plan_paid(self):
        """The owner pays an instalment, or all that is left of the plan."""
        plan = self.plan_in_force()
        charges = plan.charge_ids.filtered(lambda one: one.amount_remaining > 0)
        if not charges:
            return "nothing"
        if self.chance(0.6):
            for charge in charges:
                if charge.line_id.amount_residual > 0:
                    self.money_in(charge.debtor_id, charge.line_id.amount_residual, charge.line_id)
            return "done"
        amount = min(plan.next_amount or 1, sum(charges.line_id.mapped("amount_residual")))
        self.money_in(plan.debtor_id, max(round(amount, 2), 0.01), charges.line_id)
        return "done"

    def op_plan_reviewed(self):
        """A person lets a plan go on or ends it, with a reason or without."""
        plan = self.plan_in_force()
        if not plan:
            return "nothing"
        decider = self.as_user(
            self.case.other_reviewer if plan.kind == "token" else self.case.manager, plan
        )
        if self.chance(0.8):
            decider.review_note = "We spoke with the owner."
        if plan.state == "review" and self.chance(0.6):
            decider.action_go_on()
        else:
            decider.action_end()
        return "done"

    def op_plan_withdrawn(self):
        """A proposal is taken back."""
        waits = ("state", "in", ("draft", "proposed"))
        if not self.find("arrears.plan", waits):
            self.op_plan()
        plan = self.pick(self.find("arrears.plan", waits))
        if not plan:
            return "nothing"
        self.as_user(self.case.collector, plan).action_withdraw()
        return "done"
