from odoo import api, fields, models


class ArrearsContactLog(models.TransientModel):
    """For an owner who is busy or away the ways to pay from anywhere stand beside the talk."""

    _inherit = "arrears.contact.log"

    ways_from_anywhere = fields.Text(
        string="Pay from anywhere", compute="_compute_ways_from_anywhere"
    )

    @api.depends("reason_id", "case_id", "identity_checked")
    def _compute_ways_from_anywhere(self):
        for log in self:
            away = log.reason_id.code == "busy_away" and log.identity_checked
            estate = log.case_id.sudo().estate_id if away else False
            log.ways_from_anywhere = estate and "\n".join(estate._ways_from_anywhere())
