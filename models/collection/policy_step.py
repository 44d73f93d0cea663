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
# Channels that a step may ask to have been tried before it.
BEFORE = ("message", "call", "letter", "visit")


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
        help="A card that takes the step moves here, never backwards. Where the law begins, it is "
        "only proposed: a person moves the card.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="message")
    mode = fields.Selection(
        [
            ("auto", "Automatic"),
            ("task", "Task for the collector"),
            ("proposal", "Proposal to the manager"),
        ],
        string="How it is done",
        compute="_compute_mode",
        help="A message leaves by itself; calls, letters and visits are tasks; legal steps are "
        "decided by a manager.",
    )
    tone = fields.Selection(TONES, required=True, default="gentle")
    email_template_id = fields.Many2one(
        "arrears.template", domain=[("channel", "=", "email")], ondelete="restrict"
    )
    sms_template_id = fields.Many2one(
        "arrears.template", domain=[("channel", "=", "sms")], ondelete="restrict"
    )

    business_template_id = fields.Many2one(
        "arrears.template",
        string="E-mail to firms",
        domain=[("channel", "=", "email")],
        ondelete="restrict",
        help="Where the debtor is a company. Empty: the text for everybody.",
    )

    # When it comes
    min_days_overdue = fields.Integer(string="From day", default=1, required=True)
    min_amount = fields.Monetary(
        string="From amount", help="Service fee alone, without late fee, water and power."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    min_age_days = fields.Integer(
        string="Age (days)",
        help="Days since the oldest due date of service fee that is pursued. A disputed or "
        "time-barred period, water and late fees make no debt old.",
    )
    strictly_more = fields.Boolean(
        string="More than", help="Above amount and age, not from them on."
    )
    any_condition = fields.Boolean(
        string="Either", help="Amount or age, whichever comes first. Else both."
    )
    after_message = fields.Boolean(string="After a message")
    after_call = fields.Boolean(string="After a call")
    after_letter = fields.Boolean(string="After a letter")
    after_visit = fields.Boolean(string="After a visit")
    gap_days = fields.Integer(
        string="Gap (days)", default=3, help="Days of peace after any earlier step of the card."
    )
    repeat_days = fields.Integer(
        string="Repeat (days)",
        help="0: once in an episode. Else again and again, until a later step of the same channel.",
    )

    _days_positive = models.Constraint(
        "CHECK (min_days_overdue >= 1 AND gap_days >= 0 AND repeat_days >= 0 AND "
        "COALESCE(min_age_days, 0) >= 0 AND COALESCE(min_amount, 0) >= 0)",
        "Days and amounts of a step can't be negative, and a step comes after the due date.",
    )

    @api.depends("channel")
    def _compute_mode(self):
        modes = {"message": "auto", "legal": "proposal"}
        for step in self:
            step.mode = modes.get(step.channel, "task")

    @api.onchange("channel")
    def _onchange_channel(self):
        if self.channel == "legal":
            self.tone = "firm"

    @api.depends("policy_id.company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for step in self:
            step.currency_id = (step.policy_id.company_id or self.env.company).currency_id

    @api.constrains(
        *("policy_id", "sequence", "stage_id", "channel", "tone", "gap_days", "repeat_days"),
        *("email_template_id", "sms_template_id", "business_template_id"),
        *("strictly_more", "any_condition"),
        *("min_days_overdue", "min_amount", "min_age_days", *(f"after_{c}" for c in BEFORE)),
    )
    def _check_step(self):
        for step in self:
            step._check_has_text()
        self.policy_id._check_steps()
        for step in self:
            step._check_templates()

    def _check_has_text(self):
        if self.channel == "message" and not (self.email_template_id or self.sms_template_id):
            raise ValidationError(
                self.env._("Step %(step)s sends a message: choose a text.", step=self.name)
            )

    def _check_templates(self):
        """Refuse texts that do not fit the step. Rooms add theirs through ``super()``."""
        templates = self.email_template_id | self.sms_template_id | self.business_template_id
        wrong = templates.filtered(lambda template: template.tone != self.tone)
        if wrong:
            raise ValidationError(
                self.env._(
                    "Text %(template)s has another tone than step %(step)s.",
                    template=wrong[0].name,
                    step=self.name,
                )
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
            min_age=self.min_age_days,
            strictly_more=self.strictly_more,
            any_condition=self.any_condition,
            after=frozenset(channel for channel in BEFORE if self[f"after_{channel}"]),
            gap_days=self.gap_days,
            repeat_days=self.repeat_days,
        )

    def _template_for(self, channel):
        """The text of this step for ``email`` or ``sms``; empty where there is none."""
        return self.email_template_id if channel == "email" else self.sms_template_id

    def _template_to(self, debtor, channel):
        """The text of this step to one debtor: companies may have their own by e-mail."""
        if channel == "email" and debtor.is_company and self.business_template_id:
            return self.business_template_id
        return self._template_for(channel)
