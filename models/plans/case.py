from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.reason import Reason
from .plan import IN_FORCE, STATES


class ArrearsCase(models.Model):
    """What a card shows of instalments, and the way to agree on them."""

    _inherit = "arrears.case"

    plan_id = fields.Many2one(
        "arrears.plan", string="Payment plan", compute="_compute_plan",
        help="The plan of the owner that is running, on whichever of his cards it was agreed.",
    )  # fmt: skip
    plan_next_on = fields.Date(string="Next instalment on", compute="_compute_plan")
    plan_next_amount = fields.Monetary(string="Next instalment", compute="_compute_plan")
    plan_state = fields.Selection(STATES, string="State of the plan", compute="_compute_plan")

    def _running_plans(self):
        """The plans in force of these cards' owners: ``{(company, owner): plan}``."""
        plans = self.env["arrears.plan"].sudo().search(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.sudo().debtor_id.ids),
                ("state", "in", IN_FORCE),
            ]
        )  # fmt: skip
        return {(plan.company_id, plan.debtor_id): plan for plan in plans}

    @api.depends_context("arrears_today")
    def _compute_plan(self):
        of_owner, nothing = self._running_plans(), self.env["arrears.plan"].sudo()
        for case in self:
            plan = of_owner.get((case.company_id, case.sudo().debtor_id), nothing)
            case.plan_id = plan.with_env(self.env)
            case.plan_next_on, case.plan_next_amount = plan.next_due_on, plan.next_amount
            case.plan_state = plan.state

    def _legal_gate_reasons(self):
        """Extended: no way leads to the law while a plan of the owner is running, also for bills
        that fell due beside it (domain notes 4.2, point 8)."""
        missing = super()._legal_gate_reasons()
        for case in self.filtered("plan_id"):
            missing[case.id].append(Reason("hold_plan"))
        for case in self._asks_for_instalments():
            missing[case.id].append(Reason("hold_plan_asked"))
        return missing

    def _asks_for_instalments(self):
        """Those of these cards whose owner waits for our decision on instalments."""
        found = self.browse()
        for company, cases in self.sudo().grouped("company_id").items():
            plans = self.env["arrears.plan"]
            waiting = plans._waiting_debtors(company, cases.debtor_id.ids)
            found |= cases.filtered(lambda case, ids=waiting: case.debtor_id.id in ids)
        return found.with_env(self.env)

    def action_instalments(self):
        """The owner can pay in instalments: open the running or waiting plan, or a new one."""
        self.ensure_one()
        self.check_access("read")
        plans = self.env["arrears.plan"]
        found = plans.search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.sudo().debtor_id.id),
                ("state", "in", ("draft", "proposed", *IN_FORCE)),
            ],
            limit=1,
        )
        if not found and not plans.has_access("create"):
            raise AccessError(self.env._("You may not propose payment plans."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Instalments"),
            "res_model": "arrears.plan",
            "res_id": found.id or False,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_case_id": self.id, **self._agreed_in_talk()},
        }

    def _agreed_in_talk(self):
        """What a form of a talk hands on to the proposal."""
        names = ("default_owner_figure", "default_consent_party", "default_consent_how")
        context = self.env.context
        return {name: context[name] for name in names if context.get(name)}

    def _what_helps(self):
        """Extended: instalments."""
        return super()._what_helps() | {"plan": self.action_instalments}
