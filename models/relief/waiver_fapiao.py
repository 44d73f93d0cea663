from odoo import api, fields, models

from ...engine.money import minor_units


class ArrearsWaiver(models.Model):
    """Who approves a waiver sees the red letter that it will need."""

    _inherit = "arrears.waiver"

    fapiao_text = fields.Text(
        string="Fapiao touched",
        compute="_compute_fapiao_text",
        help="The fapiao that this waiver takes back, and by how much.",
    )

    @api.depends("state", "line_ids.charge_id", "line_ids.amount")
    @api.depends_context("lang")
    def _compute_fapiao_text(self):
        fapiao = self.env["arrears.fapiao"].sudo()
        for waiver in self:
            company = waiver.company_id
            open_one = waiver.state in ("draft", "submitted", "approved")
            known = open_one and company.sudo().arrears_uses_fapiao
            credited = waiver._fapiao_credited() if known else {}
            waiver.fapiao_text = fapiao._words_of_touched(company, credited) if credited else False

    def _fapiao_credited(self):
        """``{charge id: minor units}`` that this waiver gives up."""
        digits = self.company_id.currency_id.decimal_places
        return {
            line.charge_id.id: minor_units(line.amount, digits)
            for line in self.line_ids
            if line.charge_id
        }

    def action_approve(self):
        """Extended: what the approver was shown about red letters is kept."""
        shown = {waiver: waiver.fapiao_text for waiver in self}
        result = super().action_approve()
        for waiver, text in shown.items():
            if text:
                waiver.sudo()._message_log(body=text)
        return result
