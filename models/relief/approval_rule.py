from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...engine.approval import LATE_FEE, PRINCIPAL, Tier
from ...engine.money import minor_units

MANAGER = "property_arrears.group_manager"
SUBJECTS = [(LATE_FEE, "Late fees"), (PRINCIPAL, "Service fee")]
# Level, subject and limit of the usual table (domain notes 3.5); None: any amount.
USUAL = (
    (1, LATE_FEE, 500),
    (2, LATE_FEE, 5000),
    (3, LATE_FEE, None),
    (4, LATE_FEE, None),
    (3, PRINCIPAL, 1000),
    (4, PRINCIPAL, None),
)


class ArrearsApprovalRule(models.Model):
    """Up to which amount a level approves waivers, where, and who sits there.

    A row counts as soon as somebody is named in it. A firm without such a row is in the two-person
    mode: any manager approves, except the one who asked.
    """

    _name = "arrears.approval.rule"
    _description = "Limit of approval"
    _inherit = ["mail.thread"]
    _order = "company_id, subject, level, id"
    _check_company_auto = True

    name = fields.Char(
        string="Who decides", required=True, translate=True, tracking=True,
        help="What the level is called, such as project manager.",
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True, tracking=True)
    level = fields.Integer(
        required=True, default=1, aggregator=False, tracking=True,
        help="1 is the lowest. What waits too long, or a conflict of interest, goes to the next.",
    )  # fmt: skip
    subject = fields.Selection(
        SUBJECTS, string="May give up", required=True, default=LATE_FEE, tracking=True
    )
    is_unlimited = fields.Boolean(string="Any amount", tracking=True)
    limit_amount = fields.Monetary(
        string="Limit",
        tracking=True,
        help="Included. What was given up for the same owner within twelve months counts too.",
    )

    # Where it holds; empty: everywhere
    estate_ids = fields.Many2many(
        "arrears.estate", "arrears_approval_rule_estate_rel", "rule_id", "estate_id",
        check_company=True, help="Empty: all estates, or those of the region.",
    )  # fmt: skip
    region = fields.Char(help="As it is written on the estates.", tracking=True)

    user_ids = fields.Many2many(
        "res.users", "arrears_approval_rule_user_rel", "rule_id", "user_id",
        string="Approvers", tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Nobody named: the row does not count yet.",
    )  # fmt: skip
    is_in_force = fields.Boolean(string="Counts", compute="_compute_is_in_force")

    _level_positive = models.Constraint("CHECK (level >= 1)", "The lowest level is 1.")
    _limit_not_negative = models.Constraint(
        "CHECK (limit_amount IS NULL OR limit_amount >= 0)", "A limit cannot be below zero."
    )

    @api.depends("active", "user_ids")
    def _compute_is_in_force(self):
        for rule in self:
            rule.is_in_force = rule.active and bool(rule.user_ids)

    @api.constrains("estate_ids", "region")
    def _check_place(self):
        for rule in self:
            if rule.estate_ids and rule.region:
                raise ValidationError(self.env._("Name estates or a region, not both."))

    @api.constrains("user_ids")
    def _check_approvers(self):
        """Only managers reach the button, so only they are named.

        :raises ValidationError: naming the person
        """
        for person in self.user_ids:
            if not person.has_group(MANAGER):
                raise ValidationError(
                    self.env._("%(person)s is no manager: give the role first.", person=person.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Add limits; nobody gives himself the power to approve.

        :raises UserError: the user is named in one of them
        """
        rules = super().create(vals_list)
        rules._check_not_own()
        return rules

    def write(self, vals):
        """Change limits, except those in which the user himself is named, before or after.

        :raises UserError: the user is named in one of them
        """
        self._check_not_own()
        result = super().write(vals)
        self._check_not_own()
        return result

    def _check_not_own(self):
        if not self.env.su and self.env.user in self.sudo().user_ids:
            raise UserError(
                self.env._(
                    "You are named in this limit yourself: another manager has to change it."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("Archive a limit instead: what it said must stay readable."))

    # What waivers ask

    @api.model
    def _in_force(self, company):
        """The rows of a company that count, from the lowest level up."""
        rules = self.sudo().search(
            Domain("company_id", "=", company.id) & Domain("user_ids", "!=", False)
        )
        return rules.sorted(lambda rule: (rule.level, rule.id))

    def _tiers(self):
        """These rows as the engine reads them."""
        return [
            Tier(
                level=rule.level,
                subject=rule.subject,
                limit=None
                if rule.is_unlimited
                else minor_units(rule.limit_amount, rule.currency_id.decimal_places),
                estates=frozenset(rule.estate_ids.ids),
                region=rule.region or None,
                approvers=frozenset(rule.user_ids.ids),
            )
            for rule in self
        ]

    # The usual table

    def action_take_usual_limits(self):
        """Write the usual table of limits for the current company, without names yet.

        :raises AccessError: the user is no manager
        :raises UserError: the company has limits already
        """
        self.check_access("create")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers set the limits of approval."))
        company = self.env.company
        there = self.with_context(active_test=False)
        if there.search_count([("company_id", "=", company.id)], limit=1):
            raise UserError(self.env._("There are limits already: change those."))
        self._take_usual_limits(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _take_usual_limits(self, company):
        english = self.with_context(lang="en_US")
        names = english._usual_names()
        rules = english.create(
            [
                {
                    "name": names[level],
                    "company_id": company.id,
                    "level": level,
                    "subject": subject,
                    "is_unlimited": limit is None,
                    "limit_amount": limit or 0,
                }
                for level, subject, limit in USUAL
            ]
        )
        for code, _name in self.env["res.lang"].get_installed():
            translated = rules.with_context(lang=code)
            names = translated._usual_names()
            for rule in translated:
                rule.name = names[rule.level]
        return rules

    @api.model
    def _usual_names(self):
        _ = self.env._
        return {
            1: _("Project manager"),
            2: _("Area manager"),
            3: _("Regional general manager"),
            4: _("Head office"),
        }
