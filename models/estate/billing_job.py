from odoo import api, fields, models
from odoo.exceptions import UserError

from ..retry import in_a_fresh_transaction

# Lines a chunk: enough for sets to pay, few enough to lose little when something fails.
CHUNK = 200
# What a preview fixed and a bill is made of.
_FINGERPRINT = (
    "unit_id", "payer_id", "kind", "product_id", "date_from", "date_to", "amount", "is_difference",
    "metered_charge_id", "document_number",
)  # fmt: skip


class ArrearsBillingRun(models.Model):
    """The job around a run: chunks that commit, and a run that goes on where it stopped."""

    _inherit = "arrears.billing.run"

    def _start(self):
        """Bill at once what is little; hand the rest to the scheduled action."""
        self.ensure_one()
        if not self.to_bill_count:
            raise UserError(self.env._("There is nothing to bill: see what is left out, and why."))
        self._check_unchanged()
        self.estate_id._billing_journal()
        self._record_effect({"state": "running", "started_at": fields.Datetime.now()})
        if self.to_bill_count > CHUNK:
            self.env.ref("property_arrears.cron_arrears_billing")._trigger()
            return
        self._bill(self._next_lines())
        self._finish()

    def _bill_now(self):
        """Preview and bill in one go, without commits, for a caller that commits by itself.

        :return: the bills
        """
        self._check_period()
        self._fill()
        self._record_effect({"state": "running", "started_at": fields.Datetime.now()})
        while lines := self._next_lines():
            self._bill(lines)
        self._finish()
        return self.line_ids.move_id

    def _check_unchanged(self):
        """Refuse to bill something else than what the preview showed."""
        now = {_fingerprint(row) for row in self._plan() if row["state"] == "planned"}
        planned = self.line_ids.filtered(lambda line: line.state == "planned")
        shown = {_fingerprint(values) for values in planned.read(_FINGERPRINT, load=None)}
        if now != shown:
            raise UserError(
                self.env._(
                    "Owners, prices, areas or bills have changed since the preview: %(count)s "
                    "lines would differ. Preview the run again.",
                    count=len(now ^ shown),
                )
            )

    @api.model
    def _cron_bill(self):
        """Scheduled: work off the runs that were started, in chunks that commit."""
        for run in self.sudo().search([("state", "=", "running")], order="started_at, id"):
            # A document of the run looks like one of the person who started it.
            context = {"allowed_company_ids": run.company_id.ids, "tz": run.user_id.tz}
            if not run.with_context(**context)._work_off():
                return

    def _work_off(self):
        """Bill the lines that are left, committing after each chunk.

        :return: False when the time of the scheduled action is up
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return True
        cron = self.env["ir.cron"]
        # Closing the run is a piece of work too.
        cron._commit_progress(remaining=self.to_bill_count + 1)
        lines = self._next_lines()
        while lines:
            self._bill_with_retry(lines)
            if not cron._commit_progress(len(lines)):
                return False
            lines = self._next_lines()
        self._finish()
        cron._commit_progress(1)
        return True

    def _next_lines(self):
        """The lines of the next bills: whole bills, about a chunk of lines."""
        planned = [("run_id", "=", self.id), ("state", "=", "planned")]
        lines = self.env["arrears.billing.line"].search(
            planned, order="document_number, id", limit=CHUNK
        )
        if len(lines) < CHUNK:
            return lines
        last = lines[-1].document_number
        return lines.search(
            [*planned, ("document_number", "<=", last)], order="document_number, id"
        )

    def _bill_with_retry(self, lines):
        """One chunk that gives way to a user's click."""

        def bill():
            self._bill(lines)
            self.env.flush_all()

        in_a_fresh_transaction(self, bill)


def _fingerprint(values):
    return tuple(values.get(name) or False for name in _FINGERPRINT)
