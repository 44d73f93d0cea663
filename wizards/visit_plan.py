from odoo import api, fields, models

from ..models.letters.visit import PURPOSES


class ArrearsVisitPlan(models.TransientModel):
    """Asks for the day, the second person and the hour of a visit."""

    _name = "arrears.visit.plan"
    _description = "Plan a visit"

    case_id = fields.Many2one("arrears.case", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id")
    debtor_masked = fields.Char(related="case_id.debtor_masked")
    reason_id = fields.Many2one(related="case_id.reason_id")
    planned_on = fields.Date(
        string="Day", required=True, default=lambda self: self.env.company._arrears_today()
    )
    companion_id = fields.Many2one(
        "res.users",
        string="Second person",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Nobody visits a debtor alone.",
    )
    appointment_at = fields.Datetime(string="Appointment")
    asked_by_owner = fields.Boolean(
        string="The owner asked for it",
        help="Only then may it be in the evening, or a payment be taken.",
    )
    purpose = fields.Selection(
        PURPOSES, string="Purpose of the visit", required=True, default="talk"
    )
    note = fields.Text()

    @api.onchange("appointment_at")
    def _onchange_appointment_at(self):
        if self.appointment_at and self.case_id:
            case = self.case_id.sudo()
            local = self.env["arrears.contact"]._to_local(
                self.appointment_at, case.debtor_id, case.company_id
            )
            self.planned_on = local.date()

    def action_plan(self):
        """Plan the visit.

        :raises UserError: the rules forbid it, or one is planned already
        """
        self.ensure_one()
        self.case_id.check_access("write")
        self.env["arrears.visit"]._plan_by_hand(
            self.case_id,
            planned_on=self.planned_on,
            companion_id=self.companion_id.id,
            appointment_at=self.appointment_at,
            asked_by_owner=self.asked_by_owner,
            purpose=self.purpose,
            note=self.note,
        )
        return {"type": "ir.actions.act_window_close"}
