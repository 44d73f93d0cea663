import json
from collections import namedtuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.incentives import IN_A_ROW, Decision, earned_by, judge, subject_of
from ...engine.money import amount, decimal_amount, minor_units
from ...engine.reason import Reason, as_json

# A proposal decided: the amount in minor units and why, or the reasons against it; neither, where
# the cause is known already. ``row`` holds the facts it was decided on.
Verdict = namedtuple("Verdict", "cause amount reasons row earned", defaults=((), None, None))


class ArrearsIncentiveProgram(models.Model):
    """Granting: the sidecar proposes, everything is decided again here."""

    _inherit = "arrears.incentive.program"

    @api.model
    def _sidecar_programs(self):
        """Running programmes of the caller's companies, with their rules."""
        programs = self.search(
            [("state", "=", "active"), ("company_id", "in", self.env.companies.ids)], order="id"
        )
        return [program._as_offer() for program in programs]

    def _as_offer(self):
        rules = self._rules()
        return {
            "program_id": self.id,
            "name": self.name,
            "kind": self.kind,
            "company_id": self.company_id.id,
            "currency": self.currency_id.name,
            "digits": self.currency_id.decimal_places,
            "date_from": self.date_from.isoformat(),
            "date_to": self.date_to.isoformat(),
            "rules": {
                "kinds": sorted(rules.kinds),
                "estates": sorted(rules.estates),
                "grace_days": rules.grace_days,
                "percent": rules.percent,
                "amount": rules.fixed,
                "cap": rules.cap,
                "budget_left": self._budget_left(),
                "no_arrears": True,
                "row_length": rules.row_length,
                "free_months": rules.free_months,
                "exclusive": rules.exclusive,
            },
        }

    def _budget_left(self):
        digits = self.currency_id.decimal_places
        return minor_units(self.budget, digits) - minor_units(self.amount_granted, digits)

    @api.model
    def _sidecar_facts(self, program_id, after=0, limit=2000):
        """One page of facts: ``{"rows": [...], "next": the last subject, None at the end}``."""
        program = self._of_sidecar(program_id)
        rows = program._page_of_facts(after, limit)
        return {
            "rows": [program._fact_as_json(row) for row in rows],
            "next": rows[-1]["subject"] if len(rows) == limit else None,
        }

    @api.model
    def _of_sidecar(self, program_id):
        program = self.browse(program_id).exists()
        if len(program) != 1 or program.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "Reward programme %(number)s is unknown: ask for the list again.",
                    number=str(program_id)[:20],
                )
            )
        return program

    @api.model
    def _sidecar_grant(self, program_id, awards):
        """Decide a list of proposals, each for itself, in one transaction.

        The programme is locked first, and a cause known already is answered ``exists``, so the
        same call again changes nothing.

        :return: one answer per proposal, in its order
        """
        program = self._of_sidecar(program_id)
        program._lock()
        proposals = [item if isinstance(item, dict) else {} for item in awards]
        verdicts = program._judge_all(proposals)
        inserted = program._insert_awards([verdict for verdict in verdicts if verdict.amount])
        return [program._answer(verdict, inserted) for verdict in verdicts]

    def _judge_all(self, proposals):
        """One verdict per proposal; each grant lowers the budget for those behind it."""
        causes = [str(item.get("cause")) for item in proposals]
        known = self._known_causes(causes)
        asked = {subject_of(self.kind, cause) for cause in causes if cause not in known} - {None}
        facts, rules, left = self._facts_of(asked), self._rules(), self._budget_left()
        verdicts = []
        for item, cause in zip(proposals, causes, strict=True):
            if cause in known:
                verdicts.append(Verdict(cause, 0))
                continue
            row = facts.get(subject_of(self.kind, cause))
            decision = self._judge_one(rules, item, row, left)
            earned = earned_by(rules, self._bill_of(row)) if decision.granted else None
            verdicts.append(Verdict(cause, decision.amount, decision.reasons, row, earned))
            if decision.granted:
                left -= decision.amount
                known.add(cause)
        return verdicts

    def _known_causes(self, causes):
        found = self.env["arrears.incentive.award"].search_fetch(
            [("program_id", "=", self.id), ("cause", "in", causes)], ["cause"]
        )
        return set(found.mapped("cause"))

    def _judge_one(self, rules, item, row, left):
        if not row:
            return Decision(0, (Reason("cause_unknown"),))
        if (item.get("debtor_id"), item.get("unit_id")) != (row["debtor_id"], row["unit_id"]):
            return Decision(0, (Reason("facts_differ"),))
        return judge(rules, self._bill_of(row), left)

    def _count_bills(self, verdicts, awards):
        """Keep which bills a row was made of; the unique index counts each once.

        :param awards: {cause: id of the new award}
        """
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC')",
                awards[verdict.cause],
                self.id,
                self.company_id.id,
                charge,
                self.env.uid,
                self.env.uid,
            )
            for verdict in verdicts
            if verdict.cause in awards
            for charge in verdict.row["row"]
        ]
        if rows:
            self.env.execute_query(
                SQL(
                    "INSERT INTO arrears_incentive_award_bill (award_id, program_id, company_id,"
                    " charge_id, create_uid, create_date, write_uid, write_date) VALUES %s"
                    " RETURNING id",
                    SQL(", ").join(rows),
                )
            )

    def _answer(self, verdict, inserted):
        """What the sidecar is told about one proposal."""
        if verdict.reasons:
            words = self.env["arrears.reason.wording"]._word(as_json(verdict.reasons))
            code = verdict.reasons[0].code
            return {"cause": verdict.cause, "state": "refused", "code": code, "message": words}
        new = verdict.amount and verdict.cause in inserted
        state = "granted" if new else "exists"
        return {"cause": verdict.cause, "state": state, "code": None, "message": None}

    def _insert_awards(self, verdicts):
        """Write the granted awards in one statement and count them against the budget.

        The unique index on programme and cause has the last word: what it knows already is left
        out of the answer.

        :return: the causes that are new
        """
        if not verdicts:
            return set()
        digits = self.currency_id.decimal_places
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_incentive_award
                    (is_exclusive, program_id, cause, company_id, currency_id, charge_id,
                     debtor_id, unit_id,
                     estate_id, period_from, period_to, basis, amount, earned, state,
                     granted_on, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (program_id, cause) DO NOTHING
                RETURNING cause, amount, id
                """,
                SQL(", ").join(self._award_row(verdict) for verdict in verdicts),
            )
        )
        self.env["arrears.incentive.award"]._forget_owners_waiting()
        self.invalidate_recordset(["award_ids", "award_count"])
        granted = sum(minor_units(value, digits) for _cause, value, _id in inserted)
        total = minor_units(self.amount_granted, digits) + granted
        self._record_effect({"amount_granted": amount(total, digits)})
        awards = {cause: award_id for cause, _value, award_id in inserted}
        if self.kind == IN_A_ROW:
            self._count_bills(verdicts, awards)
        return set(awards)

    def _award_row(self, verdict):
        digits = self.currency_id.decimal_places
        row = verdict.row
        return SQL(
            "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'granted',"
            " %s, %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC')",
            self.is_exclusive,
            self.id,
            verdict.cause,
            self.company_id.id,
            self.currency_id.id,
            row["charge_id"],
            row["debtor_id"],
            row["unit_id"],
            row["estate_id"],
            row["period_from"],
            row["period_to"],
            decimal_amount(row["original"] - row["credited"], digits),
            decimal_amount(verdict.amount, digits),
            json.dumps(as_json([verdict.earned])),
            self.company_id._arrears_today(),
            self.env.uid,
            self.env.uid,
        )
