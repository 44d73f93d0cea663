from odoo import models
from odoo.fields import Domain

from ...engine.reason import Reason

# What a person asked for holds for the person, whichever card it was said about.
OF_THE_PERSON = ("do_not_contact", "represented", "deceased")


class ArrearsCase(models.Model):
    """The stops of this room, for a set of cards by a fixed number of queries."""

    _inherit = "arrears.case"

    def _stop_reasons(self, today, known=None):
        """Extended: the person's own stops, what we still owe an answer on, and a ledger too old.

        A pause that ran out because the office is late goes on: who waits for us is not pursued.
        """
        known = known or self._known(today)
        stops = super()._stop_reasons(today, known)
        for company, cases in self.sudo().grouped("company_id").items():
            person = cases._person_stops(company, today)
            claimed = cases._claimed_payments()
            asked = cases._open_grievances()
            ledger = cases._ledger_reasons(company, today)
            for case in cases:
                _company, debtor = known.who[case.id]
                found = (
                    *person.get(debtor, ()),
                    *claimed.get(debtor, ()),
                    *asked.get(case.id, ()),
                    *ledger.get(known.estates[case.id], ()),
                )
                _add_new(stops[case.id], found)
        return stops

    def _person_stops(self, company, today):
        """Holds in force over any card of these debtors that hold for the person.

        :return: ``{debtor id: [Reason]}``
        """
        holds = self.env["arrears.hold"].sudo()
        found = holds.search(
            Domain("company_id", "=", company.id)
            & Domain("case_id.debtor_id", "in", self.debtor_id.ids)
            & Domain("type", "in", OF_THE_PERSON)
            & Domain("amount", "in", (False, 0))
            & Domain("charge_ids", "=", False)
            & holds._running_domain(today)
        )
        reasons = {}
        for hold in found:
            until = {"until": hold.date_until.isoformat()} if hold.date_until else {}
            reasons.setdefault(hold.case_id.debtor_id.id, {}).setdefault(
                hold.type, Reason(f"hold_{hold.type}", until)
            )
        return {debtor: list(of_debtor.values()) for debtor, of_debtor in reasons.items()}

    def _claimed_payments(self):
        """Payments that we still have to trace, or found and did not allocate yet.

        :return: ``{debtor id: [Reason]}``: the money may be for any unit of the debtor
        """
        claims = self.env["arrears.payment.claim"].sudo().search(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.debtor_id.ids),
                ("state", "in", ("open", "found")),
            ]
        )  # fmt: skip
        found = {}
        for claim in claims.filtered(lambda one: one.state == "open" or one._is_unallocated()):
            code = "hold_payment_claim" if claim.state == "open" else "payment_found_unbooked"
            reason = Reason(code, {"day": claim.paid_on.isoformat()})
            found.setdefault(claim.debtor_id.id, []).append(reason)
        return found

    def _amounts_asked(self, today):
        """Extended: what the owner said was paid, also where it was not found yet: a bank line of
        just that amount stops collection until somebody has looked at it."""
        found = super()._amounts_asked(today)
        claims = self.env["arrears.payment.claim"].sudo().search(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.debtor_id.ids),
                ("state", "in", ("open", "not_found")),
            ]
        )  # fmt: skip
        by_debtor = claims.grouped(lambda claim: (claim.company_id, claim.debtor_id))
        for case, amounts in found.items():
            amounts.update(
                claim._minor(claim.amount)
                for claim in by_debtor.get((case.company_id, case.debtor_id), ())
            )
        return found

    def _open_grievances(self):
        """``{case id: [Reason]}`` of questions and complaints that are not closed."""
        grievances = self.env["arrears.grievance"].sudo().search_fetch(
            [("case_id", "in", self.ids), ("state", "!=", "closed")], ["case_id"]
        )  # fmt: skip
        return {grievance.case_id.id: [Reason("hold_grievance")] for grievance in grievances}

    def _ledger_reasons(self, company, today):
        """``{estate id: [Reason]}`` of the estates whose payments might not be in the books yet."""
        gaps = self.env["arrears.ledger.gap"]
        stale = gaps._stale_accounts(company, self.estate_id, today)
        journals = self.env["account.journal"].sudo()
        return {
            estate: [
                Reason(
                    "ledger_too_old",
                    {
                        "account": journals.browse(found.account).name,
                        "newest": found.newest.isoformat(),
                        "since": found.since.isoformat(),
                    },
                )
            ]
            for estate, found in stale.items()
        }


def _add_new(reasons, found):
    """Add the reasons that are not given yet, each ground once."""
    if not found:
        return
    known = {reason.code for reason in reasons}
    for reason in found:
        if reason.code not in known:
            known.add(reason.code)
            reasons.append(reason)
