"""Late fees and everything that may be given up of them: waivers, disputes, relief."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from . import decision_rules as rules

SCAN = "c2lnbmVk"


class ReliefWork:
    """Operations on late fees, waivers, disputes and applications."""

    def as_user(self, user, records):
        """Records as this person meets them today."""
        return records.with_env(self.env).with_user(user)

    # ------------------------------------------------------------------
    # Late fees
    # ------------------------------------------------------------------

    def op_late_fees(self):
        """The late fees of the estate up to today are charged; up to tomorrow nobody may."""
        runs = self.env["arrears.late.fee.run"].with_user(self.case.accountant)
        day = self.today + timedelta(days=1 if self.chance(0.1) else 0)
        run = runs.create({"estate_id": self.case.estate.id, "date_until": day})
        run.action_preview()
        run.action_charge()

    # ------------------------------------------------------------------
    # Waivers
    # ------------------------------------------------------------------

    def op_waiver_ask(self):
        """A collector asks to waive a late fee; more than is left of it is refused."""
        fee = self.pick(self.charges("late_fee"))
        if not fee:
            return "nothing"
        too_much = self.chance(0.15)
        amount = fee.amount_remaining + 0.01 if too_much else self.some(fee.amount_remaining)
        waiver = self.case.waiver((fee, round(amount, 2)), debtor_id=fee.debtor_id.id)
        waiver.action_submit()
        self.case.assertFalse(too_much, "more was asked for than is left of the fee")
        return "done"

    def op_service_fee_waiver(self):
        """The service fee itself is reduced: two people, and an accountant who books it."""
        charge = self.pick(self.charges("principal", ("move_id.move_type", "=", "out_invoice")))
        if not charge:
            return "nothing"
        waiver = self.case.waiver(
            (charge, self.some(charge.amount_remaining, 0.4)), debtor_id=charge.debtor_id.id,
            subject="principal",
        )  # fmt: skip
        waiver.action_submit()
        self.as_user(self.case.manager, waiver).action_approve()
        before = rules.figures(self)
        answer = self.case.apply_waivers(waiver)[0]
        rules.same(self.case, before, rules.figures(self), "the sidecar and a service fee")
        self.case.assertEqual(answer["code"], "not_a_late_fee")
        with self.only_these_change(charge):
            self.as_user(self.case.accountant, waiver).action_apply()
        return "done" if waiver.with_env(self.env).state == "applied" else "refused"

    def op_waiver_decide(self):
        """A manager approves or refuses; who asked may not."""
        waiver = self.pick(self.find("arrears.waiver", ("state", "=", "submitted")))
        if not waiver:
            return "nothing"
        decider = self.as_user(
            self.random.choice([self.case.manager, self.case.manager, self.case.collector]), waiver
        )
        if self.chance(0.8):
            decider.action_approve()
        else:
            decider.decision_note = "No."
            decider.action_refuse()
        return "done"

    def op_waiver_apply(self):
        """The sidecar applies what is approved: no other charge moves, and a second time
        changes nothing."""
        waivers = self.find("arrears.waiver", ("state", "=", "approved"),
                            ("subject", "=", "late_fee"))  # fmt: skip
        if not waivers:
            return "nothing"
        first = rules.figures(self)
        with self.only_these_change(waivers.line_ids.charge_id):
            answers = self.case.apply_waivers(*waivers)
        before = rules.figures(self)
        if not any(one["state"] == "applied" for one in answers):
            rules.same(self.case, first, before, "waivers that could not be applied")
        again = self.case.apply_waivers(*waivers)
        rules.same(self.case, before, rules.figures(self), "waivers applied again")
        for answer, second in zip(answers, again, strict=True):
            if answer["state"] == "applied":
                self.case.assertEqual(second["state"], "already")
        return "done" if any(one["state"] == "applied" for one in answers) else "refused"

    def op_waiver_reverse(self):
        """An applied waiver is reversed by somebody else; its fees are owed as before."""
        applied = ("state", "=", "applied")
        if not self.find("arrears.waiver", applied):
            self.op_service_fee_waiver()
        waiver = self.pick(self.find("arrears.waiver", applied))
        if not waiver:
            return "nothing"
        before = rules.charge_figures(self)
        others = (self.case.manager | self.case.other_manager) - waiver.approved_by_id
        if self.chance(0.3):
            self.as_user(waiver.approved_by_id, waiver)._reverse("I was wrong.")
        try:
            self.as_user(others[0], waiver)._reverse("It was the wrong flat.")
        except UserError as error:
            self.case.fail(f"{waiver.name} cannot be reversed: {error}")
        after = rules.charge_figures(self)
        for line in waiver.line_ids:
            applied = rules.exact(line.amount_applied)
            key = line.charge_id.id
            self.case.assertEqual(after[key].credited, before[key].credited - applied)
        # Money goes to the service fee first, also from another charge of the same bill.
        for name, back in (("remaining", True), ("allocated", False)):
            whole = sum(getattr(after[key], name) - getattr(old, name)
                        for key, old in before.items())  # fmt: skip
            applied = sum(rules.exact(line.amount_applied) for line in waiver.line_ids)
            self.case.assertEqual(whole, applied if back else 0, name)
        return "done"

    def op_fee_reduction(self):
        """A flat stands empty: the coming bills ask for less, after an inspection."""
        _owner, unit = self.home()
        first = self.today.replace(day=1)
        reduction = self.env["arrears.fee.reduction"].with_user(self.case.accountant).create(
            {"unit_id": unit.id, "payable_percent": self.random.choice([60, 70.5]),
             "date_from": first, "date_to": first + timedelta(days=90),
             "basis": "contract clause 9", "document": SCAN}
        )  # fmt: skip
        seen = self.as_user(self.case.cashier, reduction)
        seen.inspection_note = "No furniture, meters at 0003."
        seen.action_inspect()
        self.as_user(self.case.manager, reduction).action_approve()

    # ------------------------------------------------------------------
    # Disputes
    # ------------------------------------------------------------------

    def card(self, *domain):
        """A card that is open."""
        return self.pick(self.find("arrears.case", ("state", "!=", "closed"),
                                   ("unit_id", "!=", False), *domain))  # fmt: skip

    def op_dispute(self):
        """An owner disputes a part of one charge, or everything overdue of a card."""
        card = self.card()
        if not card:
            return "nothing"
        values = {"case_id": card.id, "said": "No",
                  "kind": self.random.choice(["service", "price", "amount"])}  # fmt: skip
        charge = self.pick(self.charges("principal", ("debtor_id", "=", card.debtor_id.id),
                                        ("unit_id", "=", card.unit_id.id)))  # fmt: skip
        if charge and self.chance(0.7):
            part = self.some(charge.amount_remaining)
            values["line_ids"] = [Command.create({"charge_id": charge.id, "amount": part})]
        self.env["arrears.dispute"].with_user(self.case.collector).create(values)
        return "done"

    def op_dispute_decide(self):
        """A manager rejects, reduces or has the bill corrected."""
        dispute = self.pick(self.find("arrears.dispute", ("state", "in", ("open", "examined"))))
        if not dispute:
            return "nothing"
        decider = self.as_user(self.case.manager, dispute)
        outcome = self.random.choice(["rejected", "reduced", "reduced", "corrected"])
        values = {"outcome": outcome, "decision_reason": "We looked.", "evidence": "Log book"}
        if outcome == "reduced":
            values["reduced_percent"] = self.random.choice([10, 33.33, 100])
        decider.write(values)
        touched = dispute.line_ids.charge_id if outcome == "reduced" else dispute.line_ids.browse()
        with self.only_these_change(touched):
            decider.action_decide()
        return "done"

    def op_dispute_corrected(self):
        """The accountant credits a part of the bill, as the dispute decided."""
        waiting = [("outcome", "=", "corrected"), ("corrected_on", "=", False)]
        dispute = self.pick(self.find("arrears.dispute", *waiting))
        if not dispute:
            charge = self.pick(self.charges("principal", ("due_date", "<", self.today)))
            if not charge:
                return "nothing"
            self.case.end_transaction()
            card = self.find("arrears.case", ("debtor_id", "=", charge.debtor_id.id),
                             ("unit_id", "=", charge.unit_id.id))  # fmt: skip
            lines = [Command.create({"charge_id": charge.id, "amount": charge.amount_remaining})]
            dispute = self.env["arrears.dispute"].with_user(self.case.collector).create(
                {"case_id": card.id, "kind": "price", "said": "No", "line_ids": lines}
            )  # fmt: skip
            decider = self.as_user(self.case.manager, dispute)
            decider.write({"outcome": "corrected", "decision_reason": "We looked."})
            decider.action_decide()
        self.as_user(self.case.accountant, dispute).action_corrected()
        return "done"

    def op_dispute_withdrawn(self):
        """The owner takes a dispute back."""
        dispute = self.pick(self.find("arrears.dispute", ("state", "in", ("open", "examined"))))
        if not dispute:
            return "nothing"
        decider = self.as_user(self.case.manager, dispute)
        if self.chance(0.7):
            decider.decision_reason = "By phone, the owner himself."
        decider.action_withdraw()
        return "done"

    # ------------------------------------------------------------------
    # Relief
    # ------------------------------------------------------------------

    def op_hardship(self):
        """An owner applies for relief; his cards are paused."""
        owner, _unit = self.home()
        new = {"is_new_event": self.chance(0.7)}
        self.case.apply_for_relief(debtor_id=owner.id, **new)

    def op_hardship_decide(self):
        """A reviewer decides, with a proof seen or without."""
        application = self.pick(self.find("arrears.hardship", ("state", "=", "applied")))
        if not application:
            return "nothing"
        reviewer = self.as_user(self.case.other_reviewer, application)
        if self.chance(0.7):
            reviewer.evidence_type = "medical_certificate"
            reviewer.action_evidence_seen()
        decision = self.random.choice(["waive_full", "waive_part", "refuse", "refuse", "plan",
                                       "extension", "referral", "reduce_principal"])  # fmt: skip
        self.case.decide(
            application, decision, waive_amount=self.some(20), owner_figure=self.some(150),
            more_time_until=self.today + timedelta(days=20), referral="The street office",
        )  # fmt: skip
        return "done"

    def op_appeal(self):
        """The owner appeals against a refusal, in time or too late."""
        refused = self.find("arrears.hardship", ("state", "=", "refused"))
        fresh = refused.filtered(lambda one: not one.appealed_on)
        application = self.pick(fresh or refused)
        if not fresh or self.chance(0.3):
            application = self.case.apply_for_relief(debtor_id=self.home()[0].id,
                                                     is_new_event=True)  # fmt: skip
            self.case.decide(application, "refuse")
        self.as_user(self.case.reviewer, application).sudo()._appeal("I was ill.")
        return "done"

    def op_appeal_decide(self):
        """A manager decides the appeal; the reviewers may not."""
        appealed = ("state", "=", "appealed")
        if not self.find("arrears.hardship", appealed):
            self.op_appeal()
        application = self.pick(self.find("arrears.hardship", appealed))
        user = self.case.other_reviewer if self.chance(0.2) else self.case.manager
        decision = self.random.choice(["waive_full", "waive_part", "refuse"])
        self.as_user(user, application)._decide_appeal(decision, self.some(10), "We looked.")
        return "done"
