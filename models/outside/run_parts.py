from collections import Counter

from odoo import models

from ..collection.run_job import CHUNK


class ArrearsRun(models.Model):
    """One piece beside others, and what is left to the end.

    What debtors share is not shared out by pieces that cannot see each other: a collector's day,
    and a telephone that two of them have. Whoever gets such a task is decided again when all
    pieces are done, in the order of the night. So the end is that of a night without a queue.
    """

    _inherit = "arrears.run"

    # A piece beside others

    def _chunk(self):
        """The piece that this is, or none."""
        return self.env["arrears.run.chunk"].sudo().browse(
            self.env.context.get("arrears_run_chunk", ())
        )  # fmt: skip

    def _add(self, figures):
        """Extended: counted on the piece, since the run's row belongs to all of them."""
        chunk = self._chunk()
        if not chunk:
            return super()._add(figures)
        return chunk._add({name: more for name, more in figures.items() if name != "position"})

    def _within_capacity(self, decisions):
        """Extended: a piece leaves to the end whom it would give a task of a limited day."""
        chunk = self._chunk()
        if not chunk:
            return super()._within_capacity(decisions)
        limited = {channel for channel, (a_day, _code) in self._daily_limits().items() if a_day}
        left = {
            decision.cases.debtor_id.id
            for decision in decisions
            if decision.acting and decision.plan.step.channel in limited
        }
        chunk.left_queue = [number for number in chunk.debtor_queue if number in left]
        return [one for one in decisions if one.cases.debtor_id.id not in left]

    def _sharing_an_address(self, debtor_ids):
        """Those of these debtors who would be written to at the same address as another.

        :return: set of ids
        """
        debtors = self.env["res.partner"].browse(debtor_ids)
        reach = self.env["arrears.case"]._reach_of(debtors, self.company_id)
        times = Counter(way.key for way in reach.values() if way)
        return {debtor for debtor, way in reach.items() if way and times[way.key] > 1}

    # The end

    def _close(self):
        """A job: one step of the end, if all pieces are done; asks for the next step.

        Runs end one after the other, as in a night without a queue: somebody who works for two
        companies has one day, and two ends at the same moment would both fill it.
        """
        if self._beside("<"):
            return
        if self._close_one_piece():
            self._later_close()
        elif self.state == "done":
            for later in self._beside(">"):
                later._later_close()

    def _beside(self, order):
        """The runs of this day in pieces that still go on, made before ("<") or after (">") it."""
        return self.sudo().search(
            [("id", order, self.id), ("date", "=", self.date), ("state", "=", "running"),
             ("chunk_ids", "!=", False)], order="id",
        )  # fmt: skip

    def _close_one_piece(self):
        """Deal with the next piece that is in order, or close the run. Never commits.

        Only whoever sees all others done takes the lock, so that nobody who sees less can keep
        the last one from it.

        :return: whether there is more to do
        """
        self.ensure_one()
        beside = self.chunk_ids.filtered(lambda one: not one.in_order)
        if any(chunk.state == "waiting" for chunk in beside):
            return False
        locked = self.try_lock_for_update(allow_referencing=True)
        if not locked.filtered_domain([("state", "=", "running")]):
            return False
        if not self.is_gathered:
            self._gather(beside)
        waiting = self.chunk_ids.filtered(lambda one: one.state == "waiting").sorted("number")
        if not waiting:
            self.position = len(self.debtor_queue or ())
            self._finish()
            return False
        self.with_company(self.company_id)._look_at(waiting[0].debtor_queue)
        waiting[0]._done()
        return True

    def _gather(self, chunks):
        """Count what the pieces counted, and cut what they left, in the order of the night."""
        for chunk in chunks:
            self._add(chunk.figures or {})
        left = {number for chunk in chunks for number in chunk.left_queue or ()}
        queue = [number for number in self.debtor_queue or () if number in left]
        first = max(chunks.mapped("number")) + 1
        starts = range(0, len(queue), CHUNK)
        self.env["arrears.run.chunk"].sudo().create(
            [
                {"run_id": self.id, "number": first + place, "in_order": True,
                 "debtor_queue": queue[start : start + CHUNK]}
                for place, start in enumerate(starts)
            ]
        )  # fmt: skip
        self.is_gathered = True

    def _close_cut_off(self):
        """Extended: what the pieces that were done have counted is brought to the run first."""
        done = self.chunk_ids.filtered(lambda one: one.state == "done")
        if not self.is_gathered:
            for chunk in done:
                self._add(chunk.figures or {})
        if done:
            self.position = sum(len(chunk._dealt_with()) for chunk in done)
        return super()._close_cut_off()
