from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.reason import as_json
from ...engine.visit_rules import EVENING_FROM


class ArrearsVisit(models.Model):
    """Planning visits: one for all cards of a debtor, on a day on which visits are allowed."""

    _inherit = "arrears.visit"

    @api.model
    def _values_for(self, cases, lead, day, **origin):
        """Values of a visit about these cards.

        :param cases: cards of one debtor in one company
        :param lead: the card on which it is written down
        :param day: its date
        """
        return {
            "company_id": lead.company_id.id,
            "debtor_id": lead.debtor_id.id,
            "case_ids": [(6, 0, cases.ids)],
            "case_id": lead.id,
            "user_id": lead.user_id.id or self.env.uid,
            "planned_on": day,
            **origin,
        }

    @api.model
    def _plan_by_hand(self, case, **values):
        """A visit about all open cards of the debtor of ``case``, planned by a person.

        :raises UserError: stops, the address, an earlier refusal or the caps forbid it
        """
        cases = case.sudo().search(
            [
                ("company_id", "=", case.company_id.id),
                ("debtor_id", "=", case.debtor_id.id),
                ("state", "!=", "closed"),
            ]
        )
        planned = [("company_id", "=", case.company_id.id), ("state", "=", "planned"),
                   ("debtor_id", "=", case.debtor_id.id)]  # fmt: skip
        if self.sudo().search_count(planned, limit=1):
            raise UserError(
                self.env._("A visit to this debtor is planned already: change or cancel that one.")
            )
        wanted = self._values_for(cases, case.sudo(), values.pop("planned_on"), **values)
        # What may not be is taken back, whoever catches the error.
        with self.env.cr.savepoint():
            visit = self.sudo().create({**wanted, "party": cases._party_of_debtor()})
            reasons = visit._reasons_against(visit._usual_moment())
            if reasons:
                raise UserError(
                    self.env._(
                        "No visit can be planned like this:\n%(reasons)s",
                        reasons=self.env["arrears.reason.wording"]._word(as_json(reasons)),
                    )
                )
        return visit

    def _usual_moment(self):
        """When this visit would be made: its appointment, else ten in the morning of its day."""
        if self.appointment_at:
            return self.appointment_at
        morning = datetime.combine(self.planned_on, time(10))
        debtor = self.sudo().debtor_id
        return self.env["arrears.contact"]._to_utc(morning, debtor, self.company_id)

    @api.model
    def _day_of(self, moment, cases):
        """The day of a visit that may be made from ``moment`` (UTC) on: not in the evening."""
        contact = self.env["arrears.contact"]
        company, debtor = cases.company_id, cases.debtor_id
        local = contact._to_local(moment, debtor, company)
        if local.time() >= EVENING_FROM:
            morning = datetime.combine(local.date() + timedelta(days=1), time(10))
            later = contact._next_allowed(cases, "visit", contact._to_utc(morning, debtor, company))
            local = contact._to_local(later, debtor, company)
        return local.date()
