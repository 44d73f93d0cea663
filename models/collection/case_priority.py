from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.money import decimal_of
from ...engine.priority import KEY_USAGES, PriorityFacts, points


class ArrearsCase(models.Model):
    """Why a card stands where it stands on the work list, in words."""

    _inherit = "arrears.case"

    why_here = fields.Char(
        string="Why here",
        compute="_compute_why_here",
        help="The parts of its priority. They add up to it, and none is about the person.",
    )

    @api.depends("amount_pursued", "oldest_due_date", "limitation_date", "state", "unit_id.usage")
    @api.depends_context("arrears_today", "lang")
    def _compute_why_here(self):
        labels = self._words_of_points()
        for company, cases in self.grouped("company_id").items():
            today = (company or self.env.company)._arrears_today()
            facts = cases._priority_facts(company or self.env.company, today)
            for case in cases:
                parts = points(facts[case.id])
                case.why_here = " · ".join(
                    f"{labels[code]} {value:+d}" for code, value in parts if case.state != "closed"
                )

    def _priority_facts(self, company, today):
        """The facts behind the scores, as the statement of the cards takes them.

        :return: ``{case id: PriorityFacts}``
        """
        broken = self.env["arrears.hold"].sudo()._broken_promises(self, today)
        owed, ends = self._owed_codes(company), self._extension_ends(today)
        proposed = self.sudo().legal_proposal_ids.filtered(lambda one: one.state == "proposed")
        return {
            case.id: PriorityFacts(
                days_overdue=case.days_overdue,
                pursued=int(decimal_of(case.amount_pursued)),
                days_to_limitation=_days_to(case.limitation_date, today),
                broken_promises=broken.get(case.id, 0),
                held=case.state == "held",
                answers_owed=frozenset(owed.get(case.id, ())),
                days_to_extension_end=_days_to(ends.get(case.id), today),
                legal_proposed=case in proposed.case_id,
                key_account=case.usage in KEY_USAGES,
            )
            for case in self
        }

    def _owed_codes(self, company):
        """What each debtor waits for: ``{case id: {code}}``."""
        self._flush_sources()
        rows = self.env.execute_query(
            SQL(
                "SELECT case_id, code FROM (%s) owed WHERE case_id = ANY(%s)",
                self._answers_owed(company),
                self.ids,
            )
        )
        found = {}
        for case_id, code in rows:
            found.setdefault(case_id, set()).add(code)
        return found

    def _extension_ends(self, today):
        """The last day of the extension that runs on each card: ``{case id: date}``."""
        holds = self.env["arrears.hold"].sudo()
        running = holds._running_domain(today)
        found = holds.search(
            running & Domain("case_id", "in", self.ids) & Domain("type", "=", "extension"),
            order="date_until DESC",
        )
        return {hold.case_id.id: hold.date_until for hold in found}

    @api.model
    def _words_of_points(self):
        _ = self.env._
        return {
            "amount": _("Amount"),
            "age": _("Age of the debt"),
            "limitation_near": _("Limitation near"),
            "broken_promise": _("Broken promise"),
            "held": _("On hold"),
            "payment_claim": _("Payment being traced"),
            "grievance": _("Question or complaint open"),
            "extension_ending": _("Extension ends soon"),
            "key_account": _("Shop, office or villa"),
            "legal_proposed": _("Legal steps to decide"),
        }


def _days_to(day, today):
    return (day - today).days if day else None
