from odoo import models
from odoo.exceptions import UserError

from ...engine.allocation import ChargeBalance
from ...engine.approval import PRINCIPAL
from ...engine.hardship import decide_by, paused_after_decision
from ...engine.money import amount, minor_units
from ...engine.reason import as_json
from ...engine.waivers import LATE_FEE, conflicts, part_of

APPEAL_WORKING_DAYS = 10


class ArrearsHardship(models.Model):
    """Deciding an application: with reasons, by somebody who has no part in the debt."""

    _inherit = "arrears.hardship"

    def action_decide(self):
        """Decide as the form says, in writing. A waiver comes out approved, ready to be applied.

        :raises AccessError: the user is no reviewer
        :raises UserError: reasons or proof are missing, nothing is there to waive, or the user
            took the application or collects this owner's debt
        """
        self.check_access("write")
        self._check_open()
        for application in self:
            application._check_decidable()
            if application.decision == "refuse":
                application._refuse()
            else:
                application._approve()

    def _approve(self):
        """Carry out a decision in the owner's favour. Rooms with decisions of their own extend
        it."""
        waiver = self._grant(self.decision, self.waive_amount)
        self._record_decision({"state": "approved", "waiver_id": waiver.id})

    def _check_decidable(self):
        self.ensure_one()
        found = conflicts(self.env.uid, self.opened_by_id.ids, self._collectors().ids)
        if found:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(found)))
        if not self.decision or not (self.decision_reason or "").strip():
            raise UserError(
                self.env._("Choose a decision and write its reasons: the owner reads them.")
            )

    def _collectors(self):
        """Whoever collects a debt of this owner."""
        cases = (
            self.env["arrears.case"]
            .sudo()
            .search(
                [("company_id", "=", self.company_id.id), ("debtor_id", "=", self.debtor_id.id)]
            )
        )
        return cases.user_id

    def _refuse(self):
        company = self.company_id
        today = company._arrears_today()
        self._record_decision(
            {"state": "refused", "appeal_until": decide_by(today, APPEAL_WORKING_DAYS)}
        )

    def _grant(self, decision, part):
        """The waiver that a decision in the owner's favour leads to.

        A reduction of the service fee is a proposal: it goes to whoever may approve it.
        """
        subject = PRINCIPAL if decision == "reduce_principal" else LATE_FEE
        amounts = self._amounts_to_waive(subject, None if decision == "waive_full" else part)
        self._check_evidence(sum(amounts.values()))
        return self.env["arrears.waiver"].sudo()._create_approved(self, amounts, subject)

    def _amounts_to_waive(self, subject, part):
        """Minor units per fee, oldest first; all that is open, or the part named.

        :param part: as a ``Monetary`` field has it, or None for all
        :return: {charge id: minor units}
        """
        digits = self.currency_id.decimal_places
        fees = [
            ChargeBalance(
                fee.id, subject, fee.due_date, fee.period_from,
                minor_units(fee.amount_remaining, digits),
            )
            for fee in self._open_charges(subject)
        ]  # fmt: skip
        posted = sum(fee.original for fee in fees)
        wanted = posted if part is None else minor_units(part, digits)
        if not posted:
            raise UserError(self._nothing_open_message(subject))
        if not 0 < wanted <= posted:
            raise UserError(self._too_much_message(subject, amount(posted, digits)))
        return part_of(fees, wanted)

    def _nothing_open_message(self, subject):
        if subject == PRINCIPAL:
            return self.env._("No service fee of this owner is open, so there is none to reduce.")
        return self.env._(
            "No late fee has been charged to this owner, so there is none to waive. "
            "Prolong the pause, or refuse with that reason."
        )

    def _too_much_message(self, subject, posted):
        posted = self.currency_id.format(posted)
        if subject == PRINCIPAL:
            return self.env._(
                "Service fees of %(open)s are open: reduce a part of that, no more than that.",
                open=posted,
            )
        return self.env._(
            "Late fees of %(open)s are open: waive a part of that, no more than that.",
            open=posted,
        )

    def _check_evidence(self, waived):
        limit = self.company_id.arrears_self_declaration_limit
        digits = self.currency_id.decimal_places
        proven = self.evidence_seen_by_id and self.evidence_type != "self_declaration"
        if waived > minor_units(limit, digits) and not proven:
            raise UserError(
                self.env._(
                    "Above %(limit)s the owner's word is not enough: see one proof and tick it.",
                    limit=self.currency_id.format(limit),
                )
            )

    def _record_decision(self, values):
        today = self.company_id._arrears_today()
        self._record_effect({**values, "decided_by_id": self.env.uid, "decided_on": today})
        self._quiet_after_decision()

    def _quiet_after_decision(self):
        """The first contact comes some days after the answer."""
        company = self.company_id
        today = company._arrears_today()
        self._paused_through(paused_after_decision(today, company.arrears_quiet_days))
        self._message_log(body=self.env._("A decision was taken."))

    def action_view_waiver(self):
        """Open the waiver that came out of the decision."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.waiver",
            "res_id": self.waiver_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
