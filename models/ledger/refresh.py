import logging
from datetime import timedelta

from odoo import api, fields, models

from ..retry import in_a_fresh_transaction
from .first_build import FIRST_BUILD, check_keys, filling
from .planner import no_nested_loops

_logger = logging.getLogger(__name__)

# Settled charges can only change behind our back (a product moved to another category by an
# import, say), so they are gone over once a week and whenever somebody says so.
DAYS_BETWEEN_COMPLETE = 7

# Debtors between two commits of the night.
DEBTORS_A_COMMIT = 2000
# The first build commits once, with the installation: what bounds its pieces is memory.
DEBTORS_OF_A_FIRST_BUILD = 50_000


class ArrearsRefresh(models.Model):
    """How far the nightly refresh of a company has come: one record a company.

    An interrupted night goes on behind the last debtor it committed; a night that was missed
    needs no catching up, since a refresh looks at the books of today.
    """

    _name = "arrears.refresh"
    _description = "Refresh of charges and cases"
    _rec_name = "company_id"
    _order = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(readonly=True, help="The day whose refresh is running or was the last.")
    cursor = fields.Integer(
        readonly=True, default=-1, help="The last debtor (id) that this day's refresh has done."
    )
    is_complete = fields.Boolean(
        string="All charges", readonly=True, help="This day's refresh goes over settled ones too."
    )
    complete_wanted = fields.Boolean(
        readonly=True, default=True, help="The next refresh goes over settled charges too."
    )
    completed_on = fields.Date(string="All charges on", readonly=True)
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True, help="Empty while this day's refresh is running.")
    rows_written = fields.Integer(string="Charges changed", readonly=True)

    _company_unique = models.UniqueIndex("(company_id)")

    # ------------------------------------------------------------------
    # Asking for it
    # ------------------------------------------------------------------

    @api.model
    def _of_companies(self, companies):
        """The records of these companies, made where they are missing."""
        known = self.sudo().search([("company_id", "in", companies.ids)])
        missing = companies - known.company_id
        known |= self.sudo().create([{"company_id": company.id} for company in missing])
        return known.sorted("company_id")

    @api.model
    def _want_complete(self, companies=None):
        """Let the next night go over every charge: something changed that decides about them.

        :param companies: ``res.company`` records; None: all of them
        """
        wanted = [("complete_wanted", "=", False)]
        if companies is not None:
            wanted.append(("company_id", "in", companies.ids))
        self.sudo().search(wanted).complete_wanted = True

    def action_refresh_now(self):
        """Ask for a complete refresh as soon as the scheduler comes round."""
        self.check_access("read")
        self.sudo().write({"complete_wanted": True, "finished_at": False, "day": False})
        self.env.ref("property_arrears.cron_refresh").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The refresh starts within a minute."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Nightly: charges and cases of every company, committed chunk by chunk."""
        for refresh in self._of_companies(self.env["res.company"].search([])):
            if not refresh._run_with_commits():
                return
        check_keys(self.env, self._derived_tables())
        self.env["ir.cron"]._commit_progress()
        self._tie_out_roots()

    def _run_with_commits(self):
        """Refresh one company, going on where an interrupted run stopped.

        :return: False when the scheduler's time is up and more is left to do
        """
        self._begin()
        for debtor_ids in self._chunks():
            self._do_chunk_with_retry(debtor_ids)
            if not self.env["ir.cron"]._commit_progress(len(debtor_ids), remaining=1):
                return False
        self._finish()
        self.env["ir.cron"]._commit_progress(remaining=0)
        return True

    def _begin(self):
        """Open today's refresh, unless it is open or done already."""
        today = self.company_id._arrears_today()
        if self.day == today and not (self.complete_wanted and self.finished_at):
            return
        is_complete = self.complete_wanted or self._complete_is_old(today)
        self.write(
            {
                "day": today, "cursor": -1, "is_complete": is_complete, "complete_wanted": False,
                "started_at": fields.Datetime.now(), "finished_at": False, "rows_written": 0,
            }
        )  # fmt: skip

    def _complete_is_old(self, today):
        last = self.completed_on
        return not last or last <= today - timedelta(days=DAYS_BETWEEN_COMPLETE)

    def _chunks(self, size=DEBTORS_A_COMMIT):
        """The debtors of today that are still to do, in pieces."""
        if self.finished_at:
            return []
        Charge = self.env["arrears.charge"]
        if self.is_complete:
            debtors = Charge._debtors(self.company_id, after=self.cursor)
        else:
            debtors = sorted(Charge._stale_debtors(self.company_id, self.day))
        return [debtors[start : start + size] for start in range(0, len(debtors), size)]

    def _do_chunk(self, debtor_ids):
        """One chunk inside the current transaction."""
        self.env.flush_all()
        rows = self.env["arrears.charge"]._rebuild_chunk(
            self.company_id, debtor_ids, self.day, only_open=not self.is_complete
        )
        self.write({"cursor": debtor_ids[-1], "rows_written": self.rows_written + rows})
        self.env.flush_all()

    def _do_chunk_with_retry(self, debtor_ids):
        """One chunk that gives way to a user's click."""
        in_a_fresh_transaction(self, lambda: self._do_chunk(debtor_ids))

    def _finish(self):
        """Close today's refresh."""
        if self.finished_at:
            return
        values = {"finished_at": fields.Datetime.now()}
        if self.is_complete:
            values["completed_on"] = self.day
        self.write(values)

    @api.model
    def _tie_out_roots(self):
        """Check every tree of companies against its ledger and keep the result."""
        for root in self.env["res.company"].search([("parent_id", "=", False)]):
            tie_out = self.env["arrears.tie.out"]._compute_for(root, root._arrears_today())
            self.env["ir.cron"]._commit_progress()
            if tie_out.state == "open":
                _logger.error(
                    "Tie-out of company %s: %s unexplained, %s receivables off",
                    root.id, tie_out.unexplained, tie_out.lines_off_count,
                )  # fmt: skip

    @api.model
    def _build_all(self):
        """First build, inside the installation: everything, without commits. Sends nothing."""
        with filling(self.env, self._derived_tables()) as empty, no_nested_loops(self) as ours:
            ours = ours.with_context(**{FIRST_BUILD: empty})
            for refresh in ours._of_companies(self.env["res.company"].search([])):
                refresh._begin()
                for debtor_ids in refresh._chunks(DEBTORS_OF_A_FIRST_BUILD):
                    refresh._do_chunk(debtor_ids)
                refresh._finish()

    @api.model
    def _derived_tables(self):
        """Tables that the first build fills; rooms add theirs."""
        return ["arrears_charge"]
