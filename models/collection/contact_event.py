from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsContactEvent(models.Model):
    """What became of a contact after it left: one row a fact, added and never changed."""

    _name = "arrears.contact.event"
    _description = "Event of a contact"
    _order = "moment, id"

    contact_id = fields.Many2one("arrears.contact", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contact_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("bounced", "Came back"),
            ("failed", "Failed"),
            ("read", "Read"),
        ],
        required=True,
    )
    moment = fields.Datetime(required=True, default=fields.Datetime.now)
    detail = fields.Char()

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: an event is a fact."""
        raise UserError(self.env._("An event is a fact and isn't changed. Add another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("An event is a fact and is never deleted."))
