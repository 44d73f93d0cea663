from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...engine.ledger_age import freshest, stale_account

# The last day that each bank account's statements tell of. A statement without movements counts:
# it proves that nothing came in. The index on the journal's lines gives the newest at once.
NEWEST = """
WITH known AS (
    SELECT journal.id AS journal_id, newest.day
      FROM account_journal journal
     CROSS JOIN LATERAL (
           SELECT move.date AS day FROM account_bank_statement_line line
             JOIN account_move move ON move.id = line.move_id
            WHERE line.journal_id = journal.id AND line.company_id = journal.company_id
            ORDER BY line.internal_index DESC LIMIT 1) newest
     WHERE journal.company_id = ANY(%(companies)s) AND journal.type = 'bank'
     UNION ALL
    SELECT journal_id, MAX(date) FROM account_bank_statement
     WHERE company_id = ANY(%(companies)s) AND journal_id IS NOT NULL GROUP BY journal_id
     UNION ALL
    SELECT journal_id, MAX(date_to) FROM arrears_statement_file
     WHERE company_id = ANY(%(companies)s) AND state IN ('sealed', 'booked') GROUP BY journal_id
)
SELECT known.journal_id, MAX(known.day) FROM known
  JOIN account_journal journal ON journal.id = known.journal_id AND journal.type = 'bank'
 WHERE known.day IS NOT NULL GROUP BY known.journal_id
"""


class ArrearsLedgerGap(models.Model):
    """Finding the accounts that are too old, for a set of estates by a fixed number of queries."""

    _inherit = "arrears.ledger.gap"

    @api.model
    def _stale_accounts(self, company, estates, today):
        """The account of each of these estates that is too old.

        An estate that names no account is judged by the company's freshest bank account.

        :return: ``{estate id: StaleAccount}``, estates in order left out
        """
        newest = self._newest_movements(company)
        if not newest:
            return {}
        accounts = self._accounts_of(company, estates, today)
        own = self.env["account.journal"].sudo().search(
            [("id", "in", list(newest)), ("company_id", "=", company.id)]
        )  # fmt: skip
        fallback = freshest({key: newest[key] for key in own.ids})
        found = {}
        for place, group in estates.grouped("jurisdiction_id").items():
            calendar = self.env["arrears.holiday"]._calendar(place)
            for estate in group:
                stale = stale_account(
                    accounts.get(estate.id) or fallback,
                    newest, company.arrears_ledger_days, calendar, today,
                )  # fmt: skip
                if stale:
                    found[estate.id] = stale
        return found

    @api.model
    def _newest_movements(self, company):
        """``{journal id: date}`` of the bank accounts with statements, the parents' among them."""
        for model in ("account.bank.statement.line", "account.bank.statement", "account.move"):
            self.env[model].flush_model()
        self.env["arrears.statement.file"].flush_model()
        companies = company.sudo().parent_ids | company
        return dict(self.env.execute_query(SQL(NEWEST, companies=companies.ids)))

    @api.model
    def _accounts_of(self, company, estates, today):
        """``{estate id: [journal id]}`` of the accounts that owners pay into today."""
        rows = self.env["arrears.receiving.account"].sudo()._read_group(
            Domain("company_id", "=", company.id)
            & Domain("estate_id", "in", estates.ids)
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today)),
            ["estate_id"],
            ["journal_id:array_agg"],
        )  # fmt: skip
        return {estate.id: list(dict.fromkeys(journals)) for estate, journals in rows}

    # The list, and the task that comes with it

    @api.model
    def _watch(self, company):
        """Keep the list of a company: what is too old comes on, what is fresh again goes off.

        Each account is told to the accountants once, as long as it stays too old.
        """
        today = company._arrears_today()
        estates = self.env["arrears.estate"].sudo().search(
            [("company_id", "=", company.id), ("escalation_enabled", "=", True)]
        )  # fmt: skip
        stale = self._stale_accounts(company, estates, today)
        by_account = {}
        for estate, found in stale.items():
            by_account.setdefault(found.account, (found, []))[1].append(estate)
        listed = self.sudo().search(
            [("company_id", "=", company.id), ("resolved_on", "=", False)]
        )  # fmt: skip
        listed.filtered(lambda gap: gap.journal_id.id not in by_account)._resolve(today)
        self.sudo()._list_new(company, by_account, today)

    def _resolve(self, today):
        self.write({"resolved_on": today})
        self.activity_ids.unlink()

    @api.model
    def _list_new(self, company, by_account, today):
        """Of two jobs at the same moment one gets the row, and gives the tasks."""
        if not by_account:
            return
        self.flush_model()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s::date, %s::date, %s::date, %s, %s, now(), now())",
                account, company.id, found.newest, found.since, today, self.env.uid, self.env.uid)
            for account, (found, __) in by_account.items()
        )  # fmt: skip
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_ledger_gap
                       (journal_id, company_id, newest_on, since, found_on, create_uid, write_uid,
                        create_date, write_date)
                VALUES %s
                ON CONFLICT (company_id, journal_id) WHERE resolved_on IS NULL DO NOTHING
             RETURNING id, journal_id
                """,
                rows,
            )
        )
        for gap_id, account in made:
            gap = self.browse(gap_id)
            gap.estate_ids = [Command.set(by_account[account][1])]
            gap._tell_accountants()

    def _tell_accountants(self):
        """A task for every accountant: whoever has the statement at hand enters it."""
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in self.company_id._arrears_people("accountant"):
            words = self.with_context(lang=user.lang or self.env.lang).env._(
                "Enter the bank statement: nobody is pursued until then"
            )
            quiet.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.found_on,
                summary=words,
                user_id=user.id,
            )
