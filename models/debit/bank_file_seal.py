import json
from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.debit_rules import (
    AnswerRow,
    Offered,
    Totals,
    Window,
    check_answer,
    mask_accounts,
)
from ...engine.debit_silence import COLLECTED, STILL_TO_COME
from ...engine.money import amount as money
from ...engine.money import decimal_amount
from ...engine.reason import Reason, as_json

MOST_ROWS = 5000

# Reasons whose "said" and "counted" are amounts, not numbers of rows.
AMOUNT_CODES = {"debit_total_offered", "debit_total_settled", "debit_success_total"}
AMOUNT_ARGUMENTS = {"asked", "echoed", "settled", "first_settled"}

TEXTS = {"reference": 40, "outcome": 20, "code": 40, "text": 200, "raw": 2000}


class ArrearsBankFile(models.Model):
    """Reading an answer into rows, and believing it or setting it aside as a whole."""

    _inherit = "arrears.bank.file"

    # Staging

    def _stage(self, rows):
        """Store rows of this file; a line that is there already must be the same.

        :param rows: as the seam takes them, amounts in minor units
        :return: number of rows stored so far
        """
        self.ensure_one()
        values = [self._staged_values(row) for row in self._checked_page(rows)]
        if self.state in ("received", "staged"):
            self._insert_rows(values)
            self.state = "staged"
        elif self.state == "quarantined":
            raise UserError(
                self.env._("%(name)s was set aside: have it read again first.", name=self.name)
            )
        self._refuse_other_rows(values)
        return self.env["arrears.bank.file.row"].search_count([("file_id", "=", self.id)])

    def _checked_page(self, rows):
        if self.direction != "in":
            raise UserError(self.env._("%(name)s is no answer of a bank.", name=self.name))
        if not isinstance(rows, list) or len(rows) > MOST_ROWS:
            raise UserError(self.env._("Rows come as a list of at most %(most)s.", most=MOST_ROWS))
        return rows

    def _staged_values(self, row):
        """A row as the database takes it.

        :raises UserError: a value is missing or of the wrong kind; the message names the line
        """
        line = row.get("line") if isinstance(row, dict) else None
        try:
            numbers = {name: self._whole(row[name]) for name in ("line", "offered", "settled")}
            day = row.get("value_date") or None
            texts = {name: str(row.get(name) or "")[:most] for name, most in TEXTS.items()}
            day = date.fromisoformat(day).isoformat() if day else None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(
                self.env._(
                    "%(name)s, line %(line)s: the row cannot be stored (%(cause)s).",
                    name=self.name,
                    line=line,
                    cause=mask_accounts(f"{type(error).__name__}: {error}")[:200],
                )
            ) from error
        digits = self.currency_id.decimal_places
        return {
            "line_number": numbers["line"],
            "reference": texts["reference"],
            "outcome": texts["outcome"],
            "amount_offered": str(decimal_amount(numbers["offered"], digits)),
            "amount_settled": str(decimal_amount(numbers["settled"], digits)),
            "value_date": day,
            "answer_code": texts["code"],
            "answer_text": mask_accounts(texts["text"]),
            "raw": mask_accounts(texts["raw"]),
        }

    def _whole(self, value):
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{value!r} is no whole number")
        return value

    def _insert_rows(self, values):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_bank_file_row
                       (file_id, company_id, state, line_number, reference, outcome,
                        amount_offered, amount_settled, value_date, answer_code, answer_text, raw)
                SELECT %(file)s, %(company)s, 'staged', %(columns)s
                  FROM %(rows)s
                ON CONFLICT (file_id, line_number) DO NOTHING
                """,
                file=self.id,
                company=self.company_id.id,
                columns=self._row_columns("r"),
                rows=self._as_rows(values),
            )
        )
        self.env["arrears.bank.file.row"].invalidate_model()

    def _refuse_other_rows(self, values):
        """Refuse a line that was sent before and now reads otherwise."""
        different = self.env.execute_query(
            SQL(
                """
                SELECT r.line_number
                  FROM %(rows)s
             LEFT JOIN arrears_bank_file_row s
                    ON s.file_id = %(file)s AND s.company_id = %(company)s
                   AND s.line_number = r.line_number
                 WHERE (%(new)s) IS DISTINCT FROM (%(old)s)
              ORDER BY r.line_number LIMIT 1
                """,
                rows=self._as_rows(values),
                file=self.id,
                company=self.company_id.id,
                new=self._row_columns("r"),
                old=self._row_columns("s"),
            )
        )
        if different:
            raise UserError(
                self.env._(
                    "%(name)s, line %(line)s was sent before and read otherwise. Nothing was "
                    "changed.",
                    name=self.name,
                    line=different[0][0],
                )
            )

    def _row_columns(self, alias):
        names = (
            "line_number", "reference", "outcome", "amount_offered", "amount_settled",
            "value_date", "answer_code", "answer_text", "raw",
        )  # fmt: skip
        return SQL(", ").join(SQL.identifier(alias, name) for name in names)

    def _as_rows(self, values):
        return SQL(
            "jsonb_to_recordset(%s::jsonb) AS r (line_number integer, reference varchar, "
            "outcome varchar, amount_offered numeric, amount_settled numeric, value_date date, "
            "answer_code varchar, answer_text varchar, raw text)",
            json.dumps(values),
        )

    # Sealing

    def _seal(self, row_count, total_offered, total_settled, batch_reference, said=None):
        """Accept the file for booking, or set it aside, as a whole. Repeatable.

        :param total_offered: sum of what was asked for, minor units; likewise ``total_settled``
        :param said: ``engine.debit_silence.Successes`` of a file that lists failures alone
        :return: ``{"state", "code", "message", "line"}``
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self.env._("%(name)s is in use: try again.", name=self.name))
        self.invalidate_recordset()
        if self.state in ("received", "staged"):
            totals = self._checked_totals(row_count, total_offered, total_settled)
            self._judge(totals, self._batch_of(batch_reference), batch_reference, said)
        return {
            "state": self.state,
            "code": self.error_code or "",
            "message": self.error_message or "",
            "line": self.error_line or None,
        }

    def _checked_totals(self, *numbers):
        """What the file says about itself, as whole numbers."""
        try:
            return Totals(*map(self._whole, numbers))
        except TypeError as error:
            raise UserError(
                self.env._("Count and totals of %(name)s are whole numbers.", name=self.name)
            ) from error

    def _batch_of(self, reference):
        return self.env["arrears.debit.batch"].search(
            [
                ("name", "=", str(reference)[:40]),
                ("company_id", "=", self.company_id.id),
                ("channel_id", "=", self.channel_id.id),
            ]
        )

    def _judge(self, totals, batch, reference, said=None):
        """Let the engine compare file and batch, and act on its verdict."""
        self.write(
            {
                "row_count": totals.row_count,
                "total_offered": self._money(totals.offered),
                "total_settled": self._money(totals.settled),
            }
        )
        rows = self._answer_rows()
        if any(row.settled < 0 for row in rows):
            trouble = self._judge_returns(batch, reference, rows, totals)
        else:
            trouble = self._judge_answer(batch, reference, rows, totals, said)
        if trouble:
            shown = self._readable(trouble)
            self._refuse(
                code=trouble.code,
                line=trouble.arguments.get("line"),
                message="",
                reasons=as_json([shown]),
            )
        else:
            self._accept()

    def _judge_answer(self, batch, reference, rows, totals, said):
        """The first reason not to believe this answer, or None."""
        trouble = self._batch_trouble(batch, reference)
        if trouble:
            return trouble
        self.batch_id = batch
        window = Window(batch.exported_on, self.company_id._arrears_today())
        offered = self._offered(batch)
        if said or self.channel_id.silence == COLLECTED:
            return self._judge_with_silence(offered, rows, totals, window, said)
        whole = self.channel_id.silence not in STILL_TO_COME
        return check_answer(offered, rows, totals, window, whole=whole)

    def _batch_trouble(self, batch, reference):
        """Why no answer for this batch can be right, or None. Locks the batch: two answers for
        it are judged one after the other."""
        if not batch:
            arguments = {"batch": str(reference)[:40], "channel": self.channel_id.code}
            return Reason("debit_unknown_batch", arguments)
        if not batch.try_lock_for_update():
            raise UserError(
                self.env._("Batch %(name)s is in use: try again in a moment.", name=batch.name)
            )
        batch.invalidate_recordset()
        if batch.state in ("draft", "approved"):
            return Reason("debit_batch_not_sent", {"batch": batch.name})
        if batch.state == "withdrawn":
            return Reason("debit_batch_withdrawn", {"batch": batch.name})
        return None

    def _offered(self, batch):
        """What was sent, with what is already answered: booked, or waiting in an accepted file."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.reference, l.amount, a.outcome, a.amount_settled, l.part
                  FROM arrears_debit_line l
             LEFT JOIN LATERAL (
                       SELECT x.outcome, x.amount_settled
                         FROM arrears_debit_result x
                        WHERE x.line_id = l.id AND x.event_key = 'answer'
                        UNION ALL
                       SELECT r.outcome, r.amount_settled
                         FROM arrears_bank_file_row r
                         JOIN arrears_bank_file f ON f.id = r.file_id AND f.state = 'sealed'
                        WHERE r.line_id = l.id AND r.outcome != 'unknown'
                          AND r.amount_settled >= 0
                        LIMIT 1) a ON TRUE
                 WHERE l.batch_id = %s AND l.company_id IN %s
              ORDER BY l.sequence
                """,
                batch.id,
                tuple(batch._companies().ids),
            )
        )
        return [
            Offered(
                reference,
                self._minor(asked),
                (outcome, self._minor(settled)) if outcome else None,
                part,
            )
            for reference, asked, outcome, settled, part in rows
        ]

    def _answer_rows(self):
        rows = self.env["arrears.bank.file.row"].search_fetch(
            [("file_id", "=", self.id)],
            ["line_number", "reference", "outcome", "amount_offered", "amount_settled",
             "value_date"],
        )  # fmt: skip
        return [
            AnswerRow(
                row.line_number,
                row.reference or "",
                row.outcome or "",
                self._minor(row.amount_offered),
                self._minor(row.amount_settled),
                row.value_date or None,
            )
            for row in rows
        ]

    def _accept(self):
        """Tie the rows to their instructions and call the job that books them."""
        self.state = "sealed"
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_bank_file_row r SET line_id = l.id
                  FROM arrears_debit_line l
                 WHERE r.file_id = %(file)s AND r.company_id = %(company)s
                   AND l.company_id = ANY(%(companies)s) AND l.reference = r.reference
                   AND CASE WHEN %(batch)s > 0 THEN l.batch_id = %(batch)s
                            ELSE NOT EXISTS (SELECT FROM arrears_debit_line again
                                              WHERE again.retry_of_id = l.id
                                                AND again.state NOT IN ('draft', 'withdrawn')) END
                """,
                file=self.id,
                batch=self.batch_id.id or 0,
                company=self.company_id.id,
                companies=self._companies().ids,
            )
        )
        self.env["arrears.bank.file.row"].invalidate_model()
        self.env.ref("property_arrears.cron_book_sealed_files").sudo()._trigger()

    def _readable(self, reason):
        """A reason of the engine with its amounts as text in the currency's own places."""
        amounts = AMOUNT_ARGUMENTS | ({"said", "counted"} if reason.code in AMOUNT_CODES else set())
        return Reason(
            reason.code,
            {
                name: self.currency_id.format(self._money(value)) if name in amounts else value
                for name, value in reason.arguments.items()
            },
        )

    def _money(self, minor):
        return money(minor, self.currency_id.decimal_places)
