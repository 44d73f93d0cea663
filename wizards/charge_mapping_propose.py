import json

from odoo import models
from odoo.fields import Domain

from ..engine.gates import KINDS_WITH_PRICE_BASIS
from ..engine.mapping import LineFacts, UnitFacts, UnitIndex, propose
from ..engine.reason import Reason, as_json
from .charge_mapping_sql import proposed_statement, texts_statement

CHUNK = 1000


class ArrearsChargeMapping(models.Model):
    """What a batch proposes: facts of a chunk by a few queries, the judgement by the engine."""

    _inherit = "arrears.charge.mapping"

    def _propose_chunk(self):
        """Propose for the next lines; the number done."""
        rows = self.env.execute_query(
            texts_statement(mapping=self.id, company=self.company_id.id, limit=CHUNK)
        )
        if not rows:
            return 0
        debtors = {row[2] for row in rows if row[2]}
        payers = self._payer_spans(debtors)
        index, estates = self._unit_index(), self._estates()
        answers = [self._answer(row, payers, index, estates) for row in rows]
        self._with_bases(answers, index)
        self.env.cr.execute(
            proposed_statement(
                [self._as_row(answer) for answer in answers],
                mapping=self.id, company=self.company_id.id,
            )
        )  # fmt: skip
        self._keep_texts([row[0] for row in rows])
        return len(rows)

    def _answer(self, row, payers, index, estates):
        """One line's proposal, with what the price basis needs to know."""
        line_id, day, debtor, needs_unit, needs_kind, needs_period, needs_basis, unit, *rest = row
        distribution, *texts = rest
        facts = LineFacts(
            texts=tuple(text for text in texts if text),
            issued_on=day,
            estate=self._estate_of(unit, distribution, index, estates),
            payer_units=tuple(
                {
                    key: None
                    for key, first, last in payers.get(debtor, ())
                    if first <= day and (not last or day <= last)
                }
            ),
            needs_unit=needs_unit,
            needs_kind=needs_kind,
            needs_period=needs_period,
        )
        cycles = {estate.id: estate.billing_cycle for estate in estates}
        return {
            "id": line_id, "facts": facts, "proposal": propose(facts, index, cycles),
            "needs_basis": needs_basis, "unit": unit, "basis": None, "basis_reason": None,
        }  # fmt: skip

    def _estate_of(self, unit_id, distribution, index, estates):
        """The estate of a line: of its unit, else of its analytic account."""
        if unit_id in index.units:
            return index.units[unit_id].estate
        accounts = {int(key) for keys in distribution or {} for key in keys.split(",")}
        found = estates.filtered(lambda estate: estate.analytic_account_id.id in accounts)
        return found.id if len(found) == 1 else None

    def _with_bases(self, answers, index):
        """Add the fee standard of the time as price basis where one is lacking."""
        lines = self.env["arrears.charge.mapping.line"].browse(a["id"] for a in answers)
        kinds = {line.id: line.kind for line in lines}
        units = (
            self.env["arrears.unit"]
            .sudo()
            .browse({a["proposal"].unit or a["unit"] for a in answers} - {None})
        )
        usages = {unit.id: unit.usage for unit in units}
        standards = self._standards()
        for answer in answers:
            unit = answer["proposal"].unit or answer["unit"]
            kind = answer["proposal"].kind or kinds[answer["id"]]
            if answer["needs_basis"] and unit in index.units and kind in KINDS_WITH_PRICE_BASIS:
                period = answer["proposal"].period
                day = period.first if period else answer["facts"].issued_on
                estate = index.units[unit].estate
                choices = standards.get((estate, kind), ())
                answer["basis"] = self._basis_on(choices, usages[unit], day)
                code = "mapping_basis_standard" if answer["basis"] else "mapping_basis_unknown"
                answer["basis_reason"] = Reason(code)

    def _standards(self):
        """Fee standards of the company by (estate id, kind), those of one usage in front."""
        found = {}
        records = (
            self.env["arrears.fee.standard"]
            .sudo()
            .search([("company_id", "=", self.company_id.id)])
        )
        # The words stay on the bills, so they are the company's and not the clicking user's.
        records = self.company_id._arrears_in_language(records)
        for standard in records.sorted(lambda one: not one.usage):
            found.setdefault((standard.estate_id.id, standard.kind), []).append(standard)
        return found

    def _basis_on(self, standards, usage, day):
        """The words of the first standard that holds for a usage on a day; None without one."""
        for standard in standards:
            in_time = standard.date_from <= day and (
                not standard.date_to or day <= standard.date_to
            )
            if in_time and standard.usage in (usage, False):
                return standard._price_basis_text()
        return None

    def _as_row(self, answer):
        """The values of one line as the statement takes them."""
        proposal = answer["proposal"]
        reasons = [*proposal.reasons, *filter(None, [answer["basis_reason"]])]
        return (
            answer["id"], proposal.unit, proposal.kind,
            proposal.period.first if proposal.period else None,
            proposal.period.last if proposal.period else None,
            answer["basis"], json.dumps(as_json(reasons)), proposal.sure,
        )  # fmt: skip

    def _keep_texts(self, line_ids):
        """Keep the words of the lines as they were when they were read."""
        self.env.cr.execute(
            """
            UPDATE arrears_charge_mapping_line mapped
               SET text = CONCAT_WS(' · ', NULLIF(line.name, ''), NULLIF(move.ref, ''))
              FROM account_move_line line JOIN account_move move ON move.id = line.move_id
             WHERE line.id = mapped.line_id AND mapped.id = ANY(%s)
               AND mapped.company_id = %s
            """,
            (line_ids, self.company_id.id),
        )
        self.env["arrears.charge.mapping.line"].invalidate_model(flush=False)

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _unit_index(self):
        """The company's units by the names they are called."""
        units = self.env["arrears.unit"].sudo().with_context(active_test=False)
        rows = units.search_fetch(
            [("company_id", "=", self.company_id.id)], ["name", "number", "estate_id"]
        )
        return UnitIndex.of(
            UnitFacts(unit.id, unit.name, unit.number, unit.estate_id.id, unit.estate_id.name)
            for unit in rows
        )

    def _estates(self):
        return self.env["arrears.estate"].sudo().search([("company_id", "=", self.company_id.id)])

    def _payer_spans(self, debtor_ids):
        """``{debtor id: [(unit id, first day, last day or False)]}``."""
        found = (
            self.env["arrears.ownership"]
            .sudo()
            .search(
                Domain("company_id", "=", self.company_id.id)
                & Domain("partner_id.commercial_partner_id", "in", list(debtor_ids))
            )
        )
        spans = {}
        for span in found:
            debtor = span.partner_id.commercial_partner_id.id
            spans.setdefault(debtor, []).append((span.unit_id.id, span.date_from, span.date_to))
        return spans
