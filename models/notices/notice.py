from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsNotice(models.Model):
    """That a debtor hears of one due date, or is thanked for one day: once, or why not.

    The row is what makes it happen once. It holds its message, or the reasons why there is none;
    the latter are looked at again while the rule's time lasts.
    """

    _name = "arrears.notice"
    _description = "Notice sent to an owner"
    _inherit = ["arrears.told.or.why"]
    _order = "day desc, id desc"
    _check_company_auto = True

    rule_id = fields.Many2one(
        "arrears.notice.rule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    day = fields.Date(
        required=True, readonly=True, help="The due date, or the day on which all was paid."
    )
    unit_text = fields.Char(string="Units", compute="_compute_unit_text")

    _once = models.UniqueIndex(
        "(rule_id, company_id, debtor_id, day)", "This owner has heard of this day already."
    )

    @api.depends("contact_id")
    def _compute_unit_text(self):
        for notice in self:
            contact = notice.sudo().contact_id
            units = contact.charge_ids.unit_id | contact.case_ids.unit_id
            notice.unit_text = ", ".join(units.mapped("name"))

    @api.depends("rule_id", "day")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.rule_id.name} · {fields.Date.to_string(notice.day)}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        if self.filtered("contact_id"):
            raise UserError(self.env._("A notice is kept: it shows what the owner was told."))
