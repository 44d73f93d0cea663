from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import money

# A posted receivable of the trade; what else is a receivable (a tax credit, say) stands apart.
TRADE = Domain("parent_state", "=", "posted") & Domain(
    "account_id.account_type", "=", "asset_receivable"
)


class ArrearsTieOut(models.Model):
    """Proof that the arrears are the ledger: one a company (with its branches) and day.

    The balance of posted receivable lines is taken as it stands, without Odoo's residuals, and
    has to be explained to the cent by what this application says about it.
    """

    _name = "arrears.tie.out"
    _description = "Tie-out with the ledger"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    computed_at = fields.Datetime(string="Computed at", readonly=True)
    ledger_balance = fields.Monetary(
        string="Ledger balance",
        readonly=True,
        help="Sum of all posted items on trade receivable accounts.",
    )
    explained = fields.Monetary(readonly=True)
    unexplained = fields.Monetary(readonly=True, help="Must be zero.")
    lines_off_count = fields.Integer(
        string="Receivables off",
        readonly=True,
        help="Receivables whose charges do not add up to what is left of them. Must be zero.",
    )
    non_trade_balance = fields.Monetary(
        string="Non-trade receivables",
        readonly=True,
        help="Receivable accounts marked as non-trade, which are not collected here.",
    )
    line_ids = fields.One2many("arrears.tie.out.line", "tie_out_id", readonly=True)
    state = fields.Selection(
        [("tied", "Tied out"), ("open", "Difference")], required=True, readonly=True, default="open"
    )

    _company_date_unique = models.UniqueIndex("(company_id, date)")

    @api.depends("company_id", "date")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.company_id.name} {record.date}"

    # ------------------------------------------------------------------
    # Computing
    # ------------------------------------------------------------------

    def action_tie_out_now(self):
        """Tie out the current company, with its branches, and open the result."""
        self.check_access("read")
        root = self.env.company.root_id
        if root not in self.env.companies:
            raise UserError(
                self.env._(
                    "A tie-out covers a company with all its branches. "
                    "Switch to %(company)s and try again.",
                    company=root.sudo().name,
                )
            )
        return self._compute_for(root, root._arrears_today())._open()

    def action_compute(self):
        """Tie out again, as of today."""
        self.ensure_one()
        self.check_access("read")
        return self._compute_for(self.company_id, self.company_id._arrears_today())._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    @api.model
    def _compute_for(self, company, today):
        """Tie out a company with its branches; a second time on one day replaces the first.

        :param company: a root ``res.company``
        :param today: the date that divides overdue from not yet due
        :return: the ``arrears.tie.out`` record
        """
        self.env.flush_all()
        system = self.sudo()
        branches = system._branches(company)
        buckets = [bucket for branch in branches for bucket in system._buckets(branch, today)]
        values = system._prepare_values(company, branches, buckets)
        record = system.search([("company_id", "=", company.id), ("date", "=", today)])
        record = record or system.create({"company_id": company.id, "date": today})
        record.line_ids.unlink()
        record.write(values)
        return record

    @api.model
    def _prepare_values(self, company, branches, buckets):
        """Values of the record: the ledger's balance against the sum of the buckets."""
        digits = company.currency_id.decimal_places
        balances = self._ledger_balances(branches, digits)
        ledger = balances[False]
        explained = sum(bucket["amount"] for bucket in buckets)
        lines_off = sum(len(self.env["arrears.charge"]._lines_off(branch)) for branch in branches)
        shown = [bucket for bucket in buckets if bucket["count"] or len(branches) == 1]
        return {
            "computed_at": fields.Datetime.now(),
            "ledger_balance": money.amount(ledger, digits),
            "explained": money.amount(explained, digits),
            "unexplained": money.amount(ledger - explained, digits),
            "lines_off_count": lines_off,
            "non_trade_balance": money.amount(balances[True], digits),
            "state": "tied" if ledger == explained and not lines_off else "open",
            "line_ids": [
                fields.Command.create({**bucket, "amount": money.amount(bucket["amount"], digits)})
                for bucket in shown
            ],
        }

    @api.model
    def _ledger_balances(self, companies, digits):
        """Balance of posted receivables in minor units: ``{is non-trade: balance}``."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.non_trade IS TRUE, SUM(line.balance)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.company_id = ANY(%s) AND line.parent_state = 'posted'
                   AND account.account_type = 'asset_receivable'
              GROUP BY account.non_trade IS TRUE
                """,
                companies.ids,
            )
        )
        found = {non_trade: money.minor_units(balance, digits) for non_trade, balance in rows}
        return {False: found.get(False, 0), True: found.get(True, 0)}

    @api.model
    def _branches(self, company):
        """The company with all its branches."""
        return self.env["res.company"].sudo().search([("id", "child_of", company.id)])

    # ------------------------------------------------------------------
    # Buckets. Each is what _bucket makes: {"company_id", "code", "amount", "count"}, the amount in
    # minor units.
    # ------------------------------------------------------------------

    @api.model
    def _buckets(self, company, today):
        """All that explains the balance of one company (a branch counts as one)."""
        return [
            self._bucket_overdue(company, today),
            self._bucket_of_charges(company, today, "not_yet_due"),
            self._bucket_of_charges(company, today, "time_barred"),
            self._bucket_of_credits(company, today),
            self._bucket_without_partner(company, today),
            *self._buckets_of_partials(company),
        ]

    @api.model
    def _bucket_overdue(self, company, today):
        """Overdue charges. Hook: the collection room answers with what its cases say."""
        return self._bucket_of_charges(company, today, "overdue")

    @api.model
    def _bucket_of_charges(self, company, today, code):
        domain = self._domain_of_charges(company, today, code)
        groups = self.env["arrears.charge"]._read_group(
            domain, [], ["amount_remaining:sum", "__count"]
        )
        return self._bucket(company, code, *groups[0])

    @api.model
    def _bucket_of_credits(self, company, today):
        """Payments, credit notes and rewards that no charge has used, of known debtors."""
        domain = self._domain_of_lines(company, "unapplied_credits")
        groups = self.env["account.move.line"]._read_group(
            domain, [], ["amount_residual:sum", "__count"]
        )
        return self._bucket(company, "unapplied_credits", *groups[0])

    @api.model
    def _bucket_without_partner(self, company, today):
        """Debts and credits of entries that name no partner."""
        charges = self._bucket_of_charges(company, today, "no_partner")
        credit_domain = self._domain_of_lines(company, "no_partner") & Domain(
            "amount_residual", "<", 0
        )
        (residual, count), *_rest = self.env["account.move.line"]._read_group(
            credit_domain, [], ["amount_residual:sum", "__count"]
        )
        credits = self._bucket(company, "no_partner", residual, count)
        return {
            **charges,
            "amount": charges["amount"] + credits["amount"],
            "count": charges["count"] + credits["count"],
        }

    @api.model
    def _buckets_of_partials(self, company):
        """What reconciliation hides from the ledger of this company.

        A draft entry may be reconciled: the residual falls, the posted balance does not. A
        parent company may pay a branch's invoice: the branch's balance stays, the parent's
        turns negative; over the whole tree the two cancel out.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN other.parent_state <> 'posted' THEN 'draft_entries'
                            ELSE 'between_branches' END AS code,
                       SUM(part.amount), COUNT(DISTINCT line.id)
                  FROM (SELECT debit_move_id AS line_id, credit_move_id AS other_id, amount
                          FROM account_partial_reconcile
                     UNION ALL SELECT credit_move_id, debit_move_id, -amount
                          FROM account_partial_reconcile) part
                  JOIN account_move_line line ON line.id = part.line_id
                  JOIN account_move_line other ON other.id = part.other_id
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                   AND account.non_trade IS NOT TRUE
                 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                   AND (other.parent_state <> 'posted' OR other.company_id <> line.company_id)
              GROUP BY 1
                """,
                company=company.id,
            )
        )
        found = {code: (amount, count) for code, amount, count in rows}
        codes = ("draft_entries", "between_branches")
        return [self._bucket(company, code, *found.get(code, (0, 0))) for code in codes]

    @api.model
    def _bucket(self, company, code, amount, count):
        """One bucket; ``amount`` as the database gave it, kept in minor units."""
        digits = company.currency_id.decimal_places
        return {
            "company_id": company.id,
            "code": code,
            "amount": money.minor_units(amount or 0, digits),
            "count": count,
        }

    # ------------------------------------------------------------------
    # Which records a bucket counts
    # ------------------------------------------------------------------

    @api.model
    def _domain_of_charges(self, company, today, code):
        """Domain on ``arrears.charge`` of a bucket."""
        known = Domain("debtor_id", "!=", False)
        alive = known & Domain("time_barred", "=", False)
        parts = {
            "no_partner": Domain("debtor_id", "=", False),
            "time_barred": known & Domain("time_barred", "=", True),
            "overdue": alive & Domain("due_date", "<", today),
            "not_yet_due": alive & Domain("due_date", ">=", today),
        }
        return Domain("company_id", "=", company.id) & Domain("state", "=", "open") & parts[code]

    @api.model
    def _domain_of_lines(self, company, code):
        """Domain on ``account.move.line`` of a bucket."""
        trade = TRADE & Domain("account_id.non_trade", "=", False)
        company_part = Domain("company_id", "=", company.id)
        other = ("matched_debit_ids.debit_move_id", "matched_credit_ids.credit_move_id")
        parts = {
            "unapplied_credits": Domain("partner_id", "!=", False)
            & Domain("amount_residual", "<", 0),
            "no_partner": Domain("partner_id", "=", False) & Domain("amount_residual", "!=", 0),
            "draft_entries": Domain.OR(
                Domain(f"{path}.parent_state", "!=", "posted") for path in other
            ),
            "between_branches": Domain.OR(
                Domain(f"{path}.company_id", "!=", company.id) for path in other
            ),
        }
        return trade & company_part & parts[code]

    def action_open_ledger(self):
        """Open every item behind the ledger's balance."""
        self.ensure_one()
        branches = self._branches(self.company_id)
        domain = TRADE & Domain("account_id.non_trade", "=", False)
        domain &= Domain("company_id", "in", branches.ids)
        return self.line_ids._action_lines(self.env._("Ledger balance"), domain)

    def action_open_non_trade(self):
        """Open the receivables that are not of the trade."""
        self.ensure_one()
        branches = self._branches(self.company_id)
        domain = TRADE & Domain("account_id.non_trade", "=", True)
        domain &= Domain("company_id", "in", branches.ids)
        return self.line_ids._action_lines(self.env._("Non-trade receivables"), domain)

    def action_open_lines_off(self):
        """Open the receivables whose charges do not add up."""
        self.ensure_one()
        branches = self._branches(self.company_id)
        Charge = self.env["arrears.charge"].sudo()
        line_ids = [row[0] for branch in branches for row in Charge._lines_off(branch)]
        return self.line_ids._action_lines(
            self.env._("Receivables off"), Domain("id", "in", line_ids)
        )
