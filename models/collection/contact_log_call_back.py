from odoo import models
from odoo.exceptions import ValidationError

from ...engine.reason import as_json


class ArrearsContactLog(models.TransientModel):
    """The hour at which an owner asked to be called: a task of that day that names the hour."""

    _inherit = "arrears.contact.log"

    def _check_complete(self, outcome):
        """Extended: a call back lies ahead, and in hours in which one may call.

        :raises ValidationError: it does not
        """
        super()._check_complete(outcome)
        if outcome != "connected" or not self.call_back_at:
            return
        if self.call_back_at <= self.happened_at:
            raise ValidationError(self.env._("One calls back after the talk: correct the hour."))
        contact, case = self.env["arrears.contact"].sudo(), self.case_id.sudo()
        against = contact._reasons_against_call_at(case, self.call_back_at)
        if against:
            raise ValidationError(
                self.env._(
                    "Nobody may call at that hour:\n%(reasons)s",
                    reasons=self.env["arrears.reason.wording"]._word(as_json(against)),
                )
            )

    def _give_call_back(self, contact):
        """The task for the collector of the card, or for who spoke where it is nobody's."""
        case = self.case_id.sudo()
        worker = case.user_id or self.env.user
        local = contact._to_local(contact.call_back_at, case.debtor_id, case.company_id)
        words = case.with_context(lang=worker.lang or self.env.lang)
        case.with_context(mail_activity_quick_update=True).activity_schedule(
            "property_arrears.activity_type_call",
            date_deadline=local.date(),
            summary=words.env._(
                "%(hour)s, as the owner asked: %(unit)s",
                hour=f"{local:%H:%M}",
                unit=words.unit_id.name or "…",
            ),
            user_id=worker.id,
        )
