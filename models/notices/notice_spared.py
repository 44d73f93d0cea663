from odoo import api, models

from ...engine.notices import Spared
from ...engine.payment_record import record_of
from ...engine.segments import segment_of


class ArrearsNotice(models.Model):
    """Who hears of a bill once before it is due instead of by every rule: a convenience of a good
    record, by segment, by programme or by the owner's own wish."""

    _inherit = "arrears.notice"

    @api.model
    def _spared(self, company, debtor_ids, judged, today):
        """Ids of debtors who hear of a bill once.

        :param judged: ``{debtor id: [Judged]}`` of at least these debtors
        """
        wishes = self.env["arrears.notice.wish"]._of(company, debtor_ids)
        overdue = self._overdue(company, debtor_ids, today)
        by_segment = self._in_sparing_segments(company, debtor_ids, judged, today)
        by_program = self._in_sparing_programs(company, debtor_ids)
        return {
            debtor
            for debtor in debtor_ids
            if Spared(
                late=record_of(judged[debtor]).last_late,
                overdue=debtor in overdue,
                wish=wishes.get(debtor),
                granted=debtor in by_segment or debtor in by_program,
            ).holds()
        }

    @api.model
    def _overdue(self, company, debtor_ids, today):
        rows = self.env["arrears.charge"].sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("debtor_id", "in", debtor_ids),
                ("state", "=", "open"),
                ("amount_remaining", ">", 0),
                ("due_date", "<", today),
            ],
            ["debtor_id"],
        )  # fmt: skip
        return {debtor.id for (debtor,) in rows}

    @api.model
    def _in_sparing_segments(self, company, debtor_ids, judged, today):
        """Those whom a segment with fewer notices takes, with nothing overdue."""
        segments = self.env["arrears.segment"].sudo()
        if not segments.search_count([("fewer_notices", "=", True)], limit=1):
            return set()
        cases, rules = self.env["arrears.case"].sudo(), segments._rules_of(company)
        account, found = cases._account_facts(company, debtor_ids, today), set()
        for debtor in debtor_ids:
            record = record_of(judged[debtor])
            inputs = {"bills": record.last_bills, "late": record.last_late, **account[debtor]}
            chosen = segment_of(rules, cases._facts_from(inputs, None, today))
            if chosen and segments.browse(chosen.key).fewer_notices:
                found.add(debtor)
        return found

    @api.model
    def _in_sparing_programs(self, company, debtor_ids):
        """Those with a standing reward of a running programme that gives fewer notices too."""
        rows = self.env["arrears.incentive.award"].sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("debtor_id", "in", debtor_ids),
                ("state", "in", ("granted", "booked")),
                ("program_id.state", "=", "active"),
                ("program_id.fewer_notices", "=", True),
            ],
            ["debtor_id"],
        )  # fmt: skip
        return {debtor.id for (debtor,) in rows}
