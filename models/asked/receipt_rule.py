from odoo import fields, models

from ..notices.notice_rule import USES

USES["receipt"] = "receipt"


class ArrearsNoticeRule(models.Model):
    """Owners hear what arrived, once a day of payments."""

    _inherit = "arrears.notice.rule"

    occasion = fields.Selection(
        selection_add=[("receipt", "After a payment was booked")], ondelete={"receipt": "cascade"}
    )
