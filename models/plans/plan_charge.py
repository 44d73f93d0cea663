from odoo import fields, models


class ArrearsPlanCharge(models.Model):
    """A charge of a plan as it stood when that was proposed: what the owner agreed to pay."""

    _name = "arrears.plan.charge"
    _description = "Charge of a payment plan"
    _inherit = ["arrears.guarded"]
    _order = "plan_id, due_date, id"
    _rec_name = "charge_id"

    plan_id = fields.Many2one(
        "arrears.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    charge_id = fields.Many2one(
        "arrears.charge", required=True, readonly=True, index=True, ondelete="restrict"
    )
    charge_text = fields.Char(string="As proposed", readonly=True)
    due_date = fields.Date(string="Due date", readonly=True)
    amount = fields.Monetary(string="Left when proposed", readonly=True)
    remaining = fields.Monetary(string="Left today", related="charge_id.amount_remaining")

    _once = models.UniqueIndex("(plan_id, charge_id)", "The plan names this charge already.")

    def _is_frozen(self):
        return self.plan_id.state not in (False, "draft")
