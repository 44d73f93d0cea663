import json
from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.debit_rules import mask_accounts
from ...engine.money import decimal_amount
from ...engine.statement_rules import mask_long_numbers
from ..debit import account_vault

MOST_ROWS = 5000
TEXTS = {"reference": 64, "payer_name": 120, "remark": 400}
COMPARED = (
    "line_number", "date", "value_date", "amount", "balance", "has_balance", "reference",
    "payer_name", "payer_last4", "remark",
)  # fmt: skip


class ArrearsStatementFile(models.Model):
    """Storing what the sidecar read, page by page."""

    _inherit = "arrears.statement.file"

    def _stage(self, rows):
        """Store movements of this statement; one that is there already must be the same.

        :param rows: as the seam takes them, amounts in minor units
        :return: number of movements stored so far
        """
        self.ensure_one()
        if not isinstance(rows, list) or len(rows) > MOST_ROWS:
            raise UserError(self.env._("Rows come as a list of at most %(most)s.", most=MOST_ROWS))
        vault = {}
        values = [self._staged_values(row, vault) for row in rows]
        if self.state in ("received", "staged"):
            self._insert_rows(values)
            self.state = "staged"
        elif self.state == "quarantined":
            raise UserError(
                self.env._("%(name)s was set aside: have it read again first.", name=self.name)
            )
        self._refuse_other_rows(values)
        return self.env["arrears.statement.row"].search_count([("file_id", "=", self.id)])

    def _staged_values(self, row, vault):
        """A movement as the database takes it.

        :param vault: accounts of this page met before, with what is kept of them
        :raises UserError: a value is missing or of the wrong kind; the message names the line
        """
        line = row.get("line") if isinstance(row, dict) else None
        try:
            numbers = {name: _whole(row[name]) for name in ("position", "line", "amount")}
            balance = row.get("balance")
            days = {name: date.fromisoformat(row[name]) for name in ("date", "value_date")}
            texts = {name: str(row.get(name) or "")[:most] for name, most in TEXTS.items()}
            account = str(row.get("payer_account") or "")
            balance = None if balance is None else _whole(balance)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(
                self.env._(
                    "%(name)s, line %(line)s: the row cannot be stored (%(cause)s).",
                    name=self.name,
                    line=line,
                    cause=mask_accounts(f"{type(error).__name__}: {error}")[:200],
                )
            ) from error
        if account not in vault:
            vault[account] = self._kept_account(account)
        digits = self.currency_id.decimal_places
        return {
            "position": numbers["position"],
            "line_number": numbers["line"],
            **{name: day.isoformat() for name, day in days.items()},
            "amount": str(decimal_amount(numbers["amount"], digits)),
            "balance": str(decimal_amount(balance or 0, digits)),
            "has_balance": balance is not None,
            "reference": texts["reference"],
            "payer_name": mask_long_numbers(texts["payer_name"]),
            "remark": mask_long_numbers(texts["remark"]),
            **vault[account],
        }

    def _kept_account(self, account):
        """What is kept of a payer's account: encrypted, a keyed hash, its last digits.

        One that the bank itself shows in part is known by its last digits alone.
        """
        kept = {"payer_hash": None, "payer_cipher": None, "payer_last4": account[-4:] or None}
        whole = account.isascii() and account.isalnum()
        if whole and account_vault.SHORTEST <= len(account) <= account_vault.LONGEST:
            number = account_vault.normalised(self.env, account)
            kept["payer_hash"] = account_vault.fingerprints(self.env, number)[0]
            kept["payer_cipher"] = account_vault.encrypt(self.env, number.encode()).decode()
        return kept

    def _insert_rows(self, values):
        names = ("position", *COMPARED, "payer_hash", "payer_cipher")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_statement_row (file_id, company_id, state, %(names)s)
                SELECT %(file)s, %(company)s, 'staged', %(columns)s
                  FROM %(rows)s
                ON CONFLICT (file_id, position) DO NOTHING
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                file=self.id,
                company=self.company_id.id,
                columns=_columns("r", names),
                rows=_as_rows(values),
            )
        )
        self.env["arrears.statement.row"].invalidate_model()

    def _refuse_other_rows(self, values):
        """Refuse a movement that was sent before and now reads otherwise."""
        different = self.env.execute_query(
            SQL(
                """
                SELECT r.line_number
                  FROM %(rows)s
             LEFT JOIN arrears_statement_row s
                    ON s.file_id = %(file)s AND s.company_id = %(company)s
                   AND s.position = r.position
                 WHERE (%(new)s) IS DISTINCT FROM (%(old)s)
              ORDER BY r.position LIMIT 1
                """,
                rows=_as_rows(values),
                file=self.id,
                company=self.company_id.id,
                new=_columns("r", COMPARED),
                old=_columns("s", COMPARED),
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


def _whole(value):
    """A whole number, which true and 1.0 are not."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _columns(alias, names):
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)


def _as_rows(values):
    return SQL(
        "jsonb_to_recordset(%s::jsonb) AS r (position integer, line_number integer, date date, "
        "value_date date, amount numeric, balance numeric, has_balance boolean, "
        "reference varchar, payer_name varchar, payer_last4 varchar, payer_hash varchar, "
        "payer_cipher varchar, remark varchar)",
        json.dumps(values),
    )
