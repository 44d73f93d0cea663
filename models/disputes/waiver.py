from odoo import api, models

from ...engine.approval import subject_of_kinds
from ...engine.extension import year_before
from ...engine.money import minor_units


class ArrearsWaiver(models.Model):
    """What disputes took off counts against the limits of waivers, as waivers count against those
    of disputes: a large sum can't be cut in two and given up by both doors."""

    _inherit = "arrears.waiver"

    @api.model
    def _given_up(self, company, debtors, subject, but=None):
        """Extended."""
        lines = self.env["arrears.dispute.line"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("charge_id.debtor_id", "in", debtors.ids),
                ("amount_credited", ">", 0),
                ("dispute_id.decided_on", ">", year_before(company._arrears_today())),
            ]
        )  # fmt: skip
        digits = company.currency_id.decimal_places
        taken_off = sum(
            minor_units(line.amount_credited, digits)
            for line in lines
            if subject_of_kinds([line.charge_id.kind]) == subject
        )
        return super()._given_up(company, debtors, subject, but) + taken_off
