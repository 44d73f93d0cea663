from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.statement_rules import runs_of
from ..retry import in_a_fresh_transaction

ROWS_A_CHUNK = 200


class ArrearsStatementFile(models.Model):
    """Odoo's own job: make bank lines of accepted statements, chunk by chunk.

    A chunk makes its lines and marks its movements together or not at all. A movement that some
    line of the journal is known by already makes no line again, whichever file it came with.
    """

    _inherit = "arrears.statement.file"

    @api.model
    def _cron_book_statements(self):
        """Book what was accepted; a statement that cannot be booked yet waits, others go on."""
        files = self.search([("state", "=", "sealed")], order="booking_attempts, id")
        waiting = self.env["arrears.statement.row"].search_count(
            [("file_id", "in", files.ids), ("state", "=", "staged")]
        )
        # Closing a statement is a piece of work too.
        self.env["ir.cron"]._commit_progress(remaining=waiting + len(files))
        for file in files:
            speaking = file.company_id._arrears_in_language(file.with_company(file.company_id))
            if not speaking._book_in_chunks():
                return

    def _book_in_chunks(self):
        """Book this statement until it is done, refused by the books, or time is up.

        :return: False when the job has to stop
        """
        self.booking_attempts += 1
        self.env["ir.cron"]._commit_progress()
        try:
            while booked := self._in_transaction(self._book_chunk):
                if not self.env["ir.cron"]._commit_progress(booked):
                    return False
            self._in_transaction(self._end_booking)
        except UserError as error:
            self._note_booking_error(str(error))
        return bool(self.env["ir.cron"]._commit_progress(1))

    def _in_transaction(self, work):
        """One piece inside a savepoint that gives way to a user's click."""

        def piece():
            with self.env.cr.savepoint():
                return work()

        return in_a_fresh_transaction(self, piece)

    def _note_booking_error(self, message):
        """Keep why booking stopped; accepted movements stay accepted and are tried again."""
        if self.booking_error == message:
            return
        self.booking_error = message
        user = self.uploaded_by_id or self.source_id.responsible_id
        if user:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("A bank statement cannot be booked"),
                note=message,
                user_id=user.id,
            )

    # Chunks

    def _book_chunk(self):
        """Make the lines of the next movements.

        :return: number of movements that are done, 0 at the end
        """
        if not self.try_lock_for_update().filtered(lambda file: file.state == "sealed"):
            raise UserError(self.env._("Another job is booking %(name)s.", name=self.name))
        rows = self.env["arrears.statement.row"].sudo().search(
            [("file_id", "=", self.id), ("state", "=", "staged")],
            order="position", limit=ROWS_A_CHUNK,
        )  # fmt: skip
        begin = self.source_id.date_from
        before = rows.filtered(lambda row: begin and row.date < begin)
        before.state = "before"
        known = self._known_lines(rows - before)
        new = (rows - before).filtered(lambda row: row.movement_key not in known)
        for row in rows - before - new:
            row.write({"state": "known", "statement_line_id": known[row.movement_key]})
        self._make_lines(new)
        # The bank line has the account now; one place is enough.
        rows.write({"payer_cipher": False, "payer_hash": False})
        return len(rows)

    def _known_lines(self, rows):
        """``{movement key: bank line id}`` of movements that are in the journal already."""
        lines = self.env["account.bank.statement.line"]
        lines.flush_model(["journal_id", "arrears_bank_reference"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT arrears_bank_reference, id
                      FROM account_bank_statement_line
                     WHERE journal_id = %s AND company_id = %s
                       AND arrears_bank_reference = ANY(%s)
                    """,
                    self.journal_id.id,
                    self.journal_id.company_id.id,
                    rows.mapped("movement_key"),
                )
            )
        )

    def _make_lines(self, rows):
        """Bank lines of new movements, as Odoo makes them: posted against the suspense account."""
        if not rows:
            return
        lines = (
            self.env["account.bank.statement.line"]
            .sudo()
            .with_company(self.journal_id.company_id)
            .with_context(tracking_disable=True, mail_create_nolog=True)
            .create([self._prepare_line(row) for row in rows])
        )
        for row, line in zip(rows, lines, strict=True):
            row.write({"state": "booked", "statement_line_id": line.id})

    def _prepare_line(self, row):
        return {
            "journal_id": self.journal_id.id,
            "date": row.date,
            "amount": row.amount,
            "payment_ref": row.remark or row.payer_name or row.reference or "/",
            "partner_name": row.payer_name,
            "arrears_value_date": row.value_date,
            "arrears_bank_reference": row.movement_key,
            "arrears_payer_hash": row.payer_hash,
            "arrears_payer_cipher": row.payer_cipher,
            "arrears_payer_last4": row.payer_last4,
        }

    # The end

    def _end_booking(self):
        """Group the new lines into Odoo's statements and close the file."""
        # Only what is needed: a statement may have 50,000 movements, each with the bank's own text.
        rows = self.env["arrears.statement.row"].sudo().search_fetch(
            [("file_id", "=", self.id), ("state", "=", "booked"),
             ("statement_line_id", "!=", False), ("statement_line_id.statement_id", "=", False)],
            ["position", "amount", "statement_line_id"],
            order="position",
        )  # fmt: skip
        by_position = {row.position: row for row in rows}
        moved = self._moved_before() if self.has_balances else {}
        values = [
            self._prepare_statement([by_position[at] for at in range(first, last + 1)], moved)
            for first, last in runs_of(list(by_position))
        ]
        # Odoo sums the lines and hands their statement on to their entries: field by field that
        # costs a third of the memory that all fields of all of them at once would take.
        sparing = self.env(context={**self.env.context, "prefetch_fields": False})
        sparing["account.bank.statement"].sudo().create(values)
        sparing.flush_all()
        self.write({"state": "booked", "booked_on": fields.Datetime.now(), "booking_error": False})

    def _prepare_statement(self, rows, moved):
        """One of Odoo's statements: an unbroken run of new movements, with the bank's balances.

        :param moved: see ``_moved_before``
        """
        lines = [row.statement_line_id.id for row in rows]
        values = {"reference": self.name, "line_ids": [Command.set(lines)]}
        if self.has_balances:
            start = self._minor(self.balance_start) + moved[rows[0].position]
            within = sum(self._minor(row.amount) for row in rows)
            values["balance_start"] = self._money(start)
            values["balance_end_real"] = self._money(start + within)
        return values

    def _moved_before(self):
        """``{position: sum of the movements before it}``, in minor units; one pass over all."""
        rows = self.env["arrears.statement.row"].sudo().search_fetch(
            [("file_id", "=", self.id)], ["position", "amount"], order="position"
        )  # fmt: skip
        found, moved = {}, 0
        for row in rows:
            found[row.position] = moved
            moved += self._minor(row.amount)
        return found
