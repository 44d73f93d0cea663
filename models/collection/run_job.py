import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.reason import Reason
from ..retry import FAULTS_OF_ONE, in_a_fresh_transaction

_logger = logging.getLogger(__name__)

# Debtors a chunk: a chunk asks some hundred questions of the database however many there are, and
# loses all of its work when something fails.
CHUNK = 1000


class ArrearsRun(models.Model):
    """The job around a run: chunks that commit, and a run that goes on where it stopped."""

    _inherit = "arrears.run"

    @api.model
    def _cron_nightly(self):
        """Scheduled: one run a company and day, in chunks. Days off are not made up for."""
        for company in self.env["res.company"].sudo().search([]):
            run = self._nightly_of(company)
            if run and not run._work_off():
                return
        for run in self.sudo().search([("state", "=", "running"), ("nightly", "=", False)]):
            if not run._work_off():
                return

    @api.model
    def _nightly_of(self, company):
        """Today's run of a company, made if there is anything to look at; None when it is done."""
        today = company._arrears_today()
        nightly = self.sudo().with_company(company)
        run = nightly.search(
            [("company_id", "=", company.id), ("date", "=", today), ("nightly", "=", True)]
        )
        if not run:
            if (
                not self.env["arrears.case"]
                .sudo()
                .search_count([("company_id", "=", company.id), ("state", "!=", "closed")], limit=1)
            ):
                return None
            values = {"company_id": company.id, "date": today, "nightly": True}
            run = nightly.create(values)
        return run if run.state == "running" else None

    def _work_off(self):
        """Deal with the debtors that are left, committing after each chunk.

        :return: False when the time of the scheduled action is up
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return True
        debtors = self._debtors_left()
        cron = self.env["ir.cron"]
        # Closing the run is a piece of work too.
        cron._commit_progress(remaining=len(debtors) + 1)
        for start in range(0, len(debtors), CHUNK):
            chunk = debtors[start : start + CHUNK]
            self._look_with_retry(chunk)
            if not cron._commit_progress(len(chunk)):
                return False
        self._finish()
        cron._commit_progress(1)
        return True

    def _look_with_retry(self, debtor_ids):
        """One chunk that gives way to a user's click."""

        def look():
            self._look_at(debtor_ids)
            self.env.flush_all()

        in_a_fresh_transaction(self, look)

    def _finish(self):
        self.write({"state": "done", "finished_at": fields.Datetime.now()})

    def _debtors_left(self):
        """Ids of the debtors that this run has still to look at, the most important first.

        The order is fixed when the run begins: what it does changes priorities, and a run that
        was cut off has to find its place again.
        """
        if not self.debtor_queue:
            self.debtor_queue = self._debtors_by_priority()
        return (self.debtor_queue or [])[self.position :]

    def _debtors_by_priority(self):
        """Ids of debtors with something overdue or an open card, by their highest priority."""
        self.env["arrears.case"].flush_model()
        in_estate = SQL("AND estate_id = %s", self.estate_id.id) if self.estate_id else SQL()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debtor_id FROM (
                    SELECT debtor_id, priority_score FROM arrears_case
                     WHERE company_id = %(company)s AND state != 'closed' %(in_estate)s
                     UNION ALL
                    SELECT debtor_id, 0 FROM arrears_charge
                     WHERE company_id = %(company)s AND state = 'open' AND amount_remaining > 0
                       AND due_date < %(today)s AND debtor_id IS NOT NULL %(in_estate)s
                ) owing GROUP BY debtor_id ORDER BY MAX(priority_score) DESC, debtor_id
                """,
                company=self.company_id.id,
                today=self.date,
                in_estate=in_estate,
            )
        )
        return [row[0] for row in rows]

    def _look_at(self, debtor_ids):
        """Decide for some debtors and, unless this is a preview, act. Never commits.

        What fails for one debtor is taken back and written on his lines; the others go on.
        """
        if not debtor_ids:
            return
        today = self.company_id._arrears_today()
        cases = self.env["arrears.case"].sudo()
        cases._refresh_from_charges(self.company_id, debtor_ids, today)
        cases = cases.search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "in", list(debtor_ids)),
                ("state", "!=", "closed"),
            ]
        )
        cases._read_for_a_night()
        self._segments_of_new(cases, today)
        decisions = self._decide(cases, self.env["arrears.contact"]._now(self.company_id))
        if self.state == "preview":
            self._write_preview(decisions)
        else:
            self._act_safely(decisions)
        self._add({"position": len(debtor_ids)})

    def _act_safely(self, decisions):
        try:
            with self.env.cr.savepoint():
                self._act(decisions)
        except FAULTS_OF_ONE:
            _logger.exception("run %s: a chunk failed, its debtors are tried one by one", self.id)
            for decision in decisions:
                self._act_alone(decision)

    def _act_alone(self, decision):
        try:
            with self.env.cr.savepoint():
                self._act([decision])
        except FAULTS_OF_ONE as error:
            reason = Reason("failed_to_act", {"detail": str(error)[:200]})
            self._act([decision.failed(reason)])
