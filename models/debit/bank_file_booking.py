from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.debit_rules import CONSEQUENCES
from ...engine.money import decimal_amount
from ..retry import in_a_fresh_transaction

# An entry grows worse than its length: some 200 items are the quickest to post.
ITEMS_AN_ENTRY = 200
ROWS_WITHOUT_MONEY = 1000


class ArrearsBankFile(models.Model):
    """Odoo's own job: book accepted answers chunk by chunk, each in one transaction.

    A chunk inserts its results, posts its entry and moves its instructions on together or not
    at all; a result that is there already books nothing again.
    """

    _inherit = "arrears.bank.file"

    @api.model
    def _cron_book_sealed_files(self):
        """Book what was accepted; a file that cannot be booked yet waits and others go on."""
        files = self.search([("state", "=", "sealed")], order="booking_attempts, id")
        waiting = self.env["arrears.bank.file.row"].search_count(
            [("file_id", "in", files.ids), ("state", "=", "staged")]
        )
        # The end of each file counts as one: while it is to come the job is not done.
        self.env["ir.cron"]._commit_progress(remaining=waiting + len(files))
        for file in files:
            if not file.company_id._arrears_in_language(file)._book_in_chunks():
                return

    def _book_in_chunks(self):
        """Book this file until it is done, stuck, or time is up.

        :return: False when the job has to stop
        """
        self.booking_attempts += 1
        self.env["ir.cron"]._commit_progress()
        stuck = set()
        while rows := self._next_rows(stuck):
            try:
                booked = self._book_with_retry(rows, stuck)
            except UserError as error:
                self._note_booking_error(str(error))
                self.env["ir.cron"]._commit_progress()
                return True
            if not self.env["ir.cron"]._commit_progress(booked):
                return False
        self._end_booking(stuck)
        return bool(self.env["ir.cron"]._commit_progress(1))

    def _book_with_retry(self, rows, stuck):
        """One chunk inside a savepoint that gives way to a user's click."""

        def book():
            with self.env.cr.savepoint():
                return self._book_rows(rows, stuck)

        return in_a_fresh_transaction(self, book)

    def _end_booking(self, stuck):
        if stuck:
            self.booking_error = self.env._(
                "%(count)s rows wait because somebody is working on their invoices. The next run "
                "books them.",
                count=len(stuck),
            )
            self.env.ref("property_arrears.cron_book_sealed_files").sudo()._trigger(
                fields.Datetime.add(fields.Datetime.now(), minutes=2)
            )
        else:
            self._settle_file_state()

    def _settle_file_state(self):
        """Booked once no row waits any more; the batch moves on with it."""
        waiting = self.env["arrears.bank.file.row"].search_count(
            [("file_id", "=", self.id), ("state", "=", "staged")], limit=1
        )
        if not waiting:
            self.write(
                {"state": "booked", "booked_on": fields.Datetime.now(), "booking_error": False}
            )
            self.batch_id._settle_state()
            if self.total_settled >= 0 and self.batch_id:
                self.batch_id._tell_answer()

    def _note_booking_error(self, message):
        """Keep why booking stopped; accepted rows stay accepted and are tried again."""
        if self.booking_error == message:
            return
        self.booking_error = message
        user = self.batch_id.create_uid or self._batches().create_uid[:1]
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("An answer cannot be booked"),
            note=message,
            user_id=user.id,
        )

    # Chunks

    def _next_rows(self, stuck):
        """The next rows of one entry: one company and value date, some 200 journal items.

        Rows without money come first, many at a time, since they need no entry.
        """
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT r.id, r.line_id, l.company_id, r.value_date, r.outcome, r.amount_settled,
                       r.amount_settled != 0 AS has_money,
                       (SELECT COUNT(*) FROM arrears_debit_split s
                         WHERE s.line_id = r.line_id) AS items
                  FROM arrears_bank_file_row r
                  JOIN arrears_debit_line l ON l.id = r.line_id
                 WHERE r.file_id = %(file)s AND r.company_id = %(company)s AND r.state = 'staged'
                   AND NOT r.id = ANY(%(stuck)s)
              ORDER BY has_money, l.company_id,
                       CASE WHEN r.amount_settled != 0 THEN r.value_date END, r.line_number
                 LIMIT %(limit)s
                """,
                file=self.id,
                company=self.company_id.id,
                stuck=list(stuck),
                limit=ROWS_WITHOUT_MONEY,
            )
        )
        return _one_entry(rows)

    def _book_rows(self, rows, stuck):
        """Book one chunk; rows whose invoices are in use are put among the stuck.

        :return: number of rows that are done
        """
        if not self.try_lock_for_update().filtered(lambda file: file.state == "sealed"):
            raise UserError(self.env._("Another job is booking %(name)s.", name=self.name))
        if rows[0]["amount_settled"] < 0:
            return self._book_return_rows(rows, stuck)
        batch = self.batch_id.with_company(rows[0]["company_id"])
        company = self.env["res.company"].browse(rows[0]["company_id"])
        money_lines = [row["line_id"] for row in rows if row["has_money"]]
        shares = batch._shares(money_lines) if money_lines else {}
        receivables, busy = self._lock_receivables(shares)
        stuck.update(row["id"] for row in rows if row["line_id"] in busy)
        rows = [row for row in rows if row["line_id"] not in busy]
        if not rows:
            return 0
        claimed = self._claim_results(rows)
        if money_lines:
            self._book_money(batch, company, rows, claimed, shares, receivables)
        self._mark_rows(rows, claimed)
        self._move_lines_on(claimed)
        lines = self.env["arrears.debit.line"].browse(claimed)
        lines.invalidate_recordset()
        lines._follow_up()
        return len(rows)

    def _lock_receivables(self, shares):
        """Lock the receivables behind the shares, without waiting.

        :return: the locked receivables, and ids of instructions that have one in use elsewhere
        """
        wanted = {row["receivable_id"] for rows in shares.values() for row in rows} - {None}
        items = self.env["account.move.line"].browse(sorted(wanted))
        locked = items.try_lock_for_update() if items else items
        missing = set(items.ids) - set(locked.ids)
        busy = {
            line_id
            for line_id, rows in shares.items()
            if any(row["receivable_id"] in missing for row in rows)
        }
        return locked, busy

    def _claim_results(self, rows):
        """Insert the results of these rows; the unique keys let each in once, for ever.

        An answer that says *unknown* never takes back one that is final. The key of a return is
        its code, amount and day.

        :return: ids of the instructions whose result is new
        """
        claimed = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_debit_result
                       (line_id, batch_id, company_id, event_key, outcome, amount_settled,
                        amount_excess, value_date, answer_code, answer_text, file_id, file_line,
                        recorded_at)
                SELECT r.line_id, l.batch_id, l.company_id,
                       CASE WHEN r.amount_settled < 0
                            THEN CONCAT_WS(' ', 'return', r.answer_code, -r.amount_settled,
                                           r.value_date)
                            WHEN r.outcome = 'unknown' THEN 'unknown' ELSE 'answer' END,
                       r.outcome, r.amount_settled, 0, r.value_date, r.answer_code, r.answer_text,
                       r.file_id, r.line_number, %(now)s
                  FROM arrears_bank_file_row r
                  JOIN arrears_debit_line l ON l.id = r.line_id
                 WHERE r.id = ANY(%(rows)s) AND r.company_id = %(company)s
                   AND (r.outcome != 'unknown' OR l.outcome IS NULL OR r.amount_settled < 0)
              ORDER BY r.line_number
                ON CONFLICT DO NOTHING
                RETURNING line_id
                """,
                rows=[row["id"] for row in rows],
                company=self.company_id.id,
                now=fields.Datetime.now(),
            )
        )
        return [line_id for (line_id,) in claimed]

    def _book_money(self, batch, company, rows, claimed, shares, receivables):
        """One journal entry for the new results of this chunk that brought money."""
        lines = {line.id: line for line in self.env["arrears.debit.line"].browse(claimed)}
        settled = {
            lines[row["line_id"]]: self._minor(row["amount_settled"])
            for row in rows
            if row["line_id"] in lines
        }
        if not settled:
            return
        residuals = batch._residuals(receivables, company)
        posting = batch._plan_posting(company, settled, shares, residuals, receivables)
        move = batch._book(posting, company, rows[0]["value_date"])
        self._write_parts(posting, move, claimed)
        batch._schedule_refunds(posting.excess, move)

    def _write_parts(self, posting, move, claimed):
        """What each charge got, and which entry booked each result."""
        self.env.flush_all()
        digits = self.currency_id.decimal_places
        if posting.by_charge:
            self.env.cr.execute(
                SQL(
                    "UPDATE arrears_debit_split s SET amount_settled = v.part FROM (VALUES %s) "
                    "AS v (id, part) WHERE s.id = v.id AND s.company_id = %s",
                    _values(posting.by_charge, digits),
                    move.company_id.id,
                )
            )
        excess = {line.id: part for line, part in posting.excess.items()}
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_debit_result x SET move_id = %s, amount_excess = v.part "
                "FROM (VALUES %s) AS v (id, part) WHERE x.line_id = v.id AND x.company_id = %s "
                "AND x.event_key = 'answer'",
                move.id,
                _values({line_id: excess.get(line_id, 0) for line_id in claimed}, digits),
                move.company_id.id,
            )
        )
        self.env["arrears.debit.result"].invalidate_model(flush=False)

    def _mark_rows(self, rows, claimed):
        """Rows whose result was there already are known; the others are booked."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_bank_file_row
                   SET state = CASE WHEN line_id = ANY(%(new)s) THEN 'booked' ELSE 'known' END
                 WHERE id = ANY(%(rows)s) AND company_id = %(company)s
                """,
                new=claimed,
                rows=[row["id"] for row in rows],
                company=self.company_id.id,
            )
        )
        self.env["arrears.bank.file.row"].invalidate_model(["state"], flush=False)

    def _move_lines_on(self, claimed):
        """Give the instructions their outcome and free the charges of all that are settled."""
        states = SQL(", ").join(
            SQL("(%s, %s)", outcome, consequence.state)
            for outcome, consequence in CONSEQUENCES.items()
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_debit_line l
                   SET state = v.state, outcome = x.outcome, amount_settled = x.amount_settled,
                       value_date = x.value_date, answer_code = x.answer_code,
                       answer_text = x.answer_text, write_date = %(now)s,
                       return_reason_id = (
                           SELECT MIN(q.id) FROM arrears_return_reason q
                            WHERE q.code = x.answer_code AND q.outcome = x.outcome AND q.active)
                  FROM arrears_debit_result x
                  JOIN (VALUES %(states)s) AS v (outcome, state) ON v.outcome = x.outcome
                 WHERE x.file_id = %(file)s AND x.line_id = l.id AND l.id = ANY(%(lines)s)
                   AND l.company_id = x.company_id
                """,
                now=fields.Datetime.now(),
                states=states,
                file=self.id,
                lines=claimed,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_debit_split s SET is_open = (l.state = 'unknown')
                  FROM arrears_debit_line l
                 WHERE l.id = s.line_id AND l.id = ANY(%(lines)s)
                   AND s.company_id = l.company_id
                """,
                lines=claimed,
            )
        )
        self.env["arrears.debit.split"].invalidate_model(flush=False)


def _one_entry(rows):
    """The leading rows that belong into one journal entry."""
    if not rows:
        return []
    first, taken, items = rows[0], [], 1
    for row in rows:
        if row["has_money"] != first["has_money"] or row["company_id"] != first["company_id"]:
            break
        if first["has_money"]:
            items += max(row["items"], 1)
            other_day = row["value_date"] != first["value_date"]
            if taken and (other_day or items > ITEMS_AN_ENTRY):
                break
        taken.append(row)
    return taken


def _values(parts, digits):
    """Minor units by id as rows of VALUES."""
    return SQL(", ").join(
        SQL("(%s, %s::numeric)", record_id, str(decimal_amount(minor, digits)))
        for record_id, minor in parts.items()
    )
