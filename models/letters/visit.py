from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.masking import mask_name
from ...engine.reason import Reason, as_json
from ...engine.visit_rules import Visit, visit_faults
from ..collection.contact import PARTIES
from ..collection.contact_gate import AUTOMATIC_ONLY
from .letter import COLLECTOR

OUTCOMES = [
    ("met", "Met"),
    ("not_home", "Not at home"),
    ("moved", "Moved away"),
    ("refused", "Would not talk"),
    ("asked_to_leave", "Asked us to leave"),
]
PURPOSES = [("talk", "To talk"), ("collect", "To take a payment")]
# Outcome of the contact → outcome of the visit.
OF_CONTACT = {
    "connected": "met",
    "no_answer": "not_home",
    "someone_else": "not_home",
    "moved": "moved",
    "refused": "refused",
    "asked_to_leave": "asked_to_leave",
}
BUSINESS = ("shop", "office")
# What may be changed of a planned visit; whom it is about may not.
PLAN = frozenset({"user_id", "companion_id", "planned_on", "appointment_at", "asked_by_owner",
                  "purpose", "note"})  # fmt: skip


class ArrearsVisit(models.Model):
    """A visit to a debtor by two people: planned, made and written down, or taken back."""

    _name = "arrears.visit"
    _description = "Visit to a debtor"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "planned_on, appointment_at, id"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "outcome", "contact_id", "reasons", "made_by_id"})

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    debtor_masked = fields.Char(string="Masked name", compute="_compute_debtor_masked")
    party = fields.Selection(PARTIES, required=True, readonly=True, default="owner")
    case_ids = fields.Many2many(
        "arrears.case", "arrears_visit_case_rel", "visit_id", "case_id", string="Cards",
        readonly=True,
    )  # fmt: skip
    case_id = fields.Many2one(
        "arrears.case", string="Card", required=True, readonly=True, index=True,
        ondelete="restrict", help="The card on which the visit is written down.",
    )  # fmt: skip
    estate_id = fields.Many2one(related="case_id.estate_id", store=True, index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Collector", required=True, index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )  # fmt: skip
    companion_id = fields.Many2one(
        "res.users",
        string="Second person",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Nobody visits a debtor alone.",
    )
    planned_on = fields.Date(string="Day", required=True, index=True)
    appointment_at = fields.Datetime(
        string="Appointment", help="The hour that was agreed. Empty: some time in the day."
    )
    asked_by_owner = fields.Boolean(
        string="The owner asked for it",
        help="Only then may it be in the evening, or a payment be taken.",
    )
    purpose = fields.Selection(
        PURPOSES, string="Purpose of the visit", required=True, default="talk"
    )
    note = fields.Text()
    run_id = fields.Many2one(
        "arrears.run", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    step_id = fields.Many2one("arrears.policy.step", readonly=True, ondelete="set null")

    state = fields.Selection(
        [("planned", "Planned"), ("done", "Visit made"), ("cancelled", "Cancelled")],
        required=True, readonly=True, default="planned", index=True,
    )  # fmt: skip
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    contact_id = fields.Many2one(
        "arrears.contact", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    made_by_id = fields.Many2one("res.users", string="Written down by", readonly=True, copy=False)
    reasons = fields.Json(readonly=True, copy=False)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    _one_planned = models.UniqueIndex(
        "(company_id, debtor_id) WHERE state = 'planned'",
        "A visit to this debtor is planned already: change that one, or cancel it.",
    )

    @api.depends("case_ids.unit_id", "planned_on")
    def _compute_display_name(self):
        for visit in self:
            units = ", ".join(visit.sudo().case_ids.unit_id.mapped("name"))
            day = fields.Date.to_string(visit.planned_on or None)
            visit.display_name = " · ".join(filter(None, (day, units)))

    @api.depends("debtor_id")
    def _compute_debtor_masked(self):
        for visit in self:
            debtor = visit.debtor_id.sudo()
            visit.debtor_masked = mask_name(debtor.name, debtor.is_company)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for visit in self:
            visit.reason_text = wording._word(visit.reasons)

    def write(self, vals):
        """Change the plan of visits that were not made yet.

        :raises UserError: anything else was to be changed
        """
        if set(vals) - PLAN - self._housekeeping - self._effect_fields:
            raise UserError(self.env._("Whom a visit is about stays: cancel it and plan another."))
        return super().write(vals)

    def _is_frozen(self):
        return self.state not in (False, "planned")

    @api.constrains("user_id", "companion_id", "appointment_at", "asked_by_owner", "purpose",
                    "planned_on")  # fmt: skip
    def _check_plan(self):
        """A plan keeps the rules; the second person may still be named until the day."""
        for visit in self.filtered(lambda visit: visit.state == "planned"):
            if visit.companion_id == visit.user_id:
                raise ValidationError(
                    self.env._("A visit is made by two people: choose somebody else as the second.")
                )
            faults = visit_faults(visit._as_planned())
            contact = self.env["arrears.contact"]
            if visit.appointment_at:
                faults += [
                    reason
                    for reason in contact._contact_reasons(
                        visit.sudo().case_id, "visit", visit.appointment_at
                    )
                    if reason.code in ("quiet_hours", "holiday")
                ]
                day = visit._local(visit.appointment_at).date()
                if day != visit.planned_on:
                    faults.append(Reason("visit_other_day", {"day": day.isoformat()}))
            if faults:
                wording = self.env["arrears.reason.wording"]
                raise ValidationError(wording._word(as_json(faults)))

    def _as_planned(self):
        """The plan as the rules know it; two people, since the second may be named later."""
        starts = self._local(self.appointment_at).time() if self.appointment_at else None
        return Visit(
            starts=starts,
            asked_by_owner=self.asked_by_owner,
            business=self._is_business(),
            collects=self.purpose == "collect",
        )

    def _is_business(self):
        return bool(set(self.sudo().case_ids.unit_id.mapped("usage")) & set(BUSINESS))

    def _local(self, moment):
        contact = self.env["arrears.contact"]
        return contact._to_local(moment, self.sudo().debtor_id, self.company_id)

    # ------------------------------------------------------------------
    # Before, during and after
    # ------------------------------------------------------------------

    def _reasons_against(self, moment):
        """Why this visit should no longer be made: stops, hours, caps, a refusal.

        :param moment: UTC, when it would be made
        """
        cases = self.sudo().case_ids
        today = self.company_id._arrears_today()
        stops = cases._stop_reasons(today)
        reasons = [r for case in cases for r in stops[case.id]]
        if any(not stops[case.id] for case in cases):
            reasons = []
        if not self.run_id:
            reasons = [reason for reason in reasons if reason.code not in AUTOMATIC_ONLY]
        obstacle = cases._visit_obstacles()[self.case_id.id]
        asked = obstacle and obstacle.code == "visit_refused_before" and self.asked_by_owner
        if obstacle and not asked:
            reasons.append(obstacle)
        contact = self.env["arrears.contact"].sudo()
        caps = contact._contact_reasons(self.sudo().case_id, "visit", moment)
        return list(dict.fromkeys([*reasons, *(r for r in caps if r.code != "quiet_hours")]))

    def action_write_down(self):
        """Open the form on which this visit is written down."""
        self.ensure_one()
        self._check_worker()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write down the visit"),
            "res_model": "arrears.contact.log",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_case_id": self.case_id.id,
                "default_visit_id": self.id,
                "default_channel": "visit",
                "default_party": self.party,
                "default_companion_id": self.companion_id.id,
                "default_asked_by_owner": self.asked_by_owner,
            },
        }

    def action_cancel(self):
        """Take planned visits back; their steps may come again."""
        self._check_worker()
        self.sudo()._cancel([Reason("cancelled_by_user", {"user": self.env.user.name})])
        return True

    def _cancel(self, reasons):
        planned = self.filtered(lambda visit: visit.state == "planned")
        for visit in planned:
            visit._record_effect({"state": "cancelled", "reasons": as_json(reasons)})
        claims = self.env["arrears.step.claim"].sudo()
        claims.search([("visit_id", "in", planned.ids)]).write({"voided": True})

    def _made(self, contact):
        """The visit was made: ``contact`` says what came of it."""
        self.ensure_one()
        if self.state != "planned":
            raise UserError(self.env._("This visit was written down or cancelled already."))
        outcome = OF_CONTACT[contact.outcome]
        self._record_effect(
            {
                "state": "done",
                "outcome": outcome,
                "contact_id": contact.id,
                "made_by_id": self.env.uid,
            }
        )
        claims = self.env["arrears.step.claim"].sudo()
        claims.search([("visit_id", "=", self.id)]).write({"contact_id": contact.id})
        quality = {"met": "good", "moved": "bad"}.get(outcome)
        if quality:
            self.case_id._mark_address(quality, visit_id=self.id)

    def _check_worker(self):
        self.check_access("read")
        if not self.env.user.has_group(COLLECTOR):
            raise AccessError(self.env._("Visits are planned and made by collectors."))
        self.case_ids.check_access("write")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A visit is cancelled, never deleted."))
