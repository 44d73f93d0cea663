from datetime import timedelta

from odoo import fields, models

from ..retry import in_a_fresh_transaction

# A queue that did nothing for so long has no worker: the night is then done without it.
PATIENCE = timedelta(minutes=30)
# Debtors a piece: fewer than in a night done in order, so that several workers share it.
PIECE = 500


class ArrearsRun(models.Model):
    """A night in pieces for the workers of OCA's ``queue_job``, where that addon is installed.

    Without it the scheduled action does the pieces itself, one after the other, as before.
    """

    _inherit = "arrears.run"

    chunk_ids = fields.One2many("arrears.run.chunk", "run_id", readonly=True)
    is_gathered = fields.Boolean(
        readonly=True, help="The pieces worked side by side are all done, and counted."
    )

    def _has_queue(self):
        return "queue.job" in self.env and hasattr(self, "with_delay")

    def _work_off(self):
        """Extended: cut the run, hand its pieces to the queue, and look after it later."""
        self.ensure_one()
        if not (self.chunk_ids or self._has_queue()):
            return super()._work_off()
        if not self.try_lock_for_update(allow_referencing=True):
            return True
        if not self.chunk_ids:
            self._cut()
        if not self._has_queue() or self._queue_stands_still():
            return self._work_off_pieces()
        self._hand_out()
        self.env["ir.cron"]._commit_progress()
        return True

    def _cut(self):
        """Cut what is left into pieces; who shares an address with somebody is left to the end.

        Of two people with one telephone only one gets a message, which two workers at the same
        moment could not see of each other.
        """
        debtors = self._debtors_left()
        shared = self._sharing_an_address(debtors)
        alone = [debtor for debtor in debtors if debtor not in shared]
        together = [debtor for debtor in debtors if debtor in shared]
        pieces = [alone[start : start + PIECE] for start in range(0, len(alone), PIECE)]
        self.env["arrears.run.chunk"].sudo().create(
            [
                {"run_id": self.id, "number": number, "debtor_queue": piece}
                for number, piece in enumerate(pieces, 1)
            ]
            + [{"run_id": self.id, "number": 0, "left_queue": together, "state": "done"}]
        )

    def _hand_out(self):
        """One job for each piece that waits; the queue knows each by its key and takes it once."""
        waiting = self.chunk_ids.filtered(lambda one: one.state == "waiting" and not one.in_order)
        for chunk in waiting:
            key = f"property_arrears-{self.company_id.id}-{self.id}-{chunk.number}"
            chunk.with_delay(identity_key=key, description=self.name)._work()
        if not waiting:
            self._later_close()
        self._look_after(PATIENCE)

    def _look_after(self, delay):
        action = self.env.ref("property_arrears.cron_arrears_run").sudo()
        action._trigger(fields.Datetime.now() + delay)

    def _queue_stands_still(self):
        """Whether nothing was done for too long, as where the queue's own process is not up."""
        moments = [chunk.done_at or chunk.create_date for chunk in self.chunk_ids]
        return max(moments) < fields.Datetime.now() - PATIENCE

    def _later_close(self):
        """Ask the queue to look whether all is done. Each piece asks: which of them is the last
        to commit, none of them can know."""
        if self._has_queue():
            self.with_delay(description=self.name)._close()

    def _work_off_pieces(self):
        """The pieces that wait, done here, as without a queue.

        :return: False when the time of the scheduled action is up
        """
        cron = self.env["ir.cron"]
        waiting = self.chunk_ids.filtered(lambda one: one.state == "waiting" and not one.in_order)
        cron._commit_progress(remaining=len(waiting) + 1)
        for chunk in waiting:
            in_a_fresh_transaction(self, chunk._work)
            if not cron._commit_progress(1):
                return False
        while in_a_fresh_transaction(self, self._close_one_piece):
            if not cron._commit_progress(1, remaining=1):
                return False
        cron._commit_progress(remaining=0)
        return True
