from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.money import amount as money
from ...engine.reason import Reason, as_json
from ...engine.statement_rules import (
    Movement,
    Told,
    check_statement,
    movement_keys,
    same_account,
)
from .statement_file_stage import _whole

# Reasons whose "said" and "counted" are amounts, not numbers of movements.
AMOUNT_CODES = {
    "statement_total_in", "statement_total_out", "statement_balance", "statement_closing",
}  # fmt: skip


# How far the bank's reference is trusted in a key: not at all, within a day, in the account.
FORM = """CASE WHEN {key} LIKE '#%%' THEN 0
               WHEN {key} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} ' THEN 1 ELSE 2 END"""

# How many new rows have a bank line of the same day and amount, and the first line of them.
SIMILAR = """
WITH ours AS MATERIALIZED (
    SELECT x.statement_line_id AS id, x.date, x.amount, %(known_form)s AS form
      FROM arrears_statement_row x
      JOIN arrears_statement_file f ON f.id = x.file_id
     WHERE f.source_id = %(source)s AND x.company_id = %(company)s
       AND x.state = 'booked' AND x.statement_line_id IS NOT NULL
       AND x.date BETWEEN %(first)s AND %(last)s
       AND f.profile IS NOT DISTINCT FROM %(profile)s
), others AS MATERIALIZED (
    SELECT m.date, l.amount
      FROM account_bank_statement_line l
      JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
     WHERE l.journal_id = %(journal)s AND m.date BETWEEN %(first)s AND %(last)s
       AND l.id NOT IN (SELECT id FROM ours)
), alike AS MATERIALIZED (
    SELECT date, amount, form FROM others, GENERATE_SERIES(0, 2) form
     UNION
    SELECT date, amount, other.form FROM ours, GENERATE_SERIES(0, 2) other(form)
     WHERE other.form <> ours.form
), known AS MATERIALIZED (
    SELECT arrears_bank_reference AS key
      FROM account_bank_statement_line
     WHERE journal_id = %(journal)s AND arrears_bank_reference IS NOT NULL
)
SELECT COUNT(*), MIN(r.line_number)
  FROM arrears_statement_row r
 WHERE r.file_id = %(file)s AND r.company_id = %(company)s
   AND r.date BETWEEN %(first)s AND %(last)s
   AND (r.date, r.amount, %(new_form)s) IN (SELECT date, amount, form FROM alike)
   AND r.movement_key NOT IN (SELECT key FROM known)
"""


class ArrearsStatementFile(models.Model):
    """Believing a statement or setting it aside, as a whole."""

    _inherit = "arrears.statement.file"

    def _seal(self, row_count, total_in, total_out, opening, closing, account, currency):
        """Accept the statement for booking, or set it aside. Repeatable.

        :param total_in: sum of what came in, minor units; likewise ``total_out``
        :param opening: balance before the first movement in minor units, None where the bank gives
            none; likewise ``closing``
        :param account: the account the file names, or nothing
        :param currency: code of the currency the file names, or nothing
        :return: ``{"state", "code", "message", "line"}``
        """
        self.ensure_one()
        # The source first: two statements of one account are judged one after the other.
        if not self.source_id.try_lock_for_update() or not self.try_lock_for_update():
            raise UserError(self.env._("%(name)s is in use: try again.", name=self.name))
        self.invalidate_recordset()
        if self.state in ("received", "staged"):
            told = self._told(row_count, total_in, total_out, opening, closing)
            self._judge(told, str(account or ""), str(currency or "").upper())
        return {
            "state": self.state,
            "code": self.error_code or "",
            "message": self.error_message or "",
            "line": self.error_line or None,
        }

    def _told(self, row_count, total_in, total_out, opening, closing):
        """What the statement says about itself, as whole numbers."""
        try:
            return Told(
                *map(_whole, (row_count, total_in, total_out)),
                *(None if one is None else _whole(one) for one in (opening, closing)),
            )
        except TypeError as error:
            raise UserError(
                self.env._("Count and totals of %(name)s are whole numbers.", name=self.name)
            ) from error

    def _judge(self, told, account, currency):
        """Let the engine look at the statement, and act on its verdict."""
        rows = self._movements()
        self._note_figures(rows, told)
        today = self.company_id._arrears_today()
        trouble = self._identity_trouble(account, currency)
        trouble = trouble or check_statement([one for _id, one in rows], told, today)
        if not trouble:
            self._write_keys(rows)
            trouble = self._other_movement() or self._similar_trouble()
        if trouble:
            self._refuse(
                code=trouble.code,
                line=trouble.arguments.get("line"),
                message="",
                reasons=as_json([self._readable(trouble)]),
            )
        else:
            self._accept()

    def _movements(self):
        """(id, ``engine.statement_rules.Movement``) of all rows, oldest first."""
        rows = self.env["arrears.statement.row"].search_fetch(
            [("file_id", "=", self.id)],
            ["line_number", "date", "amount", "balance", "has_balance", "reference",
             "payer_name", "payer_last4", "remark"],
            order="position",
        )  # fmt: skip
        return [
            (
                row.id,
                Movement(
                    line=row.line_number,
                    day=row.date,
                    amount=self._minor(row.amount),
                    balance=self._minor(row.balance) if row.has_balance else None,
                    reference=row.reference or "",
                    payer=f"{row.payer_name or ''} {row.payer_last4 or ''}",
                    remark=row.remark or "",
                ),
            )
            for row in rows
        ]

    def _note_figures(self, rows, told):
        days = [one.day for _id, one in rows]
        values = {
            "row_count": told.row_count,
            "total_in": self._money(told.total_in),
            "total_out": self._money(told.total_out),
            "date_from": min(days, default=False),
            "date_to": max(days, default=False),
            "has_balances": told.opening is not None and told.closing is not None,
            "balance_start": self._money(told.opening or 0),
            "balance_end": self._money(told.closing or 0),
        }
        self.write(values)

    # Is it ours?

    def _identity_trouble(self, account, currency):
        """Why this cannot be a statement of the journal's account, or None."""
        own = self.journal_id.sudo().bank_account_id.acc_number or ""
        if account and not own:
            arguments = {"journal": self.journal_id.display_name, "last4": account[-4:]}
            return Reason("statement_no_own_account", arguments)
        if account and not same_account(account, own):
            arguments = {"last4": account[-4:], "own_last4": own[-4:]}
            return Reason("statement_other_account", arguments)
        if currency and currency != self.currency_id.name:
            arguments = {"currency": currency, "own_currency": self.currency_id.name}
            return Reason("statement_other_currency", arguments)
        return None

    def _write_keys(self, rows):
        keys = movement_keys([one for _id, one in rows])
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_statement_row r SET movement_key = v.key
                  FROM UNNEST(%s, %s::varchar[]) AS v (id, key)
                 WHERE r.id = v.id AND r.file_id = %s AND r.company_id = %s
                """,
                [row_id for row_id, _one in rows],
                keys,
                self.id,
                self.company_id.id,
            )
        )
        self.env["arrears.statement.row"].invalidate_model(["movement_key"])

    # Is it new?

    def _other_movement(self):
        """A movement whose key another movement has already, or None.

        Some banks count their references anew, each day or each file. Such a movement would pass
        for one that is booked, and its money would be missing. The same layout reads a movement
        with the same day each time; another may take the day from another column.
        """
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT new.line_number, new.reference, old.date
                  FROM arrears_statement_row new
                  JOIN arrears_statement_row old ON old.movement_key = new.movement_key
                   AND old.company_id = new.company_id AND old.state IN ('staged', 'booked')
                  JOIN arrears_statement_file file ON file.id = old.file_id
                   AND file.state IN ('sealed', 'booked')
                 WHERE new.file_id = %(file)s AND new.company_id = %(company)s
                   AND file.source_id = %(source)s AND file.id <> new.file_id
                   AND (old.amount <> new.amount
                        OR old.date <> new.date AND file.profile IS NOT DISTINCT FROM %(profile)s)
              ORDER BY new.position, old.id
                 LIMIT 1
                """,
                file=self.id,
                company=self.company_id.id,
                source=self.source_id.id,
                profile=self.profile or None,
            )
        )
        for line, reference, day in found:
            arguments = {"line": line, "reference": reference, "date": day.isoformat()}
            return Reason("statement_reference_other", arguments)
        return None

    def _similar_trouble(self):
        """New movements that look like bank lines known by other names, or None.

        Another layout, or somebody who typed bank lines in, gives the same movement another key.
        Booked again it would be money that never came. A person says whether they are the same.

        :raises UserError: a statement read by another layout is not booked yet
        """
        waiting = self.search_count(
            [("source_id", "=", self.source_id.id), ("state", "=", "sealed"),
             ("profile", "!=", self.profile), ("id", "!=", self.id)], limit=1,
        )  # fmt: skip
        if waiting:
            raise UserError(
                self.env._(
                    "Another statement of %(source)s is being booked: try again in a moment.",
                    source=self.source_id.name,
                )
            )
        if self.similar_accepted_by_id:
            return None
        self.env.flush_all()
        [(count, line)] = self.env.execute_query(self._similar_query())
        return Reason("statement_similar", {"count": count, "line": line}) if count else None

    def _similar_query(self):
        """How many new rows have a bank line of the same day and amount, and the first line.

        Bank lines of the same layout are other movements, unless their keys are of another form:
        then the layout's reference was set anew. Read in sets: a month may have tens of thousands
        of movements on either side.
        """
        return SQL(
            SIMILAR,
            known_form=SQL(FORM.format(key="x.movement_key")),
            new_form=SQL(FORM.format(key="r.movement_key")),
            source=self.source_id.id,
            file=self.id,
            company=self.company_id.id,
            first=max(self.date_from, self.source_id.date_from or self.date_from),
            last=self.date_to,
            journal=self.journal_id.id,
            profile=self.profile or None,
        )

    def _accept(self):
        """Note a gap to the statement before, and call the job that books."""
        before = self.search(
            [("source_id", "=", self.source_id.id), ("state", "in", ("sealed", "booked")),
             ("has_balances", "=", True), ("date_to", "<", self.date_from)],
            order="date_to desc, id desc", limit=1,
        )  # fmt: skip
        gap = 0
        if before and self.has_balances:
            gap = self._minor(self.balance_start) - self._minor(before.balance_end)
        self.write({"state": "sealed", "gap": self._money(gap)})
        self.env.ref("property_arrears.cron_book_statements").sudo()._trigger()

    def _readable(self, reason):
        """A reason of the engine with its amounts as text in the currency's own places."""
        amounts = {"said", "counted"} if reason.code in AMOUNT_CODES else set()
        return Reason(
            reason.code,
            {
                name: self.currency_id.format(self._money(value)) if name in amounts else value
                for name, value in reason.arguments.items()
            },
        )

    def _money(self, minor):
        return money(minor, self.currency_id.decimal_places)
