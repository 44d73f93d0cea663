from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.debit_announcement import Told, days_ahead, in_time, not_announced
from ...engine.debit_plan import Plan
from ...engine.reason import as_json


class ArrearsDebitBatch(models.Model):
    """Debits are announced the scheme's days ahead, or they are left out with that reason.

    While there is time, a line waits in the draft for its announcement; once it is too late the
    selection, and at last the approval, leaves it out.
    """

    _inherit = "arrears.debit.batch"

    notice_days = fields.Integer(related="channel_id.notice_days")
    unannounced_count = fields.Integer(string="To announce", compute="_compute_unannounced_count")

    def _compute_unannounced_count(self):
        for batch in self:
            batch.unannounced_count = len(batch.sudo()._unannounced_lines())

    def action_announce(self):
        """Open the dialog that notes when and how the payers were told."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Announce the debits"),
            "res_model": "arrears.debit.announce",
            "view_mode": "form",
            "target": "new",
            "context": {"default_batch_id": self.id},
        }

    def _record_announcements(self, told_on, way):
        """Keep what was told; an announcement that is there already stays as it is."""
        if self.state != "draft":
            raise UserError(self.env._("The batch is approved: its debits were announced or not."))
        lines = self._lines_to_note(told_on)
        self._announcements_of(lines)._record({"told_on": told_on, "way": way})
        self._tell(self.env._("Announced: %(count)s debits.", count=len(lines)))

    def _lines_to_note(self, told_on):
        """Instructions that somebody may note as announced on a day. Rooms leave some out."""
        return self._unannounced_lines(told_on)

    def _announcements_of(self, lines):
        """The announcement of each instruction, made where there is none; not told of yet."""
        announcements = self.env["arrears.debit.announcement"].sudo()
        known = {
            (one.mandate_id.id, self._minor(one.amount)): one
            for one in announcements.search(
                [
                    ("mandate_id", "in", lines.mandate_id.ids),
                    ("collection_date", "=", self.collection_date),
                ]
            )
        }
        keys = {line: (line.mandate_id.id, self._minor(line.amount)) for line in lines}
        made = announcements.create(
            [
                {
                    "mandate_id": line.mandate_id.id,
                    "company_id": line.company_id.id,
                    "collection_date": self.collection_date,
                    "amount": line.amount,
                    "way": "letter",
                }
                for line, key in keys.items()
                if key not in known
            ]
        )
        return made.union(*(known[key] for key in keys.values() if key in known))

    # ------------------------------------------------------------------
    # The rule
    # ------------------------------------------------------------------

    def _told(self, mandates):
        """``{mandate id: what its payer was told of this day}``."""
        found = defaultdict(list)
        announcements = self.env["arrears.debit.announcement"].sudo().search_fetch(
            [
                ("mandate_id", "in", mandates.ids),
                ("collection_date", "=", self.collection_date),
                ("told_on", "!=", False),
            ],
            ["mandate_id", "amount", "told_on"],
        )  # fmt: skip
        for one in announcements:
            found[one.mandate_id.id].append(Told(one.told_on, self._minor(one.amount)))
        return found

    def _unannounced_lines(self, told_on=None):
        """Instructions whose payers do not know of them in time.

        :param told_on: only those of which nothing equal was told yet; the day does not matter
        """
        if not self.channel_id.notice_days or self.state != "draft":
            return self.line_ids.browse()
        told = self._told(self.line_ids.mandate_id)
        if told_on:
            return self.line_ids.filtered(
                lambda line: (
                    self._minor(line.amount) not in {one.amount for one in told[line.mandate_id.id]}
                )
            )
        return self.line_ids.filtered(
            lambda line: self._not_announced(
                line.mandate_id, told[line.mandate_id.id], self._minor(line.amount)
            )
        )

    def _not_announced(self, mandate, told, minor):
        """The reason why this amount may not be collected, or None."""
        return not_announced(told, minor, self.collection_date, self._notice_days_of(mandate))

    def _notice_days_of(self, mandate):
        """How many days ahead the payer is told: as agreed in the mandate, else by the scheme."""
        return days_ahead(self.channel_id.notice_days, mandate.notice_days)

    def _is_in_time(self, mandate, told_on=None):
        """Whether a payer who hears of it on that day, else today, hears of it in time."""
        told_on = told_on or self.company_id._arrears_today()
        return in_time(told_on, self.collection_date, self._notice_days_of(mandate))

    def _plans(self, mandates, charges):
        """Extended: what can no longer be announced in time is left out at once."""
        plans = super()._plans(mandates, charges)
        today = self.company_id._arrears_today()
        if in_time(today, self.collection_date, self.channel_id.notice_days):
            return plans
        told = self._told(mandates)
        for mandate, plan in plans.items():
            late = plan.amount and not self._is_in_time(mandate, today)
            reason = late and self._not_announced(mandate, told[mandate.id], plan.amount)
            if reason:
                plans[mandate] = Plan(plan.due, reasons=(reason,))
        return plans

    def _check_approvable(self):
        """Extended: what nobody announced in time is left out before the batch is released."""
        batch = self.sudo()
        late = batch._unannounced_lines()
        if late:
            told = batch._told(late.mandate_id)
            batch.env["arrears.debit.omission"].create(
                [
                    {
                        "batch_id": batch.id,
                        "company_id": line.company_id.id,
                        "mandate_id": line.mandate_id.id,
                        "amount": line.amount,
                        "reasons": as_json(
                            [
                                batch._not_announced(
                                    line.mandate_id,
                                    told[line.mandate_id.id],
                                    batch._minor(line.amount),
                                )
                            ]
                        ),
                    }
                    for line in late
                ]
            )
            late.unlink()
        return super()._check_approvable()
