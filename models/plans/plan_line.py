from odoo import api, fields, models

STATES = [
    ("due", "To come"),
    ("part", "Paid in part"),
    ("paid", "Paid"),
    ("missed", "Instalment missed"),
]


class ArrearsPlanLine(models.Model):
    """An instalment: what is to be paid by a day, and what reached it by value date."""

    _name = "arrears.plan.line"
    _description = "Instalment of a payment plan"
    _inherit = ["arrears.guarded"]
    _order = "plan_id, due_on, id"
    _rec_name = "due_on"
    _effect_fields = frozenset({"state", "amount_paid", "paid_on"})

    plan_id = fields.Many2one("arrears.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    due_on = fields.Date(string="Pay by", required=True)
    amount = fields.Monetary(string="Instalment", required=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="due", copy=False)
    amount_paid = fields.Monetary(string="Paid", readonly=True, copy=False)
    paid_on = fields.Date(string="Paid on", readonly=True, copy=False)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "An instalment is more than nothing."
    )
    _day_once = models.UniqueIndex("(plan_id, due_on)", "The plan has an instalment on this day.")

    def _is_frozen(self):
        return self.plan_id.state not in (False, "draft")

    @api.model_create_multi
    def create(self, vals_list):
        """Instalments are added to a draft only."""
        lines = super().create(vals_list)
        for line in lines:
            if line._is_frozen():
                line._refuse_change()
        return lines

    @api.model
    def _add_agreed(self, rows):
        """Further instalments of a plan in force, by a decision of its reviewer."""
        # Past our own create, which refuses them to everybody.
        return super().create(rows)  # pylint: disable=super-method-mismatch

    def _refuse_change(self):
        self.plan_id._refuse_change()
