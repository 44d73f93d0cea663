from odoo import api, models
from odoo.exceptions import UserError

from ...engine.demand import Delivery, delivery_faults, proof_method
from ...engine.masking import mask_name
from ...engine.reason import Reason

# What may be booked of a letter, and in which state it must be.
BOOKED_FROM = {
    "posted": ("printed",),
    "delivered": ("posted",),
    "returned": ("posted",),
    "refused": ("posted",),
    "unclaimed": ("posted",),
}
# Words of a list of results → why a letter came back.
RETURN_REASON = {"returned": "address", "refused": "declined", "unclaimed": "unclaimed"}


class ArrearsLetter(models.Model):
    """What became of letters: booked one by one or as a list, with all that follows from it."""

    _inherit = "arrears.letter"

    @api.model
    def _result_faults(self, letter, row):
        """Why what ``row`` says of a letter can't be booked; empty when it can.

        :param row: ``ResultRow``, or anything with its fields
        """
        allowed = BOOKED_FROM[row.result]
        if letter.state not in allowed:
            states = dict(self._fields["state"]._description_selection(self.env))
            return [Reason("letter_wrong_state", {"state": states[letter.state]})]
        today = letter.company_id._arrears_today()
        if row.day > today:
            return [Reason("letter_day_ahead", {"day": row.day.isoformat()})]
        if row.result == "posted":
            return letter._posting_faults(row)
        if row.result == "delivered":
            tracking = row.tracking or letter.tracking_number or ""
            delivery = Delivery(
                letter.method, row.day, letter.posted_on, tracking, row.signer, row.relation
            )
            return delivery_faults(delivery, today)
        if row.day < letter.posted_on:
            return [Reason("letter_before_posting", {"day": letter.posted_on.isoformat()})]
        return []

    def _posting_faults(self, row):
        printed = self.env["arrears.contact"]._to_local(
            self.printed_at, self.company_id.partner_id, self.company_id
        )
        if row.day < printed.date():
            return [Reason("letter_before_printing", {"day": printed.date().isoformat()})]
        return [] if row.method else [Reason("letter_no_method")]

    def _book_result(self, row, breach_reasons=(), **proof):
        """Book what ``row`` says of this letter; it was checked before."""
        self.ensure_one()
        if row.result == "posted":
            self._post(row.day, row.method, row.tracking, breach_reasons, **proof)
        elif row.result == "delivered":
            self._deliver(row)
        else:
            self._come_back(row)

    def _deliver(self, row):
        """It arrived: the contact says so, limitation runs anew where that is proven."""
        self._record_effect(
            {
                "state": "delivered",
                "tracking_number": row.tracking or self.tracking_number,
                "result_on": row.day,
                "signer": row.signer or False,
                "relation": row.relation,
            }
        )
        self._event("delivered", row.day)
        method = proof_method(self.method, self.relation)
        if method:
            self._record_effect({"limitation_event_id": self._interrupt_limitation(method).id})
            self._mark_own_address("good")

    def _come_back(self, row):
        """It came back: nothing arrived. A bad address is used no more until it is corrected."""
        reason = RETURN_REASON[row.result]
        self._record_effect(
            {
                "state": "returned",
                "tracking_number": row.tracking or self.tracking_number,
                "result_on": row.day,
                "return_reason": reason,
            }
        )
        self._event("bounced", row.day)
        if reason == "address":
            self._mark_own_address("bad")

    def _event(self, kind, day):
        """The contact goes on to its next state, with the event that says why."""
        contact = self.contact_id
        contact.write({"state": "delivered" if kind == "delivered" else "failed"})
        self.env["arrears.contact.event"].sudo().create(
            {
                "contact_id": contact.id,
                "kind": kind,
                "moment": self._moment_of(day),
                "detail": self._proof(),
            }
        )

    def _proof(self):
        """What shows how the letter went, in a line; whoever reads the proof needs no full name."""
        methods = dict(self._fields["method"]._description_selection(self.env))
        relations = dict(self._fields["relation"]._description_selection(self.env))
        parts = (methods[self.method], self.tracking_number, mask_name(self.signer or ""),
                 relations.get(self.relation))  # fmt: skip
        return ", ".join(filter(None, parts))

    def _interrupt_limitation(self, method):
        """The delivered demand as an event of limitation for each charge that it names."""
        event = (
            self.env["arrears.limitation.event"]
            .sudo()
            .create(
                {
                    "company_id": self.company_id.id,
                    "debtor_id": self.debtor_id.id,
                    "type": "demand",
                    "date": self.result_on,
                    "method": method,
                    "proof": f"{self.name}, {self._proof()}",
                    "letter_id": self.id,
                    "charge_link_ids": [
                        (0, 0, {"charge_id": charge.id}) for charge in self.line_ids.charge_id
                    ],
                }
            )
        )
        event.action_record()
        return event

    def _mark_own_address(self, quality):
        mark = self.env["arrears.address.mark"]
        mark._add(self.company_id, self.debtor_id, self.address_key, quality, letter_id=self.id)

    # ------------------------------------------------------------------
    # Windows
    # ------------------------------------------------------------------

    def action_enter_result(self):
        """Open the window in which one says how these letters went."""
        self.check_access("read")
        wanted = "posted" if set(self.mapped("state")) <= {"printed"} else "delivered"
        if not self:
            raise UserError(self.env._("Choose letters first."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How the letters went"),
            "res_model": "arrears.letter.entry",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_letter_ids": self.ids, "default_result": wanted},
        }

    def action_enter_list(self):
        """Open the window that takes a list of numbers and results."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("List of results"),
            "res_model": "arrears.letter.results",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
