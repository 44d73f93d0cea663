import hashlib
from datetime import date
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.extras import Json

from ...engine import money
from ...engine.golive_sheets import MANDATE, MONEY
from ...engine.golive_table import choose_sheet, read_table
from ...engine.reason import Reason, as_json
from ..debit import account_vault
from .workbook import worksheets

ROWS_A_LOT = 5000
# Values that are columns of a row; the rest stays in ``cells``.
COLUMNS = ("kind", "period_from", "period_to", "due_date")
TOLD = (
    "number", "cells", "read_problems", "unit_text", "person_text", "amount", *COLUMNS,
    "account_cipher", "account_hash", "account_last4",
)  # fmt: skip


class ArrearsGolive(models.Model):
    """From a file to rows: read, kept with what is wrong in them, and checked."""

    _inherit = "arrears.golive"

    def _receive(self, sheet, name, content, *, whole_list=True, control_total=0.0):
        """Read one list.

        :param content: bytes of a spreadsheet or text file
        :param whole_list: it replaces what earlier files of this list said and was not booked
        :param control_total: what the amounts must add up to; 0: not compared
        :return: ``arrears.golive.file``
        :raises UserError: the file cannot be read at all, or is the one read last
        """
        self.ensure_one()
        self._check_state("draft", "checked", "booked")
        digest = hashlib.sha256(content).hexdigest()
        self._refuse_known(sheet, digest)
        digits = self.currency_id.decimal_places
        table = read_table(sheet, choose_sheet(sheet, worksheets(self.env, content)), digits)
        stated = money.minor_units(control_total or 0, digits) or table.total
        problems = list(table.problems)
        if sheet in MONEY and stated is not None and stated != table.amount() and table.rows:
            problems.append(self._difference(table.amount(), stated))
        state = "refused" if table.problems else "differs" if problems else "read"
        system = self.sudo()
        if whole_list and state != "refused":
            system._replace(sheet)
        file = system.env["arrears.golive.file"].create(
            {
                "golive_id": self.id, "sheet": sheet, "name": name, "digest": digest,
                "state": state, "row_count": len(table.rows), "blank_count": table.blank_count,
                "amount_total": money.amount(table.amount(), digits),
                "amount_stated": money.amount(stated or 0, digits),
                "ignored_text": ", ".join(table.ignored), "problems": as_json(problems),
            }
        )  # fmt: skip
        if state != "refused":
            system._keep_rows(file, table.rows)
            system._record_effect({"state": "draft"})
            system._check_rows()
        return file

    def _refuse_known(self, sheet, digest):
        last = self.file_ids.filtered(
            lambda file: file.sheet == sheet and file.state in ("read", "differs")
        )[:1]
        if last.digest == digest:
            raise UserError(
                self.env._(
                    "This file was read already (%(name)s); nothing was changed. To judge its rows "
                    "anew after a correction of the books, press “Check”.",
                    name=last.name,
                )
            )

    def _difference(self, amount, stated):
        digits = self.currency_id.decimal_places
        return Reason(
            "golive_total_differs",
            {
                "amount": str(money.decimal_amount(amount, digits)),
                "stated": str(money.decimal_amount(stated, digits)),
                "difference": str(money.decimal_amount(amount - stated, digits)),
            },
        )

    def _replace(self, sheet):
        """Take off what earlier files of a list said, unless it is booked."""
        rows = self.env["arrears.golive.row"].search(
            [("golive_id", "=", self.id), ("sheet", "=", sheet), ("state", "!=", "booked")]
        )
        rows.unlink()
        files = self.file_ids.filtered(lambda file: file.sheet == sheet)
        files.filtered(lambda file: file.state != "refused").state = "replaced"

    def _keep_rows(self, file, rows):
        """Insert rows as refused until they are judged; a statement a lot, for lists of 50,000."""
        self.env.flush_all()
        for start in range(0, len(rows), ROWS_A_LOT):
            lot = [self._prepare_row(file, row) for row in rows[start : start + ROWS_A_LOT]]
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO arrears_golive_row (
                           golive_id, company_id, file_id, sheet, state, create_uid, write_uid,
                           create_date, write_date, %(names)s)
                    SELECT %(golive)s, %(company)s, %(file)s, %(sheet)s, 'refused', %(user)s,
                           %(user)s, %(now)s, %(now)s, %(names)s
                      FROM jsonb_to_recordset(%(rows)s) AS told(
                           number int, cells jsonb, read_problems jsonb, unit_text text,
                           person_text text, amount numeric, kind text, period_from date,
                           period_to date, due_date date, account_cipher text, account_hash text,
                           account_last4 text)
                    """,
                    names=SQL(", ").join(map(SQL.identifier, TOLD)), golive=self.id,
                    company=self.company_id.id, file=file.id, sheet=file.sheet,
                    user=self.env.uid, now=self.env.cr.now(), rows=Json(lot),
                )
            )  # fmt: skip
        self.env["arrears.golive.row"].invalidate_model()
        self.invalidate_recordset()

    def _prepare_row(self, file, row):
        values = dict(row.values)
        number = values.pop("account", None)
        digits = self.currency_id.decimal_places
        unit = values.get("unit") or "-".join(
            filter(None, (values.get(part) for part in ("building", "entrance", "number")))
        )
        prepared = {
            "number": row.number,
            "cells": {name: _as_json(value) for name, value in values.items()},
            "read_problems": as_json(row.problems),
            "unit_text": unit,
            "person_text": values.get("person_name") or values.get("person_phone"),
            "amount": str(money.decimal_amount(values.get("amount") or 0, digits)),
            **{name: _as_json(values.get(name)) for name in COLUMNS},
        }
        if number and file.sheet == MANDATE:
            prepared |= self._hidden_account(number)
        return prepared

    def _hidden_account(self, number):
        """An account at rest; see ``account_vault``."""
        return {
            "account_cipher": account_vault.encrypt(self.env, number.encode()).decode(),
            "account_hash": account_vault.fingerprints(self.env, number)[0],
            "account_last4": number[-4:],
        }


def _as_json(value):
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
