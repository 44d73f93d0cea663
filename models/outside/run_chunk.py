from odoo import api, fields, models


class ArrearsRunChunk(models.Model):
    """A piece of a night's run that a worker of the queue takes, once.

    Pieces are worked side by side and in any order; those marked as in order come after all of
    them, one by one, the most important debtors first.
    """

    _name = "arrears.run.chunk"
    _description = "Piece of a collection run"
    _order = "run_id desc, number"
    _rec_name = "number"

    run_id = fields.Many2one(
        "arrears.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True, precompute=True)
    number = fields.Integer(required=True, readonly=True, aggregator=False)
    in_order = fields.Boolean(readonly=True)
    debtor_queue = fields.Json(
        string="Queue of debtors", readonly=True, help="The debtors of this piece, in order."
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Done")], required=True, readonly=True, default="waiting"
    )
    done_at = fields.Datetime(readonly=True)
    left_queue = fields.Json(
        readonly=True, help="Debtors left to the end, since a collector's day has to be shared."
    )
    figures = fields.Json(readonly=True, help="What the run counts for this piece.")

    _once = models.UniqueIndex("(run_id, number)", "This piece of the run was cut already.")

    def _work(self):
        """Deal with the debtors of this piece, unless somebody did or is at it. Never commits.

        The row is locked and marked in the transaction of the work itself: a worker that is
        killed leaves the piece as it was, and a second one finds it taken or done.
        """
        self.ensure_one()
        if not self.try_lock_for_update().filtered_domain([("state", "=", "waiting")]):
            return
        run = self._run()
        if run.state == "running":
            run.with_context(arrears_run_chunk=self.id)._look_at(self.debtor_queue)
        self._done()
        run._later_close()

    def _dealt_with(self):
        """Ids of the debtors that this piece decided itself, without those it left to the end."""
        left = set(self.left_queue or ())
        return [debtor for debtor in self.debtor_queue or () if debtor not in left]

    def _run(self):
        return self.run_id.sudo().with_company(self.company_id)

    def _done(self):
        self.write({"state": "done", "done_at": fields.Datetime.now()})
        self.env.flush_all()

    def _add(self, figures):
        """Keep what the run counts, here: on the run's row the pieces would meet each other."""
        counted = self.figures or {}
        self.figures = counted | {
            name: counted.get(name, 0) + more for name, more in figures.items()
        }

    @api.autovacuum
    def _gc_done(self):
        """The pieces of a run that ended a month ago tell nothing more."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        done = self.search(
            [("run_id.state", "!=", "running"), ("create_date", "<", old)], limit=1000
        )
        done.unlink()
        return len(done), len(done) == 1000
