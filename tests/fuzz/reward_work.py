"""Rewards: granted by the sidecar's seam, used, taken back, charged back."""

from . import decision_rules as rules


class RewardWork:
    """Operations on programmes and rewards."""

    def op_grant(self):
        """What a sidecar asks that says yes to everything; asked twice it changes nothing."""
        program = self.pick(self.programs[0].union(*self.programs)).with_env(self.env)
        asked = self.case.propose_all(program)
        if not asked:
            return "nothing"
        before = rules.figures(self)
        answers = program._sidecar_grant(program.id, asked)
        granted = [answer for answer in answers if answer["state"] == "granted"]
        if not granted:
            rules.same(self.case, before, rules.figures(self), "a proposal that was refused")
        before = rules.figures(self)
        again = program._sidecar_grant(program.id, asked)
        rules.same(self.case, before, rules.figures(self), "the same proposals again")
        known = {answer["cause"] for answer in granted}
        for answer in again:
            if answer["cause"] in known:
                self.case.assertEqual(answer["state"], "exists")
        return "done" if granted else "refused"

    def awards(self, *domain):
        """Rewards of the company."""
        return self.find("arrears.incentive.award", *domain)

    def op_award_credit_note(self):
        """Waiting rewards are booked as credit notes."""
        waiting = self.awards(("state", "=", "granted"), ("charge_id", "!=", False))
        if not waiting:
            return "nothing"
        award = self.pick(waiting).with_user(self.case.accountant)
        window = self.env["arrears.incentive.credit"].with_user(self.case.accountant)
        window.browse(award.action_credit_notes()["res_id"]).action_book()
        return "done"

    def op_award_taken_back(self):
        """A manager takes a reward back, before or after it was used; a collector may not."""
        award = self.pick(self.awards(("state", "!=", "taken_back")))
        if not award:
            return "nothing"
        user = self.case.collector if self.chance(0.2) else self.case.manager
        award.with_user(user).action_take_back()
        return "done"

    def op_charge_back(self):
        """An accountant charges used rewards back by debit notes."""
        award = self.pick(self.awards(("state", "=", "booked")))
        if not award:
            return "nothing"
        if self.chance(0.5):
            award.with_user(self.case.manager).action_take_back()
        award.with_user(self.case.accountant).action_charge_back()
        return "done"

    def op_bill_of_award_cancelled(self):
        """The bill that carries a reward, or charges one back, is cancelled."""
        awards = self.awards(("state", "!=", "granted"))
        bills = (awards.move_id | awards.back_move_id).filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        bill = self.pick(bills)
        if not bill:
            return "nothing"
        bill.button_draft()
        bill.button_cancel()
        return "done"
