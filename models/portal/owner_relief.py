from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.plan import obstacles
from ...engine.reason import as_json
from ..plans.plan import IN_FORCE
from ..relief.hardship import CATEGORIES, EVIDENCE, OPEN_STATES


class ArrearsOwnerRequest(models.AbstractModel):
    """An owner who cannot pay at once: instalments from the own figure, relief, an objection.

    What is asked for here is decided by somebody who does not collect the debt. What is said of a
    hardship goes to reviewers sealed; the cards are paused at once and say no more than that.
    """

    _inherit = "arrears.owner.request"

    @api.model
    def _forms(self):
        """Extended."""
        return super()._forms() | {
            "instalments": "_ask_instalments",
            "relief": "_ask_relief",
            "objection": "_object_to_refusal",
        }

    # ------------------------------------------------------------------
    # Instalments
    # ------------------------------------------------------------------

    @api.model
    def _instalments_shown(self, partner, posted):
        """The instalments that follow from an owner's figure, to be read before they are asked for.

        :return: None where the form is about nothing of the owner's, else
            ``{"rows": [{"day", "amount"}], "total", "is_token"}``
        :raises UserError: what stands against it, in words for the owner
        """
        case = self.sudo()._card(partner.commercial_partner_id, posted)
        if not case:
            return None
        self._check_no_plan(case)
        values = self._plan_values(case, posted)
        plan = self.env["arrears.plan"].sudo().new(values)
        plan.line_ids = plan._scheduled()
        self._check_plan(plan)
        pages = self.env["arrears.owner.page"]
        return {
            "rows": [
                {
                    "day": format_date(self.env, line.due_on),
                    "amount": pages._money(line.amount, case.company_id),
                }
                for line in plan.line_ids
            ],
            "total": pages._money(plan.total, case.company_id),
            "is_token": plan.kind == "token",
        }

    @api.model
    def _ask_instalments(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        if not posted.get("agreed"):
            raise UserError(self.env._("Tick that you owe this and agree to the instalments."))
        self._check_no_plan(case)
        plan = self.env["arrears.plan"].create(self._plan_values(case, posted))
        plan._record_effect({"asked_by_owner": True})
        self._check_plan(plan)
        plan._propose(self.env.user)
        plan._await_answer()
        plan._ask_decider()
        return True

    @api.model
    def _plan_values(self, case, posted):
        return {
            "case_id": case.id,
            "owner_figure": self._amount(posted, case.sudo().currency_id),
            "first_on": self._day(posted, "first_on"),
            "consent_party": case.sudo()._party_of_debtor(),
            "consent_how": "portal",
            "consent_on": case.sudo().company_id._arrears_today(),
        }

    @api.model
    def _check_no_plan(self, case):
        """One request at a time, and none beside a plan or an application for relief."""
        case = case.sudo()
        of_owner = [("company_id", "=", case.company_id.id), ("debtor_id", "=", case.debtor_id.id)]
        plans = self.env["arrears.plan"].sudo().search(
            [*of_owner, ("state", "in", ("proposed", *IN_FORCE))]
        )  # fmt: skip
        if "proposed" in plans.mapped("state"):
            raise UserError(self.env._("Your last request waits for a decision already."))
        if plans:
            raise UserError(
                self.env._("You pay in instalments already. If you cannot pay them, apply for "
                           "relief, or call our office: the plan can be changed.")
            )  # fmt: skip
        if (
            self.env["arrears.hardship"]
            .sudo()
            .search_count([*of_owner, ("state", "in", OPEN_STATES)], limit=1)
        ):
            raise UserError(
                self.env._("Your application for relief is being decided, and instalments with "
                           "it. Until then we ask you for nothing.")
            )  # fmt: skip

    @api.model
    def _check_plan(self, plan):
        """Refuse what the rules of plans find, in words for the owner."""
        if not plan.charge_ids:
            raise UserError(
                self.env._("Nothing of yours can be paid in instalments now: it is not overdue, "
                           "or it is being looked into.")
            )  # fmt: skip
        terms = plan.company_id._arrears_plan_terms()
        facts = plan._plan_facts()
        against = [one for one in obstacles(facts, terms) if one.code != "plan_unexplained"]
        if against:
            words = self._plan_words_for_owner(against[0])
            raise UserError(words or self.env["arrears.reason.wording"]._word(as_json(against)))

    @api.model
    def _plan_words_for_owner(self, reason):
        """Where the words of the office are not for the owner: what they mean to him."""
        if reason.code == "plan_too_short":
            return self.env._(
                "With this amount there are fewer than %(months)s instalments. Name a smaller "
                "amount, or ask for more time to pay.",
                months=reason.arguments["months"],
            )
        if reason.code == "plan_used_up":
            return self.env._(
                "You had a payment plan within twelve months. If your situation has changed, "
                "apply for relief, or call our office."
            )
        return None

    # ------------------------------------------------------------------
    # Relief
    # ------------------------------------------------------------------

    @api.model
    def _ask_relief(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        self._check_no_application(case)
        self._check_agreed(posted)
        category = posted.get("category") or False
        if category and category not in dict(CATEGORIES):
            raise UserError(self.env._("Choose what it is about."))
        proof = posted.get("proof_type") or EVIDENCE[0][0]
        if proof not in dict(EVIDENCE):
            raise UserError(self.env._("Choose a paper from the list, or none."))
        said = self._text(posted, "statement", 2000, may_be_empty=True)
        figure = bool((posted.get("amount") or "").strip())
        application = self.env["arrears.hardship"].create(
            {
                "company_id": case.company_id.id,
                "debtor_id": debtor.id,
                "channel": "portal",
                "category": category,
                "statement": said,
                "evidence_type": proof,
                "address_confidential": bool(posted.get("address_confidential")),
                "is_new_event": bool(posted.get("is_new_event")),
                "owner_figure": figure and self._amount(posted, case.currency_id),
            }
        )
        self._keep_consents(application, posted)
        return True

    @api.model
    def _check_no_application(self, case):
        waiting = self.env["arrears.hardship"].search(
            [("company_id", "=", case.company_id.id), ("debtor_id", "=", case.debtor_id.id),
             ("state", "in", OPEN_STATES)], limit=1,
        )  # fmt: skip
        if waiting:
            raise UserError(
                self.env._(
                    "Your application is being decided: you hear from us by %(day)s, and until "
                    "then we ask you for nothing.",
                    day=format_date(self.env, waiting.decide_by),
                )
            )

    @api.model
    def _object_to_refusal(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        refused = self.env["arrears.hardship"]._last_refusal(case.company_id, debtor)
        if not refused:
            raise UserError(self.env._("There is no answer to which you could still object."))
        said = self._text(posted, "statement", 2000)
        self._check_agreed(posted)
        refused._appeal(said)
        self._keep_consents(refused, posted)
        return True

    @api.model
    def _check_agreed(self, posted):
        """What an owner writes of himself is read with his consent alone."""
        if not posted.get("agreed"):
            raise UserError(
                self.env._("Tick that those who decide may read what you write here.")
            )  # fmt: skip

    # ------------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------------

    @api.model
    def _asked_since(self, company, debtor, since):
        """Extended: also by telephone or on paper. What was said, and on which ground, is not
        repeated."""
        plans = self._of("plan", company, debtor, "proposed_on", since, "debtor_id")
        return [
            *super()._asked_since(company, debtor, since),
            *((day, plan) for day, plan in plans if plan.asked_by_owner),
            *self._of("hardship", company, debtor, "opened_on", since, "debtor_id"),
        ]

    @api.model
    def _abouts(self):
        """Extended."""
        return super()._abouts() | {
            "arrears.plan": self._about_plan,
            "arrears.hardship": self._about_relief,
        }

    @api.model
    def _about_plan(self, plan):
        figure = self.env["arrears.owner.page"]._money(plan.owner_figure, plan.company_id)
        answer = plan.decision_note if plan.state == "refused" else ""
        if plan.state == "proposed":
            answer = self._when_decided(plan)
        return self.env._("Instalments of %(amount)s a month", amount=figure), answer

    @api.model
    def _when_decided(self, plan):
        if not plan.answer_by:
            return ""
        day = format_date(self.env, plan.answer_by)
        if plan._is_paused():
            return self.env._("We decide by %(day)s. Until then we do not ask you for it.", day=day)
        return self.env._("We decide by %(day)s.", day=day)

    @api.model
    def _about_relief(self, application):
        answer = application.appeal_reason or application.decision_reason
        if application.state in OPEN_STATES:
            day = format_date(self.env, application.decide_by)
            answer = self.env._("We decide by %(day)s.", day=day)
        elif application.state == "withdrawn":
            answer = ""
        return self.env._("Application for relief"), answer
