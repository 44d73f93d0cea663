from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ArrearsBankAdjustment(models.Model):
    """What bank and books have, read in sets. Amounts in minor units unless said otherwise.

    The bank's side is what statements said; a movement counts on its day at the bank, whatever
    day a lock date gave its entry. The books' side are the bank account and the accounts on which
    money of this bank is under way: outstanding payments and the clearing accounts of debits.
    """

    _inherit = "arrears.bank.adjustment"

    # ------------------------------------------------------------------
    # The bank
    # ------------------------------------------------------------------

    def _bank_side(self):
        """(day of the last movement, balance then, (first day, balance before it)).

        :raises UserError: no statement with balances was read until that day
        """
        rows = self._rows_sql()
        found = self.env.execute_query(
            SQL(
                """
                SELECT date, CASE WHEN has_balance THEN balance ELSE running END, amount
                  FROM (%s) r
                 WHERE known_balance AND date <= %s
              ORDER BY date DESC, file_id DESC, position DESC
                """,
                rows,
                self.date,
            )
        )
        if not found:
            raise UserError(
                self.env._(
                    "No statement with a balance of %(journal)s was read until %(date)s. Upload it "
                    "under Receipts › Bank statements.",
                    journal=self.journal_id.display_name,
                    date=self.date,
                )
            )
        last, first = found[0], found[-1]
        opening = self._minor(first[1]) - self._minor(first[2])
        return last[0], self._minor(last[1]), (first[0], opening)

    def _rows_sql(self):
        """Movements of accepted statements, each once: of overlapping files the first one.

        One whose bank line somebody had entered before any statement told of it counts as well:
        without it the bank's balance would be that of an earlier movement.
        """
        return SQL(
            """
            SELECT * FROM (
            SELECT r.id, r.date, r.file_id, r.position, r.amount, r.balance, r.has_balance,
                   r.statement_line_id, r.state, r.remark, r.payer_name, f.name AS file_name,
                   r.has_balance OR f.has_balances AS known_balance,
                   f.balance_start + SUM(r.amount) OVER (
                       PARTITION BY r.file_id ORDER BY r.position) AS running
              FROM arrears_statement_row r
              JOIN arrears_statement_file f ON f.id = r.file_id
               AND f.state IN ('sealed', 'booked')
             WHERE f.journal_id = %s AND r.company_id = %s) every
             WHERE state IN ('staged', 'booked')
                OR state = 'known' AND NOT EXISTS (
                   SELECT FROM arrears_statement_row other
                     JOIN arrears_statement_file g ON g.id = other.file_id
                      AND g.state IN ('sealed', 'booked')
                    WHERE other.statement_line_id = every.statement_line_id
                      AND other.id <> every.id
                      AND (other.state = 'booked' OR other.id < every.id))
            """,
            self.journal_id.id,
            self.company_id.id,
        )

    # ------------------------------------------------------------------
    # The books
    # ------------------------------------------------------------------

    def _clearing_accounts(self):
        """Accounts that only hold money under way to or from this bank account."""
        channels = self.env["arrears.bank.channel"].with_context(active_test=False)
        return channels.search([("journal_id", "=", self.journal_id.id)]).clearing_account_id

    def _payment_accounts(self):
        """Accounts of payments registered for this journal and perhaps for others."""
        journal = self.journal_id
        methods = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        return methods.payment_account_id - journal.default_account_id - self._clearing_accounts()

    def _amount_column(self):
        """The journal's own currency where it has one, else the company's."""
        foreign = self.journal_id.currency_id
        return SQL("l.amount_currency") if foreign else SQL("l.balance")

    def _items_sql(self):
        """Posted items, until the day, of the bank account and of money under way."""
        return SQL(
            """
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.date <= %(day)s
               AND (l.account_id = ANY(%(own)s)
                    OR (l.account_id = ANY(%(payments)s) AND l.journal_id = %(journal)s))
            """,
            company=self.company_id.id,
            day=self.date,
            own=(self.journal_id.default_account_id | self._clearing_accounts()).ids,
            payments=self._payment_accounts().ids,
            journal=self.journal_id.id,
        )

    def _book_balance(self):
        [(balance,)] = self.env.execute_query(
            SQL("SELECT COALESCE(SUM(%s), 0) %s", self._amount_column(), self._items_sql())
        )
        return self._minor(balance)

    def _direct_sql(self):
        """Items on the bank account itself that no statement brought."""
        return SQL(
            """
            %s AND l.account_id = %s AND NOT EXISTS (
                SELECT FROM arrears_statement_row r
                  JOIN arrears_statement_file f ON f.id = r.file_id
                  JOIN account_bank_statement_line b ON b.id = r.statement_line_id
                 WHERE f.journal_id = %s AND r.company_id = %s AND b.move_id = l.move_id
                   AND r.state IN ('booked', 'known'))
            """,
            self._items_sql(),
            self.journal_id.default_account_id.id,
            self.journal_id.id,
            self.company_id.id,
        )

    def _books_before(self, opening):
        """By how much bank and books differed where the statements begin."""
        first, balance = opening
        [(books,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(SUM(%s), 0) %s AND l.date < %s",
                self._amount_column(),
                self._direct_sql(),
                first,
            )
        )
        return balance - self._minor(books)

    def _items_in_books(self):
        """Values of the items booked straight on the bank account since the statements begin."""
        first, _balance = self._bank_side()[2]
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT l.id, l.date, l.name AS label, m.name AS document, %s AS amount
                       %s AND l.date >= %s
                """,
                self._amount_column(),
                self._direct_sql(),
                first,
            )
        )
        return [self._prepare_item(row, "books", move_line_id=row["id"]) for row in rows]

    def _items_in_transit(self):
        """Values of what was still under way at the end of the day."""
        amount = "amount_currency" if self.journal_id.currency_id else "balance"
        debit, credit = (
            ("debit_amount_currency", "credit_amount_currency")
            if amount == "amount_currency"
            else ("amount", "amount")
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (
                    SELECT l.id, l.date, l.name AS label, m.name AS document,
                           %(amount)s
                           - COALESCE((SELECT SUM(p.%(debit)s) FROM account_partial_reconcile p
                                        WHERE p.debit_move_id = l.id AND p.max_date <= %(day)s), 0)
                           + COALESCE((SELECT SUM(p.%(credit)s) FROM account_partial_reconcile p
                                        WHERE p.credit_move_id = l.id AND p.max_date <= %(day)s), 0)
                           AS amount
                      %(items)s AND l.account_id <> %(bank)s) open
                 WHERE amount <> 0
                """,
                amount=SQL.identifier("l", amount),
                debit=SQL.identifier(debit),
                credit=SQL.identifier(credit),
                day=self.date,
                items=self._items_sql(),
                bank=self.journal_id.default_account_id.id,
            )
        )
        return [self._prepare_item(row, "books", move_line_id=row["id"]) for row in rows]

    def _items_at_bank(self):
        """Values of movements that the bank had on the day and the books had not."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (
                    SELECT r.id, r.date, COALESCE(NULLIF(r.remark, ''), r.payer_name) AS label,
                           r.file_name AS document,
                           r.amount - COALESCE((
                               SELECT SUM(%(amount)s)
                                 FROM account_bank_statement_line b
                                 JOIN account_move_line l ON l.move_id = b.move_id
                                WHERE b.id = r.statement_line_id AND l.account_id = %(bank)s
                                  AND l.parent_state = 'posted' AND l.date <= %(day)s), 0) AS amount
                      FROM (%(rows)s) r
                     WHERE r.date <= %(day)s) waiting
                 WHERE amount <> 0
                """,
                amount=self._amount_column(),
                bank=self.journal_id.default_account_id.id,
                day=self.date,
                rows=self._rows_sql(),
            )
        )
        return [self._prepare_item(row, "bank", row_id=row["id"]) for row in rows]

    def _prepare_item(self, row, side, **source):
        """Values of one line; the amount is shown positive, its list tells the direction."""
        return {
            "section": f"{side}_{'in' if row['amount'] > 0 else 'out'}",
            "date": row["date"],
            "label": row["label"],
            "document": row["document"],
            "amount": abs(row["amount"]),
            "days_open": (self.date - row["date"]).days,
            **source,
        }
