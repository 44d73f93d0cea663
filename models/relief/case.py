from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...engine.reason import Reason
from .hardship import OPEN_STATES


class ArrearsCase(models.Model):
    """A card of an owner who asked for relief is paused, and says no more than that."""

    _inherit = "arrears.case"

    def _stop_reasons(self, today, known=None):
        """Extended: an application that is still to be decided stops everything, also when the
        dated pause has run out because the office is late."""
        stops = super()._stop_reasons(today, known)
        for case in self._of_applicants():
            stops.setdefault(case.id, []).append(Reason("hold_paused"))
        return stops

    def _card_badges(self):
        """Extended: *Paused*, whatever the ground."""
        badges = super()._card_badges()
        for case in self._of_applicants():
            shown = badges.setdefault(case.id, [])
            if all(badge["code"] != "paused" for badge in shown):
                label = self.env._("Paused")
                shown.append(
                    {"code": "paused", "label": label, "color": "secondary", "icon": "fa-pause"}
                )
        return badges

    def _of_applicants(self):
        """Those of these cards whose owner has an application to be decided."""
        waiting = (
            self.env["arrears.hardship"]
            .sudo()
            .search_fetch(
                [("state", "in", OPEN_STATES), ("debtor_id", "in", self.debtor_id.ids)],
                ["company_id", "debtor_id"],
            )
        )
        owners = {(application.company_id, application.debtor_id) for application in waiting}
        if not owners:
            return self.browse()
        return self.filtered(lambda case: (case.company_id, case.debtor_id) in owners)

    def action_ask_for_relief(self):
        """Open the sealed form on which an application for relief is taken down."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Application for relief"),
            "res_model": "arrears.hardship.intake",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_request_waiver(self):
        """Draft a waiver of the late fees of this card and open it.

        :raises AccessError: the user may not ask for waivers
        :raises UserError: no late fee is open
        """
        self.ensure_one()
        self.check_access("read")
        waivers = self.env["arrears.waiver"]
        if not waivers.has_access("create"):
            raise AccessError(self.env._("You may not ask for waivers."))
        fees = self.charge_ids.filtered(lambda charge: charge.kind == "late_fee")
        if not fees:
            raise UserError(self.env._("No late fee is open on this card."))
        waiver = waivers.create(
            {
                "company_id": self.company_id.id,
                "debtor_id": self.debtor_id.id,
                "line_ids": [
                    Command.create({"charge_id": fee.id, "amount": fee.amount_remaining})
                    for fee in fees
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.waiver",
            "res_id": waiver.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
