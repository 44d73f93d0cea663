from odoo import models
from odoo.exceptions import UserError

from ...engine.money import amount
from ...engine.plan import PlanFacts, obstacles
from ...engine.reason import as_json
from .plan import PLAN_KINDS


class ArrearsPlan(models.Model):
    """Proposing a plan: what stands against it is said before anybody has to decide."""

    _inherit = "arrears.plan"

    def action_propose(self):
        """Hand the plan to whoever decides; from now on it stays as it was agreed.

        :raises AccessError: the user may not propose plans
        :raises UserError: what stands against it, in words
        """
        self.check_access("write")
        for plan in self:
            plan._check_state("draft")
            plan._propose(self.env.user)
            plan._ask_decider()
        return True

    def _propose(self, user):
        """Check the plan, and keep its charges as they stand.

        :param user: who proposes it
        """
        self._record_effect({"proposed_on": self.company_id._arrears_today()})
        self._check_charges()
        self._check_bounds()
        self._take_snapshot()
        self._record_effect({"state": "proposed", "proposed_by_id": user.id, "amount": self.total})

    def _check_bounds(self):
        """Refuse what the engine finds against the plan.

        :raises UserError: each thing in words
        """
        against = obstacles(self._plan_facts(), self.company_id._arrears_plan_terms())
        if against:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(against)))

    def _plan_facts(self):
        today = self.company_id._arrears_today()
        return PlanFacts(
            today=today,
            asked_on=self.proposed_on or today,
            total=self._minor(self.total),
            instalments=self._instalments(),
            granted_on=tuple(self._granted_before()),
            excepted=bool(self.sudo().hardship_id or self.replaces_id),
            has_consent=bool(self.consent_party and self.consent_how and self.consent_on),
            explained=self.asked_by_owner or bool((self.explanation or "").strip()),
        )

    def _granted_before(self):
        """The first days of the plans this owner had, those that came out of hardship left out."""
        plans = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("decided_on", "!=", False),
                ("state", "not in", ("refused", "withdrawn")),
                ("hardship_id", "=", False),
                ("id", "!=", self._origin.id),
            ]
        )
        return plans.mapped("decided_on")

    # ------------------------------------------------------------------
    # The charges
    # ------------------------------------------------------------------

    def _check_charges(self):
        """Refuse charges on which no instalments can be agreed, by name.

        :raises UserError: a charge of somebody else, paid, time-barred, not due, in question, on
            its way to the bank or in another plan
        """
        charges = self.sudo().charge_ids
        if not charges:
            raise UserError(self.env._("Choose the charges that the instalments are for."))
        for wrong, message in self._wrong_charges(charges):
            if wrong:
                raise UserError(
                    self.env._(
                        "%(why)s Take it out of the plan: %(charges)s",
                        why=message,
                        charges=", ".join(wrong.mapped("display_name")),
                    )
                )

    def _wrong_charges(self, charges):
        """(charges, why they can't be in the plan) pairs."""
        _, company, today = self.env._, self.company_id, self.company_id._arrears_today()
        debtor = self.sudo().debtor_id
        yield (
            charges.filtered(lambda one: (one.company_id, one.debtor_id) != (company, debtor)),
            _("This is owed by another owner or to another company."),
        )
        yield (
            charges.filtered(lambda one: one.state != "open" or one.amount_remaining <= 0),
            _("Nothing is left of this."),
        )
        yield (
            charges.filtered(lambda one: one.kind not in PLAN_KINDS),
            _("Instalments are for service fees and charges passed on; late fees are frozen."),
        )
        yield (
            charges.filtered("time_barred"),
            _("This is time-barred, and nobody is asked to acknowledge it."),
        )
        yield (
            charges.filtered(lambda one: not one.due_date or one.due_date >= today),
            _("This is not overdue: current bills are paid beside the plan."),
        )
        yield (
            self.env["arrears.notice"].sudo()._in_question(company, charges, today),
            _("This is in dispute, in question or on hold: settle that first."),
        )
        yield self._on_their_way(charges), _("This is on its way to the bank by direct debit.")
        yield self._in_another_plan(charges), _("This is in a plan that is running.")

    def _on_their_way(self, charges):
        splits = self.env["arrears.debit.split"].sudo()
        return splits.search([("charge_id", "in", charges.ids), ("is_open", "=", True)]).charge_id

    def _in_another_plan(self, charges):
        """Those in a plan in force; the one that this plan takes the place of does not count."""
        holds = self.env["arrears.hold"].sudo()
        running = holds.search(
            [
                ("type", "=", "plan"),
                ("charge_ids", "in", charges.ids),
                ("plan_id", "not in", self.replaces_id.ids),
                *holds._running_domain(self.company_id._arrears_today()),
            ]
        )
        return running.charge_ids & charges

    def _take_snapshot(self):
        """Keep each charge as it stands: the owner agrees to this, whatever becomes of it."""
        self.env["arrears.plan.charge"].sudo().create(
            [
                {
                    "plan_id": self.id,
                    "charge_id": charge.id,
                    "charge_text": charge.display_name,
                    "due_date": charge.due_date,
                    "amount": charge.amount_remaining,
                }
                for charge in self.sudo().charge_ids
            ]
        )

    def _check_unchanged(self):
        """Refuse a plan whose charges are no longer as they were proposed.

        :raises UserError: a payment or a credit came in between
        """
        owed = amount(
            sum(self._minor(one.remaining) for one in self.sudo().agreed_charge_ids),
            self._digits(),
        )
        if self._minor(owed) != self._minor(self.amount):
            raise UserError(
                self.env._(
                    "%(number)s was proposed over %(then)s, and %(now)s is left of it: withdraw it "
                    "and propose a new one.",
                    number=self.name,
                    then=self.currency_id.format(self.amount),
                    now=self.currency_id.format(owed),
                )
            )

    # ------------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------------

    def _deciders(self):
        """Who may decide: reviewers on token payments and hardship, else managers as well."""
        company = self.company_id
        reviewers = company._arrears_people("reviewer")
        without = self.proposed_by_id | self._collectors()
        if self.kind == "token" or self.sudo().hardship_id:
            return reviewers - without
        return (company._arrears_people("manager") | reviewers) - without

    def _ask_decider(self):
        self._give_task(self._deciders()[:1], "decide")

    def _give_task(self, user, what):
        """A task on the plan, today, in the language of its user; nothing where there is nobody.

        :param what: one of the keys of ``_task_words``
        """
        if not user:
            return
        words = self.with_context(lang=user.lang or self.env.lang)._task_words()
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._arrears_today(),
            summary=words[what],
            user_id=user.id,
        )

    def _task_words(self):
        _ = self.env._
        return {
            "decide": _("Decide on a payment plan"),
            "review": _("Look at a payment plan: go on, a new plan, or end it"),
            "tell": _("Remind the owner kindly: an instalment or a current bill is open"),
            "ended": _("Tell the owner that the payment plan has ended, and what comes now"),
        }
