from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.ladder import Step
from ...engine.money import minor_units

CHANNELS = [
    ("message", "Message (e-mail, else SMS)"),
    ("call", "Call"),
    ("letter", "Demand letter"),
    ("visit", "Visit"),
    ("legal", "Proposal for legal steps"),
]
TONES = [("gentle", "Gentle"), ("notice", "Notice"), ("firm", "Firm")]


class ArrearsPolicyStep(models.Model):
    """One rung of a policy: when it comes, and what happens."""

    _name = "arrears.policy.step"
    _description = "Step of a policy"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("arrears.policy", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    stage_id = fields.Many2one(
        "arrears.stage",
        required=True,
        ondelete="restrict",
        help="A card that takes the step moves here, never backwards.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="message")
    mode = fields.Selection(
        [("auto", "Automatic"), ("task", "Task for the collector")],
        compute="_compute_mode",
        help="A message leaves by itself; a call is a task for the responsible collector.",
    )
    tone = fields.Selection(TONES, required=True, default="gentle")
    email_template_id = fields.Many2one(
        "arrears.template", domain=[("channel", "=", "email")], ondelete="restrict"
    )
    sms_template_id = fields.Many2one(
        "arrears.template", domain=[("channel", "=", "sms")], ondelete="restrict"
    )
    min_days_overdue = fields.Integer(string="From day", default=1, required=True)
    min_amount = fields.Monetary(
        string="From amount", help="Service fee alone, without late fee, water and power."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    strictly_more = fields.Boolean(string="More than", help="Above the amount, not from it.")
    any_condition = fields.Boolean(
        string="Either", help="Days or amount, whichever comes first. Else both."
    )
    gap_days = fields.Integer(
        string="Gap (days)", default=3, help="Days of peace after any earlier step of the card."
    )
    repeat_days = fields.Integer(string="Repeat (days)", help="0: once in an episode.")

    _days_positive = models.Constraint(
        "CHECK (min_days_overdue >= 1 AND gap_days >= 0 AND repeat_days >= 0 AND "
        "COALESCE(min_amount, 0) >= 0)",
        "Days and amounts of a step can't be negative, and a step comes after the due date.",
    )

    @api.depends("channel")
    def _compute_mode(self):
        for step in self:
            step.mode = "auto" if step.channel == "message" else "task"

    @api.depends("policy_id.company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for step in self:
            step.currency_id = (step.policy_id.company_id or self.env.company).currency_id

    @api.constrains("channel", "tone", "email_template_id", "sms_template_id", "stage_id")
    def _check_step(self):
        for step in self:
            step._check_templates()
            if step.stage_id.is_closed or step.stage_id.gate != "none":
                raise ValidationError(
                    self.env._(
                        "Step %(step)s can't lead to stage %(stage)s: no run opens the law, "
                        "and cards close by themselves.",
                        step=step.name,
                        stage=step.stage_id.name,
                    )
                )

    def _check_templates(self):
        templates = self.email_template_id | self.sms_template_id
        if self.channel == "message" and not templates:
            raise ValidationError(
                self.env._("Step %(step)s sends a message: choose a text.", step=self.name)
            )
        wrong = templates.filtered(lambda template: template.tone != self.tone)
        if wrong:
            raise ValidationError(
                self.env._(
                    "Text %(template)s has another tone than step %(step)s.",
                    template=wrong[0].name,
                    step=self.name,
                )
            )

    @api.constrains("min_days_overdue", "sequence", "tone", "policy_id")
    def _check_place(self):
        self.policy_id._check_steps()

    @api.constrains("repeat_days", "channel")
    def _check_repeat(self):
        for step in self:
            if step.channel == "message" and 0 < step.repeat_days < 7:
                raise ValidationError(
                    self.env._("A message is repeated after a week at the earliest.")
                )

    def _as_engine(self, currency):
        """The step as the pure rules know it."""
        self.ensure_one()
        return Step(
            key=self.id,
            channel=self.channel,
            tone=self.tone,
            min_days=self.min_days_overdue,
            min_amount=minor_units(self.min_amount or 0, currency.decimal_places),
            strictly_more=self.strictly_more,
            any_condition=self.any_condition,
            gap_days=self.gap_days,
            repeat_days=self.repeat_days,
        )

    def _template_for(self, channel):
        """The text of this step for ``email`` or ``sms``; empty where there is none."""
        return self.email_template_id if channel == "email" else self.sms_template_id
