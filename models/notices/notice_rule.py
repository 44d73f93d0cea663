from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.notices import NoticeRule

USES = {"coming": "coming", "paid": "thanks"}


class ArrearsNoticeRule(models.Model):
    """When owners hear from the office as a service: before a bill is due, and after they paid.

    Notice before the due date is the first thing the trade's practice asks for. It goes only to
    estates that switched notices on, and never where a bill is paid, covered or in question.
    """

    _name = "arrears.notice.rule"
    _description = "Notice to owners"
    _order = "occasion, days_before desc, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    occasion = fields.Selection(
        [("coming", "Before the due date"), ("paid", "After everything overdue was paid")],
        required=True,
        default="coming",
    )
    days_before = fields.Integer(string="Days before", default=7, help="0: on the due date itself.")
    only_after_late = fields.Boolean(
        string="Only after a late payment",
        help="For those who paid one of their last eight bills late.",
    )
    also_direct_debit = fields.Boolean(
        string="Also where the bank collects",
        help="Otherwise nobody is reminded of a bill that a direct debit will pay.",
    )
    email_template_id = fields.Many2one(
        "arrears.template", domain="[('channel', '=', 'email'), ('use', '=', template_use)]",
        ondelete="restrict",
    )  # fmt: skip
    sms_template_id = fields.Many2one(
        "arrears.template", domain="[('channel', '=', 'sms'), ('use', '=', template_use)]",
        ondelete="restrict",
    )  # fmt: skip
    template_use = fields.Char(compute="_compute_template_use")
    notice_count = fields.Integer(string="Notices", compute="_compute_notice_count")

    _days_in_reach = models.Constraint(
        "CHECK (days_before BETWEEN 0 AND 60)",
        "A notice comes at most 60 days before the due date, and never after it.",
    )

    @api.depends("occasion")
    def _compute_template_use(self):
        for rule in self:
            rule.template_use = USES.get(rule.occasion)

    def _compute_notice_count(self):
        counted = dict(
            self.env["arrears.notice"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.notice_count = counted.get(rule._origin, 0)

    @api.constrains("active", "occasion", "email_template_id", "sms_template_id")
    def _check_templates(self):
        for rule in self.filtered("active"):
            templates = rule.email_template_id | rule.sms_template_id
            if not templates:
                raise ValidationError(
                    self.env._(
                        "Notice %(notice)s sends a message: choose a text.", notice=rule.name
                    )
                )
            wrong = templates.filtered(lambda text, use=USES[rule.occasion]: text.use != use)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "Text %(template)s is for another occasion than notice %(notice)s.",
                        template=wrong[0].name,
                        notice=rule.name,
                    )
                )

    @api.model
    def _of(self, company, occasion):
        """The rules of a company for an occasion: its own, else those for all."""
        rules = self.sudo().search(
            [("occasion", "=", occasion), ("company_id", "in", [False, company.id])]
        )
        return rules.filtered("company_id") or rules

    def _as_engine(self):
        """The rules as the pure judgement knows them."""
        return [
            NoticeRule(rule.id, rule.days_before, rule.only_after_late, rule.also_direct_debit)
            for rule in self
        ]

    def _template_for(self, channel):
        """The text for ``email`` or ``sms``; empty where there is none."""
        return self.email_template_id if channel == "email" else self.sms_template_id

    def action_view_notices(self):
        """Open the notices of this rule."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_notice"
        )
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}
