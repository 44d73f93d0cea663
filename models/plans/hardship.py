from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..relief.hardship import ArrearsHardship as Application
from .plan import IN_FORCE

# How an application came in → how the owner agreed to the instalments asked for in it.
AGREED_HOW = {"paper": "paper", "phone": "call", "counter": "office", "portal": "portal"}


class ArrearsHardship(models.Model):
    """Further decisions on an application: instalments, more time, or help by somebody else."""

    _inherit = "arrears.hardship"
    _effect_fields = Application._effect_fields | {"plan_id"}

    decision = fields.Selection(
        selection_add=[
            ("plan", "Payment plan from the owner's figure"),
            ("extension", "More time to pay"),
            ("referral", "Refer to somebody who helps"),
            # Last, as the last of what there is to choose from.
            ("refuse",),
        ],
    )
    owner_figure = fields.Monetary(
        string="The owner can pay a month", help="Ask first: which amount a month is possible?"
    )
    more_time_until = fields.Date(string="More time until")
    referral = fields.Char(
        string="Referred to",
        help="The neighbourhood committee, the street office, legal aid, people's mediation.",
    )
    appeal_decision = fields.Selection(
        selection_add=[("plan", "Payment plan from the owner's figure"), ("refuse",)]
    )
    plan_id = fields.Many2one(
        "arrears.plan", string="Plan decided on", readonly=True, copy=False, ondelete="restrict"
    )

    def _approve(self):
        """Extended with what this room decides."""
        approve = {
            "plan": self._approve_plan,
            "extension": self._approve_more_time,
            "referral": self._approve_referral,
        }.get(self.decision, super()._approve)
        return approve()

    def _open_cards(self):
        cards = self.env["arrears.case"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "!=", "closed"),
                *([("unit_id", "=", self.unit_id.id)] if self.unit_id else []),
            ]
        )  # fmt: skip
        if not cards:
            raise UserError(self.env._("Nothing of this owner is overdue."))
        return cards

    def _approve_plan(self):
        """A plan from the owner's figure, at once in force: the application is his agreement.

        Who took the application down stands as proposing it, the reviewer as approving it. No
        ground is on it, nor that it came out of an application.
        """
        plan = self._plan_from(self.owner_figure, self.opened_by_id, self.opened_on)
        self._record_decision({"state": "approved", "plan_id": plan.id})

    def _granted_on_appeal(self, decision, part):
        """Extended: the answer to an appeal may be a plan, proposed by who took the appeal."""
        if decision != "plan":
            return super()._granted_on_appeal(decision, part)
        return {"plan_id": self._plan_from(part, self.appeal_taken_by_id, self.appealed_on).id}

    def _plan_from(self, figure, proposer, agreed_on):
        """A plan in force over what is overdue.

        :param figure: what the owner can pay a month, as a ``Monetary`` field has it
        :param proposer: who stands as proposing it
        :param agreed_on: the day on which the owner asked for it
        :raises UserError: nothing is overdue, or the owner named no figure
        """
        cards = self._open_cards()
        if not figure:
            raise UserError(self.env._("Write down first what the owner can pay a month."))
        plan = self.env["arrears.plan"].sudo().create(
            {
                "case_id": cards[:1].id,
                "owner_figure": figure,
                "explanation": self.env._("Agreed with a reviewer"),
                "consent_party": "owner",
                "consent_how": AGREED_HOW[self.channel],
                "consent_on": agreed_on,
            }
        )  # fmt: skip
        if self.unit_id:
            of_unit = plan.charge_ids.filtered(lambda one: one.unit_id == self.unit_id)
            plan.write({"charge_ids": [Command.set(of_unit.ids)], "line_ids": [Command.clear()]})
            plan.write({"line_ids": plan._scheduled()})
        plan._record_effect({"hardship_id": self.id, "replaces_id": self._plan_before(plan).id})
        plan._propose(proposer)
        plan._begin()
        return plan

    def _plan_before(self, plan):
        """The owner's running plan, whose place the new one takes; one that waits is taken back."""
        others = self.env["arrears.plan"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "in", ("proposed", *IN_FORCE)),
                ("id", "!=", plan.id),
            ]
        )  # fmt: skip
        waiting = others.filtered(lambda one: one.state == "proposed")
        for one in waiting:
            one._decide("withdrawn")
        waiting.flush_recordset(["state"])
        return others - waiting

    def _approve_more_time(self):
        """Each card of the owner is on hold until the day; asking for it acknowledges the debt."""
        cards = self._open_cards()
        if not self.more_time_until or self.more_time_until <= self.company_id._arrears_today():
            raise UserError(self.env._("The agreed day must lie ahead."))
        self._take_back_waiting(cards)
        extensions = self.env["arrears.extension"].sudo().create(
            [
                {
                    "case_id": card.id,
                    "until": self.more_time_until,
                    "reason": self.env._("Agreed with a reviewer"),
                    "consent_how": AGREED_HOW[self.channel],
                    "consent_on": self.opened_on,
                }
                for card in cards
            ]
        )  # fmt: skip
        for extension in extensions:
            extension._record_effect({"requested_by_id": self.opened_by_id.id})
            extension._grant()
        self._record_decision({"state": "approved"})

    def _take_back_waiting(self, cards):
        """The decision answers what a collector had asked for on these cards meanwhile."""
        waiting = self.env["arrears.extension"].sudo().search(
            [("case_id", "in", cards.ids), ("state", "=", "requested")]
        )  # fmt: skip
        for extension in waiting:
            extension._decide("withdrawn")
        waiting.flush_recordset(["state"])

    def _approve_referral(self):
        """Nothing is booked: who helps is named, and the pause goes on for the quiet days."""
        if not (self.referral or "").strip():
            raise UserError(self.env._("Write down to whom the owner is referred."))
        self._record_decision({"state": "approved"})

    def action_view_plan(self):
        """Open the plan that came out of the decision."""
        self.ensure_one()
        self.check_access("read")
        return self.plan_id._opened()
