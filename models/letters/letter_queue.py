from datetime import datetime, time

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...engine.demand import FLOOR_DAYS, leaves_too_little_time, pay_by
from ...engine.money import minor_units
from ...engine.reason import Reason, as_json
from ..collection.contact_gate import AUTOMATIC_ONLY
from .letter import COLLECTOR

# A PDF takes about a second: so many at once are printed while one waits.
MOST_AT_ONCE = 50
TEMPLATE = "property_arrears.demand_letter_document"


class ArrearsLetter(models.Model):
    """The print queue: everything is asked again at printing, and again as a letter leaves."""

    _inherit = "arrears.letter"

    @api.model
    def _what_may_be_asked(self, cases, by_run=False):
        """What a letter about these cards may ask for today.

        :param cases: cards of one debtor in one company
        :param by_run: also what stops the automatic ladder alone counts
        :return: (the cards that are free, [(charge, minor units)] oldest first, reasons against)
        """
        today = cases.company_id._arrears_today()
        ignored = frozenset() if by_run else AUTOMATIC_ONLY
        stops = {
            key: [reason for reason in reasons if reason.code not in ignored]
            for key, reasons in cases._stop_reasons(today).items()
        }
        free = cases.filtered(lambda case: not stops[case.id])
        if not free:
            reasons = [reason for case in cases for reason in stops[case.id]]
            return free, [], list(dict.fromkeys(reasons)) or [Reason("nothing_due")]
        obstacle = free._address_obstacles()[free[0].id]
        reasons = [obstacle] if obstacle else []
        contact = self.env["arrears.contact"].sudo()
        reasons += contact._contact_reasons(free, "letter", contact._now(cases.company_id))
        pairs = [pair for group in free._named_charges(today).values() for pair in group]
        if not pairs:
            reasons.append(Reason("nothing_due"))
        return free, sorted(pairs, key=lambda pair: (pair[0].due_date, pair[0].id)), reasons

    # ------------------------------------------------------------------
    # Printing
    # ------------------------------------------------------------------

    def action_print(self):
        """Print the chosen letters as one file; what may no longer be asked for is refused.

        :raises UserError: too many at once, or nothing of it can be printed
        """
        letters = self._of_worker()
        if len(letters) > MOST_AT_ONCE:
            raise UserError(
                self.env._(
                    "At most %(limit)s letters are printed at once. Choose fewer, then the next.",
                    limit=MOST_AT_ONCE,
                )
            )
        for letter in letters.sorted("id"):
            letter._print()
        documents = letters.document_id
        if not documents:
            return self._say_refused(letters)
        # One's own rights again: the papers show names.
        documents = documents.with_env(self.env)
        return (
            documents.action_print() if len(documents) == 1 else documents.action_print_together()
        )

    def _print(self):
        """Number, draw and keep this letter, or refuse it. A printed one is left as it is."""
        self.ensure_one()
        if self.state != "to_print":
            return
        free, named, reasons = self._what_may_be_asked(self.case_ids, by_run=bool(self.run_id))
        if reasons:
            self._refuse(reasons)
            return
        values = self._values_for(free, named)
        self.line_ids.unlink()
        self.write({name: values[name] for name in ("case_ids", "line_ids", "estate_id")})
        company = self.company_id
        lines = free._letter_addresses()[company.id, self.debtor_id.id]
        today = company._arrears_today()
        self._record_effect(
            {
                "name": self.env["arrears.document"]._next_number(company, "demand_letter"),
                "pay_by": pay_by(today, company.arrears_demand_days),
                "address": "\n".join(lines),
                "address_key": self.env["arrears.address.mark"]._key_of(lines),
                "debtor_name": self.debtor_id.name,
            }
        )
        self._draw()

    def _draw(self):
        document = self.env["arrears.document"]._issue(
            self,
            "demand_letter",
            TEMPLATE,
            {"number": self.name, "also": None},
            language=self.language,
        )
        self._record_effect(
            {
                "state": "printed",
                "printed_at": self.env["arrears.contact"]._now(self.company_id),
                "document_id": document.id,
            }
        )

    def _say_refused(self, letters):
        refused = letters.filtered(lambda letter: letter.state == "refused")
        text = refused._why_refused() or self.env._("None of these letters waits to be printed.")
        return self._notice(self.env._("Nothing was printed"), text)

    def _say_not_to_post(self, refused):
        """What the window answers: nothing, or which letters must be taken out of the pile."""
        if not refused:
            return {"type": "ir.actions.act_window_close"}
        title = self.env._("Do not post these letters: take them out of the pile")
        return self._notice(title, refused._why_refused())

    def _why_refused(self):
        return "\n".join(f"{letter.display_name}: {letter.reason_text}" for letter in self)

    @api.model
    def _notice(self, title, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": title,
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    def _reasons_against_posting(self, on):
        """What came up since this letter was printed: stops, a changed debt, too little time.

        :param on: the day it is posted
        """
        self.ensure_one()
        free, named, reasons = self._what_may_be_asked(self.case_ids, by_run=bool(self.run_id))
        if free != self.case_ids and not reasons:
            reasons = [Reason("changed_since")]
        digits = self.currency_id.decimal_places
        printed = {
            line.charge_id.id: minor_units(line.amount_asked, digits) for line in self.line_ids
        }
        if not reasons and {charge.id: asked for charge, asked in named} != printed:
            reasons = [Reason("changed_since")]
        if not reasons and leaves_too_little_time(self.pay_by, on):
            reasons = [Reason("letter_too_old", {"days": FLOOR_DAYS})]
        return reasons

    def _post(self, on, method, tracking="", breach_reasons=(), **proof):
        """Note that this letter left the house: from now on it is a contact, and evidence.

        :param on: the day it was posted
        :param breach_reasons: what forbade it, when it left all the same
        """
        self.ensure_one()
        contact = self.env["arrears.contact"].sudo().create(
            self._contact_values(on, breach_reasons)
        )  # fmt: skip
        self._record_effect(
            {
                "state": "posted",
                "method": method,
                "tracking_number": tracking or False,
                "posted_on": on,
                "posted_by_id": self.env.uid,
                "contact_id": contact.id,
                **proof,
            }
        )
        self._claims().write({"contact_id": contact.id})

    def _contact_values(self, on, breach_reasons):
        return {
            "company_id": self.company_id.id,
            "debtor_id": self.debtor_id.id,
            "partner_id": self.debtor_id.id,
            "party": self.party,
            "case_ids": [(6, 0, self.case_ids.ids)],
            "charge_ids": [(6, 0, self.line_ids.charge_id.ids)],
            "amount": self.amount,
            "channel": "letter",
            "contact_class": "dunning",
            "tone": "firm",
            "state": "sent",
            "happened_at": self._moment_of(on),
            "debtor_name": self.debtor_name,
            "address": self.address,
            "language": self.language,
            "subject": self.document_id.title,
            "text": f"{self.name}\nSHA-256 {self.document_id.sha256}",
            "breach": bool(breach_reasons),
            "reasons": as_json(breach_reasons) or False,
            "user_id": self.env.uid,
            "step_id": self.step_id.id,
            "run_id": self.run_id.id,
        }

    def _moment_of(self, day):
        """A UTC moment on a day: now if it is today, else its noon on the company's clock."""
        contact = self.env["arrears.contact"]
        if day == self.company_id._arrears_today():
            return contact._now(self.company_id)
        noon = datetime.combine(day, time(12))
        return contact._to_utc(noon, self.company_id.partner_id, self.company_id)

    # ------------------------------------------------------------------
    # Refused and taken back
    # ------------------------------------------------------------------

    def _refuse(self, reasons):
        """Keep the letter as refused; its steps may come again once the reasons are gone."""
        self._record_effect({"state": "refused", "reasons": as_json(reasons)})
        self._claims().write({"voided": True})

    def action_cancel(self):
        """Take letters back that have not been posted; their steps may come again."""
        letters = self._of_worker()
        letters._cancel(Reason("cancelled_by_user", {"user": self.env.user.name}))
        return True

    def _cancel(self, reason):
        waiting = self.filtered(lambda letter: letter.state in ("to_print", "printed"))
        for letter in waiting:
            letter._record_effect({"state": "cancelled", "reasons": as_json([reason])})
        waiting._claims().write({"voided": True})

    def _claims(self):
        claims = self.env["arrears.step.claim"].sudo()
        return claims.search([("letter_id", "in", self.ids)])

    def _of_worker(self):
        """The letters past the gate of rights, for those who work their cards.

        :raises AccessError: the user works none of them
        """
        self.check_access("read")
        if not self.env.user.has_group(COLLECTOR):
            raise AccessError(self.env._("Letters are printed and posted by collectors."))
        self.case_ids.check_access("write")
        letters = self.sudo()
        letters.lock_for_update()
        return letters
