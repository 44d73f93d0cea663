from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsCashierDayReopening(models.Model):
    """Who opened a closed day again, when and why. Making one takes its closing entries back."""

    _name = "arrears.cashier.day.reopening"
    _description = "Cashier's day opened again"
    _order = "id desc"
    _rec_name = "day_id"

    day_id = fields.Many2one(
        "arrears.cashier.day", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="day_id.company_id", store=True, index=True)
    reason = fields.Char(required=True)
    opened_by_id = fields.Many2one(
        "res.users",
        string="Opened again by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    opened_at = fields.Datetime(
        string="Opened at", required=True, readonly=True, default=fields.Datetime.now
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Open closed days again; the rights to this model say who may.

        :raises UserError: the day is not closed, or no reason is given
        """
        rows = []
        for values in vals_list:
            reason = (values.get("reason") or "").strip()
            if not reason:
                raise UserError(self.env._("Say why the day is opened again."))
            rows.append(
                {"day_id": values.get("day_id"), "reason": reason, "opened_by_id": self.env.uid}
            )
        openings = super().create(rows)
        for day in openings.day_id:
            day.check_access("read")
            day.sudo()._reopen()
        return openings

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody: who opened a day and why stands as it was said."""
        raise UserError(self._kept_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._kept_message())

    def _kept_message(self):
        return self.env._("That a day was opened again, by whom and why, is kept.")
