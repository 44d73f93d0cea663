from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...engine.plan import TOKEN_MONTHS, months_after
from ...engine.reason import as_json
from ...engine.waivers import conflicts
from .plan import IN_FORCE

DECIDERS = ("property_arrears.group_manager", "property_arrears.group_reviewer")
REVIEWER = DECIDERS[1]


class ArrearsPlan(models.Model):
    """Deciding on a plan: on hold, acknowledged, and the late fees frozen, all in one go."""

    _inherit = "arrears.plan"

    def action_approve(self):
        """Let the plan run.

        :raises AccessError: the user does not decide on this kind of plan
        :raises UserError: the user proposed it, or what stands against it, in words
        """
        self._check_decider()
        for plan in self:
            plan._check_state("proposed")
            plan._check_kind_of_decider()
            plan._check_no_part(plan.proposed_by_id)
            # Two decisions at once would each find the other not yet there.
            plan.sudo().case_id.lock_for_update()
            plan._check_charges()
            plan._check_unchanged()
            plan._check_bounds()
            plan._begin()
        return True

    def action_refuse(self):
        """Refuse, with the reason the owner will hear.

        :raises AccessError: the user decides on no plans
        :raises UserError: no reason is given
        """
        self._check_decider()
        for plan in self:
            plan._check_state("proposed")
            # What a colleague proposed may be refused by whoever proposed it, too.
            plan._check_no_part(self.env["res.users"])
            if not (plan.decision_note or "").strip():
                raise UserError(self.env._("Write down why: the owner will ask."))
            plan._decide("refused")
        return True

    def action_withdraw(self):
        """Take a plan back before it is decided."""
        self.check_access("write")
        for plan in self:
            plan._check_state("draft", "proposed")
            plan._decide("withdrawn")
        return True

    def _check_no_part(self, proposers):
        """Refuse a decision of somebody who asked for it, or who collects this owner's debt.

        :raises UserError: saying which
        """
        found = conflicts(self.env.uid, proposers.ids, self._collectors().ids)
        if found:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(found)))

    def _collectors(self):
        """Whoever collects a debt of this owner."""
        return self.env["arrears.case"].sudo().union(*self._cards().values()).user_id

    def _check_decider(self):
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in DECIDERS):
            raise AccessError(self.env._("Only managers and reviewers decide on payment plans."))

    def _check_kind_of_decider(self):
        if self.kind == "token" and not self.env.user.has_group(REVIEWER):
            raise AccessError(
                self.env._("A reviewer decides on token payments, and looks every six months.")
            )

    def _begin(self):
        """Everything that an approved plan sets going."""
        if self.replaces_id.state in IN_FORCE:
            self.replaces_id._stop("replaced")
        fees = self._frozen_fees()
        self._decide(
            "running",
            {
                "fee_ids": [Command.set(fees.ids)],
                "limitation_event_id": self._acknowledged().id,
                "review_on": self._first_review(),
            },
        )
        self._set_holds(fees)

    def _first_review(self):
        if self.kind != "token":
            return False
        return months_after(min(self.line_ids.mapped("due_on")), TOKEN_MONTHS)

    def _decide(self, state, values=None):
        self._record_effect(
            {
                **(values or {}),
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": self.company_id._arrears_today(),
            }
        )
        self.sudo().activity_ids.unlink()

    # ------------------------------------------------------------------
    # What it sets going
    # ------------------------------------------------------------------

    def _cards(self):
        """The cards of the owner in this company: ``{unit: card}``."""
        cases = self.env["arrears.case"].sudo().search(
            [("company_id", "=", self.company_id.id), ("debtor_id", "=", self.debtor_id.id)]
        )  # fmt: skip
        return {case.unit_id: case for case in cases}

    def _set_holds(self, fees, kind="plan"):
        """A hold over the charges of each card and their late fees; what comes later is pursued.

        :param kind: type of the holds
        """
        held = (self.sudo().charge_ids | fees).grouped("unit_id")
        cards = self._cards()
        self.env["arrears.hold"].sudo().create(
            [
                {
                    "case_id": cards[unit].id,
                    "type": kind,
                    "date_from": self.company_id._arrears_today(),
                    "charge_ids": [Command.set(charges.ids)],
                    "plan_id": self.id,
                    "author_id": self.proposed_by_id.id,
                }
                for unit, charges in held.items()
            ]
        )

    def _frozen_fees(self):
        """Open late fees that were charged on these charges; of other books, those of the same
        unit and period."""
        charges = self.sudo().charge_ids
        fees = self.env["arrears.charge"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("kind", "=", "late_fee"),
                ("state", "=", "open"),
                ("unit_id", "in", charges.unit_id.ids),
            ]
        )  # fmt: skip
        sources = fees._late_fee_sources()
        places = {(one.unit_id, one.period_from, one.period_to) for one in charges}
        return fees.filtered(
            lambda fee: (
                sources[fee.id] & charges
                if sources[fee.id]
                else (fee.unit_id, fee.period_from, fee.period_to) in places
            )
        )

    def _acknowledged(self):
        """The event of limitation for every charge of the plan."""
        event = self.env["arrears.limitation.event"].sudo().create(
            {
                "company_id": self.company_id.id,
                "debtor_id": self.sudo().debtor_id.id,
                "type": "plan",
                "date": self.consent_on,
                "proof": self._consent_in_words(),
                "document": self.consent_proof,
                "document_name": self.consent_proof_name,
                "charge_link_ids": [
                    Command.create({"charge_id": charge.id}) for charge in self.sudo().charge_ids
                ],
            }
        )  # fmt: skip
        event.action_record()
        return event

    def _consent_in_words(self):
        how = dict(self._fields["consent_how"]._description_selection(self.env))
        return self.env._(
            "The owner agreed to instalments, plan %(number)s (%(how)s)",
            number=self.name,
            how=how[self.consent_how],
        )

    def _stop(self, state, values=None):
        """End a plan in force: its charges are free again. Days on hold bear no late fee."""
        today = self.company_id._arrears_today()
        running = self.sudo().hold_ids.filtered(lambda hold: not hold.lifted_on)
        running.write({"lifted_on": today, "lifted_by_id": self.env.uid})
        self._record_effect(
            {
                **(values or {}),
                "state": state,
                "ended_on": today,
                "ended_by_id": self.env.uid,
                "cure_until": False,
            }
        )
        self.sudo().activity_ids.unlink()
        # Before another plan of this owner comes into force.
        self.flush_recordset(["state"])
