from collections import namedtuple
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.collection_rate import Cut, correction, opening_part
from ..engine.money import decimal_amount
from ..engine.service_months import Figures
from .rate_report_facts import AMOUNTS, KIND

FROZEN = ("charge_id", "unit_id", "estate_id", "building", "usage", "area", "period_from",
          "period_to", "limitation_date", "amount")  # fmt: skip
FrozenLine = namedtuple("FrozenLine", FROZEN)

COLUMNS = (
    "close_id", "company_id", "charge_id", "document_name", "debtor_id", "debtor_name", "unit_id",
    "unit_name", "estate_id", "building", "usage", "period_from", "period_to", "limitation_date",
    "amount", "create_uid", "create_date", "write_uid", "write_date",
)  # fmt: skip


class ArrearsYearClose(models.Model):
    """What was left on 31 December of bills for service until then, frozen charge by charge.

    The collection rates of the next year start from it. It is closed once by the finance
    director; what is posted later shows as a correction and never changes it.
    """

    _name = "arrears.year.close"
    _inherit = ["arrears.guarded"]
    _description = "Year closed for collection rates"
    _order = "year desc, company_id"
    _rec_name = "year"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
        help="A company is closed with all its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        aggregator=False,
        default=lambda self: self.env.company._arrears_today().year - 1,
        help="Frozen as of 31 December of this year, by value date.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("closed", "Frozen")], required=True, default="draft", readonly=True
    )
    closed_at = fields.Datetime(string="Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    line_ids = fields.One2many("arrears.year.close.line", "close_id", readonly=True, copy=False)
    charge_count = fields.Integer(string="Charges", readonly=True, copy=False)
    amount = fields.Monetary(string="Old arrears at the close", readonly=True, copy=False)

    _effect_fields = frozenset({"state", "closed_at", "closed_by_id", "charge_count", "amount"})

    _once = models.UniqueIndex(
        "(company_id, year)", "This year of the company is there already: open it in the list."
    )

    def _is_frozen(self):
        return self.state == "closed"

    @api.depends("company_id", "year")
    def _compute_display_name(self):
        for close in self:
            close.display_name = f"{close.company_id.name or ''} {close.year}".strip()

    @api.constrains("company_id", "year")
    def _check_root(self):
        for close in self:
            if close.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "A year is closed for a company with all its branches: choose %(company)s.",
                        company=close.company_id.root_id.sudo().name,
                    )
                )
            if not 2000 <= close.year <= 2100:
                raise ValidationError(self.env._("Give the year with four digits."))

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def action_close(self):
        """Freeze the old arrears as of 31 December. Only the finance director may."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "closed":
            raise UserError(self.env._("This year is closed already."))
        if self.company_id._arrears_today() <= date(self.year, 12, 31):
            raise UserError(
                self.env._(
                    "The year %(year)s is not over: it can be closed from 1 January on.",
                    year=self.year,
                )
            )
        self.sudo()._freeze()
        return True

    def _freeze(self):
        """Write the lines and close."""
        rows = []
        for company in self.env["arrears.rate.report"]._companies(self.company_id):
            rows += self._rows(company)
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        values = SQL(", ").join(SQL("%s", row) for row in rows)
        if rows:
            self.env.cr.execute(
                SQL("INSERT INTO arrears_year_close_line (%s) VALUES %s", names, values)
            )
        self.line_ids.invalidate_recordset()
        self.invalidate_recordset(["line_ids"])
        position = COLUMNS.index("amount")
        self._record_effect(
            {
                "state": "closed",
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "charge_count": len(rows),
                "amount": sum(row[position] for row in rows),
            }
        )

    def _rows(self, company):
        """What is left of each charge of a company, as rows of the table."""
        charges = self.env["arrears.charge"]
        digits = company.currency_id.decimal_places
        found = []
        for row in charges._figures_on(company, date(self.year, 12, 31), kinds=[KIND]):
            figures = Figures(*(getattr(row, name) for name in AMOUNTS))
            left = opening_part(figures, row.period_from, row.period_to, self.year + 1)
            if left:
                found.append((row, decimal_amount(left, digits)))
        self._refuse_unknown(row for row, _left in found)
        texts = self._texts(charges.browse(row.charge_id for row, _left in found))
        now = self.env.cr.now()
        return [
            (
                self.id, company.id, row.charge_id, *texts[row.charge_id][0], row.debtor_id,
                *texts[row.charge_id][1], row.unit_id, *texts[row.charge_id][2], row.estate_id,
                row.building, row.usage, row.period_from, row.period_to, row.limitation_date, left,
                self.env.uid, now, self.env.uid, now,
            )
            for row, left in found
        ]  # fmt: skip

    def _refuse_unknown(self, rows):
        if any(not row.charge_id for row in rows):
            raise UserError(
                self.env._(
                    "Some charges are not up to date. Ask for a refresh of all charges "
                    "(Ledger / Refresh), then close the year."
                )
            )

    @api.model
    def _texts(self, charges):
        """Names as they are today, since contacts may be merged: document, debtor, unit."""
        return {
            charge.id: (
                (charge.move_id.name or "",),
                (charge.debtor_id.name or "",),
                (charge.unit_id.display_name or "",),
            )
            for charge in charges
        }

    # ------------------------------------------------------------------
    # What the rates ask
    # ------------------------------------------------------------------

    @api.model
    def _of(self, company, year):
        """The closed year of a company or of the company above it; empty while it is open."""
        return self.sudo().search(
            [
                ("company_id", "=", company.root_id.id),
                ("year", "=", year),
                ("state", "=", "closed"),
            ]
        )

    @api.model
    def _frozen(self, company, year):
        """What the close of a year says of one company's charges.

        :return: ``{charge id: FrozenLine}`` with amounts in minor units; None: not closed
        """
        close = self._of(company, year)
        if not close:
            return None
        rows = self.env.execute_query(
            SQL(
                """
                SELECT charge_id, unit_id, estate_id, building, usage, 0, period_from, period_to,
                       limitation_date, (amount * %(factor)s)::bigint
                  FROM arrears_year_close_line
                 WHERE close_id = %(close)s AND company_id = %(company)s
                """,
                factor=10**company.currency_id.decimal_places,
                close=close.id,
                company=company.id,
            )
        )
        return {row[0]: FrozenLine(*row) for row in rows}

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_open_lines(self):
        """Open what was frozen, charge by charge."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_year_close_line"
        )
        return {**action, "domain": [("close_id", "=", self.id)], "context": {"create": False}}

    def action_open_corrections(self):
        """List what was posted after the close and changes it, as of today."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "closed":
            raise UserError(self.env._("There is nothing to correct until the year is closed."))
        return self.env["arrears.year.correction"]._action_list(self)

    def _corrections(self, today):
        """Charges whose old arrears no longer are what was frozen.

        :return: ``[(facts, company, amount in minor units, cause)]``
        """
        cut = Cut(self.year + 1, today)
        reports = self.env["arrears.rate.report"].sudo()
        found = []
        for company in reports._companies(self.company_id):
            stand = reports._stand(company, [cut])
            for row, _grain, claim in reports._facts(stand, cut):
                amount, cause = correction(claim, cut)
                if amount:
                    found.append((row, company, amount, cause))
        return found
