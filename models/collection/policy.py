from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArrearsPolicy(models.Model):
    """The ladder of steps for the cards of some estates."""

    _name = "arrears.policy"
    _description = "Collection policy"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first policy that fits a card is used.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    estate_ids = fields.Many2many(
        "arrears.estate", string="Estates", check_company=True, help="Empty: for all estates."
    )
    step_ids = fields.One2many("arrears.policy.step", "policy_id", string="Steps", copy=True)
    note = fields.Text(translate=True)

    @api.constrains("step_ids", "active")
    def _check_steps(self):
        for policy in self.filtered("active"):
            steps = policy.step_ids.sorted("sequence")
            if not steps:
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s has no step: add one, or archive it.", policy=policy.name
                    )
                )
            if steps[0].tone != "gentle":
                raise ValidationError(
                    self.env._(
                        "The first step of %(policy)s is gentle: everybody may have forgotten.",
                        policy=policy.name,
                    )
                )
            policy._check_order(steps)

    def _check_order(self, steps):
        """A later rung is never due before an earlier one, or the earlier could not be reached."""
        for earlier, later in pairwise(steps):
            if later.min_days_overdue < earlier.min_days_overdue:
                raise ValidationError(
                    self.env._(
                        "Step %(later)s comes after %(earlier)s but would be due earlier. "
                        "Change the days or the order.",
                        later=later.name,
                        earlier=earlier.name,
                    )
                )

    @api.model
    def _for_estates(self, company, estates):
        """The policy of each estate.

        :return: ``{estate id: policy}``, without the estates that none fits
        """
        policies = self.sudo().search([("company_id", "in", [False, company.id])])
        chosen = {}
        for estate in estates:
            fitting = policies.filtered(
                lambda p, estate=estate: not p.estate_ids or estate in p.estate_ids
            )
            if fitting:
                chosen[estate.id] = fitting[0]
        return chosen
