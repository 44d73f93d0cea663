from odoo import models
from odoo.exceptions import AccessError, UserError

from ...engine import refund as engine
from ...engine.money import minor_units
from ...engine.reason import Reason
from ...engine.refund import OTHER

REQUESTERS = ("property_arrears.group_cashier", "property_arrears.group_accountant",
              "property_arrears.group_manager")  # fmt: skip
MANAGER = "property_arrears.group_manager"
DIRECTOR = "property_arrears.group_finance_director"


class ArrearsRefund(models.Model):
    """The way of a refund up to its payment: asked for, approved by another, or not."""

    _inherit = "arrears.refund"

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def action_request(self):
        """Ask for approval: from now on the credits are reserved and the refund stands still.

        :raises AccessError: the user may not ask for refunds
        :raises UserError: not a draft, or something is missing; the message names all of it
        """
        self.check_access("write")
        self._require(REQUESTERS, self.env._("Cashiers and accountants ask for refunds."))
        for refund in self:
            refund._check_state("draft")
            sources = refund._check_request()
            refund.line_ids._reserve()
            refund._settle_account(sources)
            refund._record_effect(
                {
                    "state": "requested",
                    "requested_by_id": self.env.uid,
                    "requested_on": refund.company_id._arrears_today(),
                }
            )

    def _check_request(self):
        """Read the books anew under a lock and refuse what cannot be refunded.

        :return: where the money of each line came from
        """
        items = self.line_ids.item_id.sudo()
        if items:
            items.lock_for_update()
            items.invalidate_recordset(["amount_residual", "reconciled", "parent_state"])
        # Owner and company of a draft may have changed since its lines were written.
        self.line_ids._check_item()
        self.deduction_ids._check_charge()
        self._raise(self._request_reasons())
        origins = self.env["arrears.refund.origin"]._origins_of(items)
        return [origins[line.item_id.id] for line in self.line_ids]  # all named by now

    def _request_reasons(self):
        """Why it cannot be asked for yet: a list of reasons, empty where it can."""
        items = self.line_ids.item_id.sudo()
        origins = self.env["arrears.refund.origin"]._origins_of(items)
        left = self.line_ids._left_of(items)
        digits = self.currency_id.decimal_places
        problems = engine.request_problems(self._as_request(origins, left, digits))
        return problems or self._problems_of_deposits(digits)

    def _as_request(self, origins, left, digits):
        papers = self.sudo()
        return engine.Request(
            items=tuple(line._as_item(origins, left) for line in self.line_ids),
            destination=self.destination,
            deductions=tuple(
                (
                    deduction.charge_id.sudo().display_name,
                    minor_units(deduction.amount, digits),
                    minor_units(deduction.charge_id.amount_remaining, digits),
                )
                for deduction in self.deduction_ids
            ),
            has_consent=bool(papers.consent and papers.consent_on),
            has_proof=bool(papers.proof),
            has_account=bool(papers.account_cipher and papers.holder_name),
            has_reason=bool((papers.other_account_reason or "").strip()),
            has_document=bool(papers.other_account_document),
        )

    def _problems_of_deposits(self, digits):
        """A credit note that stands by itself lowers what is held without touching the bill."""
        problems = []
        for unit, lines in self.line_ids.filtered("is_deposit").grouped("unit_id").items():
            held = (
                self.env["arrears.deposit"]
                .sudo()
                .search(
                    [("company_id", "=", self.company_id.id), ("unit_id", "=", unit.id),
                     ("debtor_id", "=", self.debtor_id.commercial_partner_id.id)]
                )
            )  # fmt: skip
            there = sum(minor_units(row.amount_held, digits) for row in held)
            if sum(minor_units(line.amount, digits) for line in lines) > there:
                names = {"item": unit.display_name or "", "left": there}
                problems.append(Reason("refund_more_than_left", names))
        return problems

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve, as somebody else than the person who asked.

        :raises AccessError: the user is neither manager nor finance director
        :raises UserError: it is not waiting, the user asked for it, or the amount is above what
            he may approve
        """
        self.check_access("write")
        for refund in self:
            refund._check_approver()
            refund._check_state("requested")
            today = refund.company_id._arrears_today()
            refund._record_effect(
                {"state": "approved", "approved_by_id": self.env.uid, "approved_on": today}
            )

    def action_approve_account(self):
        """Approve that the money goes to another account than the one it came from.

        :raises AccessError: the user is neither manager nor finance director
        :raises UserError: it goes where it came from, or the user asked for it or approved it
        """
        self.check_access("write")
        for refund in self:
            refund._check_approver()
            refund._check_state("approved")
            if refund.destination != OTHER:
                raise UserError(
                    self.env._("%(number)s goes where the money came from.", number=refund.name)
                )
            if refund.approved_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You approved %(number)s: another person approves the account.",
                        number=refund.name,
                    )
                )
            today = refund.company_id._arrears_today()
            refund._record_effect(
                {"account_approved_by_id": self.env.uid, "account_approved_on": today}
            )

    def _check_approver(self):
        may = {group: self.env.user.has_group(group) for group in (MANAGER, DIRECTOR)}
        if not any(may.values()):
            raise AccessError(self.env._("Managers and finance directors decide on refunds."))
        digits = self.currency_id.decimal_places
        approver = engine.Approver(self.env.uid, may[MANAGER], may[DIRECTOR])
        involved = {self.requested_by_id.id, self.create_uid.id}
        limit = minor_units(self.company_id.sudo().arrears_refund_limit, digits)
        self._raise(
            engine.approval_problems(approver, involved, self._minor("amount_total"), limit)
        )

    def action_refuse(self):
        """Refuse, with a note; the credits are free again.

        :raises AccessError: the user is neither manager nor finance director
        :raises UserError: it is not waiting, or the note is missing
        """
        self.check_access("write")
        self._require(
            (MANAGER, DIRECTOR), self.env._("Managers and finance directors decide on refunds.")
        )
        for refund in self:
            refund._check_state("requested")
            if not (refund.decision_note or "").strip():
                raise UserError(self.env._("Write in the note why it is refused."))
            today = refund.company_id._arrears_today()
            refund.line_ids._release()
            refund._record_effect(
                {"state": "refused", "refused_by_id": self.env.uid, "refused_on": today}
            )

    def action_cancel(self):
        """Give it up before it is paid, with a reason; the credits are free again.

        :raises AccessError: the user neither asked for it nor is accountant or manager
        :raises UserError: it is paid or decided against, or the reason is missing
        """
        self.check_access("write")
        for refund in self:
            refund._check_state("requested", "approved")
            if refund.requested_by_id != self.env.user:
                refund._require(
                    REQUESTERS[1:],
                    self.env._("Whoever asked for it cancels it, or an accountant or manager."),
                )
            if not (refund.cancel_reason or "").strip():
                raise UserError(self.env._("Write why it is cancelled."))
            today = refund.company_id._arrears_today()
            refund.line_ids._release()
            refund._record_effect(
                {"state": "cancelled", "cancelled_by_id": self.env.uid, "cancelled_on": today}
            )

    def _require(self, groups, message):
        """:raises AccessError: the user is in none of the groups"""
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(message)
