from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.debit_calendar import day_refused
from ...engine.debit_rules import TRIED_AGAIN
from ...engine.debit_waits import AT_THE_BANK


class ArrearsDebitBatch(models.Model):
    """The days of a batch: one the bank works on, in time, its second run, its late answer."""

    _inherit = "arrears.debit.batch"

    first_run_id = fields.Many2one(
        "arrears.debit.batch",
        string="Second run of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    answer_due = fields.Date(
        string="Answer due on",
        compute="_compute_answer_due",
        help="By then the bank has answered; an instruction without an outcome is asked after.",
    )
    answer_late_on = fields.Date(string="Told that it is late on", readonly=True, copy=False)

    _second_run_once = models.UniqueIndex(
        "(first_run_id) WHERE first_run_id IS NOT NULL AND state != 'withdrawn'",
        "This batch has its second run already.",
    )

    @api.depends("channel_id", "collection_date", "channel_id.answer_days")
    def _compute_answer_due(self):
        for batch in self:
            channel = batch.channel_id.sudo()
            batch.answer_due = (
                channel._bank_days().after(batch.collection_date, channel.answer_days)
                if channel and batch.collection_date
                else False
            )

    # A day the bank can keep

    @api.depends("channel_id")
    def _compute_collection_date(self):
        """Extended: a run of the bank for which the file is still in time."""
        result = super()._compute_collection_date()
        for batch in self.filtered("channel_id"):
            channel = batch.channel_id.sudo()
            wished = max(batch.collection_date, channel._earliest_day(batch.company_id))
            batch.collection_date = channel._bank_days().next_run(wished)
        return result

    def _check_day(self):
        """Refuse a day on which the bank does not collect, or that its cut-off has passed."""
        days = self.channel_id._bank_days()
        reason = day_refused(days, self.collection_date, self.company_id._arrears_clock())
        if reason:
            words = self.env["arrears.reason.wording"]._word([reason.as_json()])
            raise UserError(self.env._("Batch %(name)s: %(cause)s", name=self.name, cause=words))

    def _collect(self):
        """Extended: nothing is selected for a day that the bank cannot keep."""
        self._check_day()
        return super()._collect()

    def _check_approvable(self):
        """Extended: the day may have passed the bank's cut-off since the selection."""
        result = super()._check_approvable()
        self.sudo()._check_day()
        return result

    # The second run

    def action_second_run(self):
        """Open the batch that presents again what failed, on the bank's next day for it.

        What may be presented again is judged as always; the rest is left out with its reason.
        """
        self.check_access("write")
        self.ensure_one()
        again = self.search([("first_run_id", "=", self.id), ("state", "!=", "withdrawn")], limit=1)
        return (again or self._open_second_run())._show()

    def _open_second_run(self):
        failed = self.line_ids.filtered(lambda line: line.outcome in TRIED_AGAIN)
        if not failed:
            raise UserError(
                self.env._("Nothing of batch %(name)s can be presented again.", name=self.name)
            )
        channel = self.channel_id.sudo()
        earliest = channel._earliest_day(self.company_id)
        again = self.create(
            {
                "channel_id": self.channel_id.id,
                "company_id": self.company_id.id,
                "collection_date": channel._bank_days().second_run(self.collection_date, earliest),
            }
        )
        again.sudo().first_run_id = self
        again.action_collect_lines()
        return again

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # An answer that does not come

    @api.model
    def _cron_watch_answers(self):
        """Every morning: batches whose answer is due and not whole are told of, once each."""
        for company in self.env["res.company"].sudo().search([]):
            ours = company._arrears_in_language(self.sudo().with_company(company))
            today = company._arrears_today()
            late = ours.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", AT_THE_BANK),
                    ("answer_late_on", "=", False),
                    ("collection_date", "<", today),
                ]
            ).filtered(lambda batch, today=today: batch.answer_due < today)
            for batch in late:
                batch._tell_late(today)

    def _tell_late(self, today):
        """A task for the treasurer and every manager: ask the bank, send nothing again."""
        treasurer = self.handed_in_by_id or self.create_uid
        waiting = self.waiting_count + self.unknown_count
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in treasurer | self.company_id._arrears_people("manager"):
            words = self.with_context(lang=user.lang or self.env.lang).env
            quiet.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=today,
                summary=words._(
                    "%(batch)s: the bank's answer is late (%(count)s instructions); ask the bank, "
                    "do not send again",
                    batch=self.name,
                    count=waiting,
                ),
                user_id=user.id,
            )
        self.answer_late_on = today
