from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import prepayment as engine
from ...engine.money import amount, minor_units
from ...engine.reason import as_json
from ..ledger.kinds import KINDS
from .prepayment_sql import PREPAYMENT_LIST, PRICES_OF_UNITS, read_of


class ArrearsPrepayment(models.Model):
    """What is paid in advance for a unit and a kind, read from the ledger each time it is asked.

    A row is a posted credit on a trade receivable account that names unit and kind, with its own
    id; nothing is stored beside the books. The next bill of that unit and kind uses it.
    """

    _name = "arrears.prepayment"
    _description = "Prepayment"
    _inherit = ["arrears.list.export"]
    _auto = False
    _order = "unit_id, kind, paid_on, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            "company_id", "account_id", "partner_id", "parent_state", "balance",
            "amount_residual", "date", "arrears_unit_id", "arrears_kind", "arrears_value_date",
        ],
        "account.account": ["account_type", "non_trade"],
        "arrears.fee.standard": [
            "estate_id", "kind", "basis", "usage", "price", "area_basis", "date_from", "date_to",
        ],
        "arrears.unit": ["estate_id", "usage", "area", "usable_area"],
        "arrears.estate": ["jurisdiction_id"],
        "arrears.jurisdiction": ["prepayment_cap_months"],
        "arrears.refund.line": ["item_id", "is_reserved", "refund_id"],
        "res.partner": ["commercial_partner_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    debtor_id = fields.Many2one("res.partner", readonly=True)
    unit_id = fields.Many2one("arrears.unit", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    account_id = fields.Many2one("account.account", string="Ledger account", readonly=True)
    paid_on = fields.Date(string="Paid on", readonly=True, help="Value date of the money.")
    amount_paid = fields.Monetary(string="Amount paid in", readonly=True)
    amount = fields.Monetary(string="Left", readonly=True)
    monthly_price = fields.Monetary(
        string="Monthly price",
        readonly=True,
        aggregator=None,
        help="By today's fee standard, before reductions. Empty where none is known.",
    )
    months_left = fields.Float(
        string="Months left",
        digits=(12, 2),
        readonly=True,
        aggregator=None,
        help="What is left, in months of today's price.",
    )
    is_above_cap = fields.Boolean(
        string="Above the cap",
        readonly=True,
        help="All money in advance of the unit and kind together pays for more months than the "
        "jurisdiction allows to take.",
    )
    covered_until = fields.Date(
        string="Covered until",
        compute="_compute_covered_until",
        help="Counted from the first day that no bill covers; older money of the same unit and "
        "kind comes first.",
    )
    refund_id = fields.Many2one(
        "arrears.refund",
        string="Refund under way",
        readonly=True,
        help="It is reserved: no bill and no allocation uses it until the refund is decided.",
    )

    @property
    def _table_query(self):
        return read_of(PREPAYMENT_LIST, self.env)

    @api.depends("amount", "monthly_price")
    def _compute_covered_until(self):
        self.covered_until = False
        for (company, kind), rows in self.grouped(lambda row: (row.company_id, row.kind)).items():
            firsts = self._first_unbilled(company, rows.unit_id, kind)
            digits = company.currency_id.decimal_places
            # Money that is shown or not, the older comes first.
            service = self.search(
                [("company_id", "=", company.id), ("kind", "=", kind),
                 ("unit_id", "in", rows.unit_id.ids), ("refund_id", "=", False)],
                order="paid_on, id",
            )  # fmt: skip
            before = {}
            for row in service:
                key = (row.debtor_id, row.unit_id)
                before[key] = before.get(key, 0) + minor_units(row.amount, digits)
                if row in rows:
                    monthly = minor_units(row.monthly_price, digits)
                    known = engine.Service(monthly, firsts[row.unit_id.id])
                    row.covered_until = engine.covered_until(known, before[key])

    @api.model
    def _first_unbilled(self, company, units, kind):
        """The first day that no bill of a kind covers, by unit id; today where none was made."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT unit_id, MAX(period_to) + 1 FROM arrears_charge
                 WHERE company_id = %s AND unit_id = ANY(%s) AND kind = %s AND state <> 'gone'
                   AND period_to IS NOT NULL
              GROUP BY unit_id
                """,
                company.id,
                units.ids,
                kind,
            )
        )
        return dict.fromkeys(units.ids, company._arrears_today()) | dict(rows)

    @api.model
    def _monthly_prices(self, units, kind):
        """Today's price of one month, in minor units, by unit id; units without one are left out.

        :param units: ``arrears.unit`` records of one company
        """
        company = units.company_id
        company.ensure_one()
        self.env["arrears.fee.standard"].flush_model()
        units.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                PRICES_OF_UNITS,
                company=company.id,
                units=units.ids,
                kind=kind,
                day=company._arrears_today(),
            )
        )
        digits = company.currency_id.decimal_places
        return {unit_id: minor_units(price, digits) for unit_id, price in rows if price}

    # ------------------------------------------------------------------
    # How much may be taken
    # ------------------------------------------------------------------

    @api.model
    def _prepayment_cap_problem(self, unit, kind, minor):
        """What speaks against taking so much in advance; whoever takes money shows it.

        A warning and no refusal: the payer may insist, and a court may have ordered it.

        :param unit: one ``arrears.unit``
        :param minor: minor units that are about to be taken, beside what is there already
        :return: a sentence in the reader's language, or None
        """
        company = unit.company_id
        there = self.sudo().search(
            [("company_id", "=", company.id), ("unit_id", "=", unit.id), ("kind", "=", kind)]
        )
        digits = company.currency_id.decimal_places
        prepaid = minor + sum(minor_units(row.amount, digits) for row in there)
        estate = unit.estate_id.sudo()
        problems = engine.cap_problems(
            engine.Service(
                monthly=self.sudo()._monthly_prices(unit, kind).get(unit.id, 0),
                first_unbilled=self._first_unbilled(company, unit, kind)[unit.id],
                contract_to=estate._last_service_day(),
                cap_months=estate.jurisdiction_id.prepayment_cap_months,
            ),
            prepaid,
        )
        shown = [
            {**reason, "arguments": self._with_money(reason["arguments"], company.currency_id)}
            for reason in as_json(problems)
        ]
        return self.env["arrears.reason.wording"]._word(shown) or None

    @api.model
    def _with_money(self, arguments, currency):
        """Arguments of a reason, amounts of it as people read them."""
        digits = currency.decimal_places
        amounts = ("over", "most", "left", "limit")
        return {
            name: currency.format(amount(value, digits)) if name in amounts else value
            for name, value in arguments.items()
        }

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_open_entry(self):
        """Open the entry that booked the money."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_move(self):
        """Move it to another unit or kind: opens the document."""
        self.ensure_one()
        self.check_access("read")
        return self.env["arrears.prepayment.transfer"]._window_for(self)

    def action_refund(self):
        """Ask for its refund: opens a new one, of one debtor."""
        self.check_access("read")
        return self.env["arrears.refund"]._window_for(self.debtor_id, self.ids)
