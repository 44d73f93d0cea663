from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.promise import permission
from ...engine.reason import as_json


class ArrearsOwnerRequest(models.AbstractModel):
    """An owner who is busy or away names the day of paying, and the hour of a call, by himself."""

    _inherit = "arrears.owner.request"

    @api.model
    def _say_away(self, debtor, posted):
        """Keep what a talk would have given: the promised day and the call back.

        :raises UserError: neither was given, or one of them can't be
        """
        case = self._card(debtor, posted)
        if not case:
            return False
        pay_by = self._day(posted, "pay_by") if posted.get("pay_by") else False
        call_at = self._call_at(case, posted)
        if not pay_by and not call_at:
            raise UserError(self.env._("Choose the day on which you pay, or when we may call you."))
        self._refuse_twice(case, pay_by, call_at)
        log = self.env["arrears.contact.log"].new({"case_id": case.id})
        contact = self.env["arrears.contact"].create(self._away_values(case, pay_by, call_at))
        log._after_log(contact)
        return True

    @api.model
    def _call_at(self, case, posted):
        """The hour of a call in UTC, where one is asked for.

        :raises UserError: it is not one in which anybody may call
        """
        if not posted.get("call_on"):
            return False
        day = self._day(posted, "call_on")
        try:
            clock = time.fromisoformat(posted.get("call_at") or "")
        except ValueError:
            raise UserError(self.env._("Choose the hour of the call.")) from None
        contact = self.env["arrears.contact"]
        moment = contact._to_utc(
            datetime.combine(day, clock.replace(second=0, microsecond=0, tzinfo=None)),
            case.debtor_id,
            case.company_id,
        )
        if moment <= contact._now(case.company_id):
            raise UserError(self.env._("Choose an hour that lies ahead."))
        against = contact._reasons_against_call_at(case, moment)
        if against:
            raise UserError(
                self.env._(
                    "We may not call at that hour:\n%(reasons)s",
                    reasons=self.env["arrears.reason.wording"]._word(as_json(against)),
                )
            )
        return moment

    @api.model
    def _refuse_twice(self, case, pay_by, call_at):
        """One day of paying and one call at a time."""
        today = case.company_id._arrears_today()
        if pay_by and pay_by < today:
            raise UserError(self.env._("Choose a day that lies ahead."))
        promised = case.hold_ids.filtered(
            lambda hold: hold.type == "promise" and not hold.lifted_on
            and hold.date_until and hold.date_until >= today
        )  # fmt: skip
        if pay_by and promised:
            raise UserError(
                self.env._(
                    "You named %(day)s already. Call our office to change it.",
                    day=format_date(self.env, promised[0].date_until),
                )
            )
        if pay_by and self._is_too_far(case, pay_by, today):
            raise UserError(
                self.env._("That day is far ahead: ask for more time with the form below, or call "
                           "our office.")
            )  # fmt: skip
        contact = self.env["arrears.contact"]
        if call_at and contact.search_count(
            [("company_id", "=", case.company_id.id), ("debtor_id", "=", case.debtor_id.id),
             ("call_back_at", ">", contact._now(case.company_id))], limit=1,
        ):  # fmt: skip
            raise UserError(
                self.env._("You chose an hour for our call already. Ring us to change it.")
            )

    @api.model
    def _is_too_far(self, case, pay_by, today):
        """Whether the day is one that a collector would not accept alone."""
        company = case.company_id
        broken = self.env["arrears.hold"]._broken_promises(case, today).get(case.id, 0)
        who, _reasons = permission((pay_by - today).days, broken, company._arrears_promise_limits())
        return who != "anyone"

    @api.model
    def _away_values(self, case, pay_by, call_at):
        """Values of the contact: the owner turned to us on the page."""
        reason = self.env["arrears.reason"].search([("code", "=", "busy_away")], limit=1)
        return {
            "company_id": case.company_id.id,
            "debtor_id": case.debtor_id.id,
            "partner_id": case.debtor_id.id,
            "party": case._party_of_debtor(),
            "case_ids": [(6, 0, case.ids)],
            "charge_ids": [(6, 0, case.charge_ids.ids)],
            "amount": case.amount_pursued,
            "channel": "portal",
            "direction": "in",
            "state": "connected",
            "outcome": "connected",
            "identity_checked": True,
            "happened_at": self.env["arrears.contact"]._now(case.company_id),
            "debtor_name": case.debtor_id.name,
            "reason_id": reason.id,
            "promise_date": pay_by,
            "call_back_at": call_at and fields.Datetime.to_string(call_at),
        }
