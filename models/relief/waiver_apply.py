from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import SQL
from psycopg2 import IntegrityError

from ...engine import waivers as engine
from ...engine.money import amount, minor_units
from ...engine.reason import Reason, as_json

# What a refusal by Odoo's own rules looks like (an archived account, a lock date that nothing
# lifts, a clash with a constraint). Anything else is a fault of the program and must be seen.
REFUSALS = (UserError, RedirectWarning, IntegrityError)


class ArrearsWaiver(models.Model):
    """Applying: recomputed at the moment of booking, once, each waiver for itself."""

    _inherit = "arrears.waiver"

    def action_apply(self):
        """Apply approved waivers now, without waiting for the sidecar.

        :raises AccessError: the user is no accountant
        :raises UserError: one of them could not be applied; the message says which and why
        """
        self.check_access("read")
        if not self.env.user.has_group("property_arrears.group_accountant"):
            raise AccessError(self.env._("Only accountants apply waivers by hand."))
        for waiver in self.sudo():
            answer = waiver._apply()
            if answer["state"] == "refused":
                return waiver._notice(answer["message"])
        return True

    def _notice(self, message):
        """The failure is kept on the waiver, so this must not raise and take it back."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("%(number)s was not applied", number=self.name),
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _sidecar_to_apply(self):
        """Approved waivers of late fees of the caller's companies that can still reduce one."""
        answers = []
        for company in self.env.companies:
            waivers = self.search(
                [
                    ("state", "=", "approved"),
                    ("subject", "=", engine.LATE_FEE),
                    ("company_id", "=", company.id),
                    ("valid_until", ">=", company._arrears_today()),
                ],
                order="id",
            )
            answers += [waiver._as_task() for waiver in waivers if waiver._has_open_fee()]
        return answers

    def _has_open_fee(self):
        return any(fee.remaining > 0 for fee in self._fees())

    def _as_task(self):
        return {
            "waiver_id": self.id,
            "reference": self.name,
            "company_id": self.company_id.id,
            "digits": self.currency_id.decimal_places,
            "lines": [
                {"charge_id": fee.key, "approved": fee.approved, "remaining": fee.remaining}
                for fee in self._fees()
            ],
        }

    def _fees(self):
        digits = self.currency_id.decimal_places
        return [
            engine.WaivedFee(
                key=line.charge_id.id,
                kind=line.charge_id.kind,
                approved=minor_units(line.amount, digits),
                remaining=minor_units(line.charge_id.amount_remaining, digits),
            )
            for line in self.line_ids
        ]

    @api.model
    def _sidecar_apply(self, waivers):
        """Apply a list of waivers. Each stands alone: one that fails keeps its failure and the
        rest go on; one that was applied before answers ``already``.

        :param waivers: [{"waiver_id", "lines": [{"charge_id", "amount"}]}]; the amounts are the
            sidecar's own reckoning, what is booked is decided here
        """
        return [self._apply_item(item) for item in waivers]

    def _apply_item(self, item):
        waiver = self.browse(item.get("waiver_id")).exists()
        if not waiver or waiver.company_id not in self.env.companies:
            return self._answer(item.get("waiver_id"), "refused", [Reason("waiver_unknown")])
        waiver = waiver.with_company(waiver.company_id)
        named = {line.get("charge_id") for line in item.get("lines") or ()}
        if named - set(waiver.line_ids.charge_id.ids):
            return self._answer(waiver.id, "refused", [Reason("charge_not_in_waiver")])
        if waiver.subject != engine.LATE_FEE:
            return self._answer(waiver.id, "refused", [Reason("not_a_late_fee")])
        return waiver._apply()

    def _apply(self):
        """Apply this one waiver and say what happened; never raises for a refusal."""
        self.ensure_one()
        self._lock()
        if self.state == "applied":
            return self._answer(self.id, "already")
        if self.state != "approved":
            return self._answer(self.id, "refused", [Reason("waiver_not_approved")])
        try:
            with self.env.cr.savepoint():
                reasons = self._book()
        except REFUSALS as error:
            detail = " ".join(str(error.args[0] if error.args else error).split())
            reasons = [Reason("booking_refused", {"detail": detail})]
        if reasons:
            return self._keep_failure(reasons)
        return self._answer(self.id, "applied")

    def _lock(self):
        """Hold the waiver and the receivables of its fees until the transaction ends: whoever
        comes second starts over on what the first left."""
        self.flush_recordset()
        self.env.execute_query(
            SQL("SELECT id FROM arrears_waiver WHERE id = %s FOR UPDATE", self.id)
        )
        receivables = self.line_ids.charge_id.line_id.ids
        if receivables:
            self.env["account.move.line"].flush_model()
            self.env.execute_query(
                SQL("SELECT id FROM account_move_line WHERE id = ANY(%s) FOR UPDATE", receivables)
            )

    def _book(self):
        """Decide and book; what remains of each fee is read anew from the ledger.

        :return: reasons against it; empty when it was booked
        """
        company = self.company_id
        charges = self.env["arrears.charge"]
        charges._rebuild(company, self.debtor_id.ids)
        before = self._fees()
        decision = engine.apply(before, self.valid_until, company._arrears_today(), self.subject)
        if decision.reasons:
            return list(decision.reasons)
        self._credit(decision.amounts)
        charges._rebuild(company, self.debtor_id.ids)
        self._record_result(before, decision.amounts)
        return []

    def _record_result(self, before, amounts):
        """Write before and after, and refuse a booking that did not do what was decided."""
        digits = self.currency_id.decimal_places
        after = {fee.key: fee.remaining for fee in self._fees()}
        lines = {line.charge_id.id: line for line in self.line_ids}
        for fee in before:
            credited = amounts.get(fee.key, 0)
            if after[fee.key] != fee.remaining - credited:
                raise UserError(
                    self.env._(
                        "%(fee)s was not reduced as decided, so nothing was booked.",
                        fee=lines[fee.key].charge_id.display_name,
                    )
                )
            lines[fee.key]._record_effect(
                {
                    "amount_before": amount(fee.remaining, digits),
                    "amount_applied": amount(credited, digits),
                    "amount_after": amount(after[fee.key], digits),
                }
            )
        self._record_effect(
            {
                "state": "applied",
                "applied_on": self.company_id._arrears_today(),
                "amount_before": amount(sum(fee.remaining for fee in before), digits),
                "amount_after": amount(sum(after.values()), digits),
                "failed_on": False,
                "failure": False,
            }
        )

    def _keep_failure(self, reasons):
        self._record_effect({"failed_on": fields.Datetime.now(), "failure": as_json(reasons)})
        return self._answer(self.id, "refused", reasons)

    def _answer(self, waiver_id, state, reasons=()):
        """One answer of the seam; before and after in minor units, once they are known."""
        known = self.id == waiver_id and self.state == "applied"
        digits = self.currency_id.decimal_places if known else 0
        words = self.env["arrears.reason.wording"]
        return {
            "waiver_id": waiver_id,
            "state": state,
            "code": reasons[0].code if reasons else None,
            "message": words._word(as_json(reasons)) if reasons else None,
            "before": minor_units(self.amount_before, digits) if known else None,
            "after": minor_units(self.amount_after, digits) if known else None,
        }
