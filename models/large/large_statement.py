from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ArrearsLargeStatement(models.Model):
    """The statement of one period for a large debtor: asked for once, and when it went out."""

    _name = "arrears.large.statement"
    _description = "Statement to a large debtor"
    _order = "period_from desc, id desc"
    _rec_name = "period_from"

    large_id = fields.Many2one(
        "arrears.large.debtor", string="Large debtor", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    company_id = fields.Many2one(
        related="large_id.company_id", store=True, index=True, precompute=True
    )
    run_id = fields.Many2one(
        "arrears.run", readonly=True, index="btree_not_null", ondelete="set null"
    )
    period_from = fields.Date(string="Period from", required=True, readonly=True)
    asked_on = fields.Datetime(string="Requested on", readonly=True, default=fields.Datetime.now)
    sent_on = fields.Date(string="Sent on", readonly=True)
    sent_by_id = fields.Many2one("res.users", string="Sent by", readonly=True)

    _once = models.UniqueIndex("(large_id, period_from)", "The statement was asked for already.")

    @api.model
    def _claim(self, accounts, period_from, run=None):
        """Ask for the statement of a period; of two runs at the same moment one gets the row.

        :return: the accounts whose row is ours
        """
        if not accounts:
            return accounts
        accounts.flush_recordset()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s::date)", large.id, large.company_id.id, period_from)
            for large in accounts
        )
        claimed = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_large_statement
                       (large_id, company_id, period_from, run_id, asked_on,
                        create_uid, write_uid, create_date, write_date)
                SELECT v.large_id, v.company_id, v.period_from, %(run)s, %(now)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (VALUES %(rows)s) AS v (large_id, company_id, period_from)
                ON CONFLICT (large_id, period_from) DO NOTHING
             RETURNING large_id
                """,
                rows=rows,
                run=run.id if run else None,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        accounts.invalidate_recordset(["statement_ids"], flush=False)
        return accounts.browse(large_id for (large_id,) in claimed)

    @api.model
    def _sent(self, accounts, today, user):
        """Note on the newest statement of each account that waits that it went out."""
        waiting = self.search([("large_id", "in", accounts.ids), ("sent_on", "=", False)])
        newest = self.union(*(rows[:1] for rows in waiting.grouped("large_id").values()))
        newest._note_sent(today, user)

    @api.model
    def _take_back(self, run):
        """Forget what a run asked for, as far as nothing was sent; it may be asked for again.

        :return: the accounts concerned
        """
        waiting = self.search([("run_id", "=", run.id), ("sent_on", "=", False)])
        accounts = waiting.large_id
        waiting.unlink()
        return accounts

    def _note_sent(self, today, user):
        return super().write({"sent_on": today, "sent_by_id": user.id})  # pylint: disable=super-method-mismatch

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(statement.sent_on for statement in self):
            raise UserError(self.env._("A statement that was sent is kept."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: when a statement went out is noted by the button of the account."""
        raise UserError(self.env._("What was asked for and sent is noted by its buttons."))
