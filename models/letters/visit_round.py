from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.masking import mask_name
from ...engine.period_text import joined, period_text

MANAGER = "property_arrears.group_manager"
TEMPLATE = "property_arrears.visit_round_document"


class ArrearsVisitRound(models.Model):
    """The visits of one collector on one day: what the printed sheet is made for.

    The sheet is a work paper of one person, with masked names; it is no list to show anybody.
    """

    _name = "arrears.visit.round"
    _description = "Round of visits"
    _order = "day desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Collector", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)

    _once = models.UniqueIndex("(company_id, user_id, day)")

    @api.depends("user_id", "day")
    def _compute_display_name(self):
        for visits in self:
            day = fields.Date.to_string(visits.day or None)
            visits.display_name = f"{day} · {visits.sudo().user_id.name}"

    @api.model
    def _round_of(self, company, user, day):
        """The round of a person and day; made when it is asked for first."""
        found = self.search(
            [("company_id", "=", company.id), ("user_id", "=", user.id), ("day", "=", day)]
        )
        values = {"company_id": company.id, "user_id": user.id, "day": day}
        return found or self.create(values)

    def _stops(self):
        """What the sheet says of each visit, in the language of the environment."""
        self.ensure_one()
        visits = self.env["arrears.visit"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("user_id", "=", self.user_id.id),
                ("planned_on", "=", self.day),
                ("state", "=", "planned"),
            ]
        )
        return [self._brief(visit) for visit in visits]

    def _brief(self, visit):
        """All that two people need at the door, and no more."""
        visit = visit.with_context(lang=self.env.lang)
        debtor, reason = visit.debtor_id, visit.case_id.reason_id
        purposes = dict(visit._fields["purpose"]._description_selection(self.env))
        at = visit._local(visit.appointment_at) if visit.appointment_at else None
        return {
            "units": ", ".join(visit.case_ids.unit_id.mapped("name")),
            "estate": visit.estate_id.name,
            "name": mask_name(debtor.name, debtor.is_company),
            "at": f"{at:%H:%M}" if at else "",
            "companion": visit.companion_id.name or "",
            "purpose": purposes[visit.purpose],
            "collects": visit.purpose == "collect",
            "reason": reason.name or "",
            "advice": reason.advice or "",
            "questions": [line for line in (reason.questions or "").splitlines() if line.strip()],
            "open": self._open_of(visit),
            "holds": self._holds_of(visit),
            "promises": self._promises_of(visit),
            "repairs": self._repairs_of(visit),
            "note": visit.note or "",
        }

    def _open_of(self, visit):
        """Each card with its periods joined and its sum: [(unit, periods, amount)]."""
        today = self.company_id._arrears_today()
        named = visit.case_ids._named_charges(today)
        return [
            (case.unit_id.name, self._periods([charge for charge, _asked in named[case.id]]),
             sum(asked for _charge, asked in named[case.id]))
            for case in visit.case_ids
            if named[case.id]
        ]  # fmt: skip

    def _periods(self, charges):
        dated = [(charge.period_from or charge.period_to, charge.period_to) for charge in charges
                 if charge.period_to]  # fmt: skip
        return ", ".join(period_text(first, last) for first, last, _n in joined(dated))

    def _holds_of(self, visit):
        """Open disputes and the like; why somebody is in hardship is not for this sheet."""
        today = self.company_id._arrears_today()
        holds = visit.case_ids.hold_ids.filtered(
            lambda hold: (
                hold.type in ("dispute", "payment_claim", "plan", "plan_asked")
                and not hold.lifted_on
                and (not hold.date_until or hold.date_until >= today)
            )
        )
        return [(hold.display_name, hold.date_until) for hold in holds]

    def _repairs_of(self, visit):
        """Hook: what is open of repairs and complaints, a line each."""
        return []

    def _promises_of(self, visit):
        promises = self.env["arrears.promise"].search(
            [("case_id", "in", visit.case_ids.ids), ("state", "in", ("open", "broken"))],
            order="made_on desc",
            limit=5,
        )
        states = dict(promises._fields["state"]._description_selection(self.env))
        return [(promise.promised_by, promise.amount, states[promise.state])
                for promise in promises]  # fmt: skip


class ArrearsVisit(models.Model):
    """The button that prints a round; what the rules no longer allow drops out of it."""

    _inherit = "arrears.visit"

    def action_print_round(self):
        """Print the sheet of the collector and day of these visits; forbidden ones drop out.

        :raises UserError: they are of several people or days, or somebody would go alone
        """
        self._check_worker()
        if len(self.user_id) != 1 or len(set(self.mapped("planned_on"))) != 1:
            raise UserError(self.env._("Choose visits of one person and one day."))
        if self.user_id != self.env.user and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("One prints one's own round; managers print any."))
        company, day = self.company_id[:1], self[:1].planned_on
        planned = self.sudo().search(
            [("company_id", "=", company.id), ("user_id", "=", self.user_id.id),
             ("planned_on", "=", day), ("state", "=", "planned")]
        )  # fmt: skip
        planned._drop_forbidden()
        planned = planned.filtered(lambda visit: visit.state == "planned")
        if not planned:
            return self._say_dropped()
        if planned.filtered(lambda visit: not visit.companion_id):
            raise UserError(
                self.env._("Nobody visits a debtor alone: name the second person of each visit.")
            )
        of_day = self.env["arrears.visit.round"].sudo()._round_of(company, self.user_id, day)
        document = self.env["arrears.document"].sudo()._issue(
            of_day, "visit_round", TEMPLATE, {"estate": planned[:1].estate_id},
            language=self.env.lang,
        )  # fmt: skip
        return document.with_env(self.env).action_print()

    def _say_dropped(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Nothing was printed"),
                "message": self.env._("None of these visits may still be made: see why on each."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _drop_forbidden(self):
        """Take planned visits back that something came up against since."""
        for visit in self:
            reasons = visit._reasons_against(visit._usual_moment())
            if reasons:
                visit._cancel(reasons)
