from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.limitation import DEFAULT_YEARS
from ...engine.money import decimal_amount
from .charge_scope import debtor_scope, debtor_span, stale_debtors, stale_moves, touched_scope
from .charge_sql import NATURAL_KEY
from .charge_sql_settle import rebuild_statement
from .first_build import FIRST_BUILD
from .kinds import KINDS
from .planner import ahead, no_blind_nested_loops

# Debtors a statement: large enough to be fast, small enough that a user's click meets few of them.
CHUNK = 2000

TOUCHED = "property_arrears.touched"


class ArrearsCharge(models.Model):
    """What one unit owes for one service period and kind, read from the ledger.

    Charges are a view of posted receivable lines with an id that stays: evidence, disputes,
    plans and debits refer to them. They are rebuilt by one SQL statement, by nobody's hand, and
    are never deleted; a charge whose source vanished is ``gone``.
    """

    _name = "arrears.charge"
    _inherit = ["arrears.list.export"]
    _description = "Charge"
    _order = "due_date, id"
    _rec_name = "move_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    debtor_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Who owes: the commercial partner of the receivable. Empty where an entry names none.",
    )

    # Where it comes from
    move_id = fields.Many2one("account.move", string="Source", readonly=True, ondelete="set null")
    line_id = fields.Many2one(
        "account.move.line",
        string="Receivable today",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Today's receivable line. An accountant's edit may replace it; the charge stays.",
    )
    account_id = fields.Many2one(
        "account.account", string="Ledger account", readonly=True, ondelete="restrict"
    )

    # What it is
    unit_id = fields.Many2one(
        "arrears.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    due_rank = fields.Integer(
        string="Due rank",
        required=True,
        readonly=True,
        aggregator=False,
        help="Which of several due dates of one bill, or which line of one entry.",
    )
    due_date = fields.Date(string="Due date", readonly=True)
    limitation_date = fields.Date(
        string="Limitation",
        readonly=True,
        help="The last day on which this period can be pursued in court.",
    )
    interrupted_until = fields.Date(
        string="Limitation after interruption",
        readonly=True,
        help="Where a proven event made the time run anew: the last day from that event.",
    )
    price_basis = fields.Char(
        string="Price basis",
        readonly=True,
        help="What entitles the firm to the price. Without it nothing is dunned.",
    )
    no_followup = fields.Boolean(
        string="Excluded from follow-up",
        readonly=True,
        help="A person excluded this invoice from follow-up.",
    )

    # What became of it, in the company's currency
    amount_original = fields.Monetary(string="Charged", readonly=True)
    amount_credited = fields.Monetary(
        string="Credited", readonly=True, help="Reduced by credit notes."
    )
    amount_allocated = fields.Monetary(string="Paid", readonly=True)
    amount_remaining = fields.Monetary(string="Remaining", readonly=True)
    time_barred = fields.Boolean(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled"), ("gone", "Gone")],
        required=True,
        readonly=True,
        help="Gone: the source was reset to draft, cancelled or changed.",
    )

    # These two serve searches by document and by company as well.
    _natural_key = models.UniqueIndex(f"({NATURAL_KEY})")
    _open_idx = models.Index("(company_id, debtor_id, unit_id) WHERE state = 'open'")

    @api.depends("move_id", "unit_id", "period_from", "period_to", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for charge in self:
            # Whoever may read the charge may read what its document is called.
            named = charge.sudo()
            period = " – ".join(str(d) for d in (charge.period_from, charge.period_to) if d)
            parts = (named.unit_id.name, period or named.move_id.name, kinds.get(charge.kind))
            charge.display_name = " · ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # Nobody writes here
    # ------------------------------------------------------------------

    # No super() on purpose: the statement below is the only writer.
    # pylint: disable=method-required-super

    @api.model_create_multi
    def create(self, vals_list):
        """Refused for everybody: charges come from the ledger."""
        raise UserError(self._read_only_message())

    def write(self, vals):
        """Refused for everybody: correct the invoice or entry instead."""
        raise UserError(self._read_only_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """Refused for everybody: evidence refers to charges."""
        raise UserError(self._read_only_message())

    def _read_only_message(self):
        return self.env._(
            "Charges are read from the ledger. Correct the invoice or the journal entry; "
            "the charge follows by itself."
        )

    # ------------------------------------------------------------------
    # Rebuild
    # ------------------------------------------------------------------

    @api.model
    def _rebuild(self, company, debtor_ids=None, today=None, only_open=False):
        """Bring the charges of a company up to its ledger, in chunks of debtors, uncommitted.

        :param company: one ``res.company``; branches are companies of their own here
        :param debtor_ids: ids of commercial partners; None: everybody, and lines without partner
        :param today: date that decides what is time-barred; None: the company's today
        :param only_open: compare what is open and rebuild what differs (the nightly pace);
            settled charges of settled receivables are left alone
        :return: number of rows written
        """
        self.env.flush_all()
        today = today or company._arrears_today()
        if debtor_ids is None and only_open:
            debtor_ids = sorted(self._stale_debtors(company, today))
        elif debtor_ids is None:
            debtor_ids = self._debtors(company)
        written = 0
        for start in range(0, len(debtor_ids), CHUNK):
            chunk = debtor_ids[start : start + CHUNK]
            written += self._rebuild_chunk(company, chunk, today, only_open)
        return written

    @api.model
    def _rebuild_chunk(self, company, debtor_ids, today, only_open=False):
        """One chunk: charges by one statement, then whatever later rooms build on them.

        :param debtor_ids: partner ids; 0 stands for lines without partner
        :return: number of charges written
        """
        rows = []
        with no_blind_nested_loops(self.env, len(debtor_ids)):
            scope = self._stale_scope(company, debtor_ids, today) if only_open else None
            if scope or not only_open:
                rows = self._apply(company, today, *(scope or self._scope_of(debtor_ids)))
            self._after_rebuild(company, [debtor for debtor in debtor_ids if debtor], today)
        return sum(count for _debtor, count in rows)

    @api.model
    def _scope_of(self, debtor_ids):
        """Scope of everything of these debtors, whom a first build goes through in order."""
        if self.env.context.get(FIRST_BUILD):
            return debtor_span(debtor_ids[0], debtor_ids[-1])
        return debtor_scope(debtor_ids)

    @api.model
    def _stale_scope(self, company, debtor_ids, today):
        """Scope of what is open and does not agree with the ledger; None when all agrees."""
        found = self.env.execute_query(stale_moves(company.id, debtor_ids, today))
        moves = {move for (move,) in found}
        return touched_scope(moves=moves - {None}, orphans=None in moves) if moves else None

    @api.model
    def _stale_debtors(self, company, today):
        """Debtors whose charges, or what later rooms build on them, are not up to date.

        One look at the whole company that writes nothing; rooms add theirs, one query each.

        :return: set of ids; 0 stands for lines without partner
        """
        self.env.flush_all()
        return {debtor for (debtor,) in self.env.execute_query(stale_debtors(company.id, today))}

    @api.model
    def _apply(self, company, today, lines, charges, size=0):
        """Run the rebuild statement over a scope; see ``rebuild_statement``.

        :param size: how many documents or debtors the last work of a transaction is about

        :return: list of (debtor id or None, rows written)
        """
        digits = company.currency_id.decimal_places
        statement = rebuild_statement(
            lines, charges, first=bool(self.env.context.get(FIRST_BUILD)),
            company=company.id, currency=company.currency_id.id,
            user=self.env.uid, factor=10**digits, smallest=decimal_amount(1, digits), today=today,
            years=DEFAULT_YEARS, now=self.env.cr.now(),
        )  # fmt: skip
        rows = self.env.execute_query(ahead(statement, size))
        if any(count for _debtor, count in rows):
            self.invalidate_model()
        return rows

    @api.model
    def _debtors(self, company, after=-1):
        """Ids of all debtors with receivables or live charges, in order; 0 for "no partner".

        :param after: only ids above this one, to go on where an interrupted night stopped
        """
        return [
            debtor
            for (debtor,) in self.env.execute_query(
                SQL(
                    """
                    SELECT debtor FROM (
                        SELECT COALESCE(partner.commercial_partner_id, partner.id, 0) AS debtor
                          FROM account_move_line line
                     LEFT JOIN res_partner partner ON partner.id = line.partner_id
                         WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                           AND line.account_id IN (SELECT id FROM account_account
                                                    WHERE account_type = 'asset_receivable')
                         UNION
                        SELECT COALESCE(debtor_id, 0) FROM arrears_charge
                         WHERE company_id = %(company)s AND state <> 'gone'
                    ) everybody WHERE debtor > %(after)s ORDER BY debtor
                    """,
                    company=company.id, after=after,
                )
            )
        ]  # fmt: skip

    @api.model
    def _after_rebuild(self, company, debtor_ids, today):
        """Hook for later rooms: the charges of these debtors are up to date.

        Called once a chunk and once a transaction; extend with set-based work only.
        """

    # ------------------------------------------------------------------
    # Live refresh: collect while the transaction runs, one statement at its end
    # ------------------------------------------------------------------

    @api.model
    def _touch(self, pairs):
        """Ask for a refresh of debtors at the end of this transaction.

        :param pairs: iterable of (company id, commercial partner id)
        """
        for company_id, partner_id in pairs:
            self._touched(company_id)["debtors"].add(partner_id)

    @api.model
    def _touched(self, company_id):
        """What this transaction touched in a company: sets of moves, lines and debtors (ids).

        ``size``: lines that the touched documents are known to have, for the planner.
        """
        data = self.env.cr.precommit.data
        if TOUCHED not in data:
            data[TOUCHED] = {}
            self.env.cr.precommit.add(self.sudo()._refresh_touched)
        empty = {"moves": set(), "lines": set(), "debtors": set(), "size": 0}
        return data[TOUCHED].setdefault(company_id, empty)

    @api.model
    def _refresh_touched(self):
        """Rebuild what this transaction touched. Runs before the commit."""
        touched = self.env.cr.precommit.data.pop(TOUCHED, {})
        self.env.flush_all()
        for company_id, sets in sorted(touched.items()):
            company = self.env["res.company"].browse(company_id)
            today = company._arrears_today()
            known = sets.pop("size")
            size = len(sets["moves"]) + len(sets["lines"]) + len(sets["debtors"])
            if not size:
                continue
            size += known
            rows = self._apply(company, today, *touched_scope(**sets), size=size)
            # Asked for by name: also one of whom a deletion left nothing to find.
            debtor_ids = sorted(sets["debtors"] | {debtor for debtor, _count in rows if debtor})
            if debtor_ids:
                self._after_rebuild(company, debtor_ids, today)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.model
    def _lines_off(self, company):
        """Receivable lines whose charges do not add up to their residual.

        :return: list of (line id, residual, remaining of its charges); empty when all is well
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.amount_residual, COALESCE(SUM(charge.amount_remaining), 0)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                   AND account.non_trade IS NOT TRUE
             LEFT JOIN arrears_charge charge ON charge.line_id = line.id AND charge.state <> 'gone'
                 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                   AND line.balance > 0
              GROUP BY line.id
                HAVING GREATEST(line.amount_residual, 0)
                       <> COALESCE(SUM(charge.amount_remaining), 0)
                """,
                company=company.id,
            )
        )

    def action_open_source(self):
        """Open the invoice or journal entry behind the charge."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("The source of this charge was deleted."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
