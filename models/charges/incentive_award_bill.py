from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsIncentiveAwardBill(models.Model):
    """One bill of a row that earned a reward. A programme counts a bill once: the unique index."""

    _name = "arrears.incentive.award.bill"
    _description = "Bill of a rewarded row"
    _inherit = ["arrears.guarded"]
    _order = "award_id, id"
    _rec_name = "charge_id"

    award_id = fields.Many2one(
        "arrears.incentive.award",
        string="Reward",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        "arrears.incentive.program", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge_id = fields.Many2one(
        "arrears.charge",
        string="Bill",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    due_date = fields.Date(related="charge_id.due_date")
    charged = fields.Monetary(related="charge_id.amount_original")

    _bill_once = models.UniqueIndex(
        "(program_id, charge_id)", "This programme has counted that bill in a row already."
    )

    def _is_frozen(self):
        return True

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Rows are counted when a reward is granted, never typed in."""
        raise UserError(
            self.env._("Rewards are granted by a running programme and cannot be typed in.")
        )
