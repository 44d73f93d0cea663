from datetime import timedelta

from odoo import api, fields, models

from ...engine.money import amount as money
from ...engine.money import minor_units
from ...engine.refund import unserved
from ..ledger.kinds import KINDS

SECTIONS = [
    ("prepayment", "Prepayment"),
    ("credit", "Other credit"),
    ("deposit", "Deposit held"),
    ("beyond", "Paid for later days"),
]
ONE_DAY = timedelta(days=1)


class ArrearsDepartureLine(models.Model):
    """One sum that goes back when the firm leaves."""

    _name = "arrears.departure.line"
    _description = "Sum that goes back"
    _inherit = ["arrears.list.export"]
    _order = "departure_id, unit_id, section, id"

    departure_id = fields.Many2one(
        "arrears.departure", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="departure_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    unit_id = fields.Many2one("arrears.unit", readonly=True, index=True, ondelete="restrict")
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, readonly=True)
    item_id = fields.Many2one(
        "account.move.line", string="Credit", readonly=True, index=True, ondelete="set null"
    )
    charge_id = fields.Many2one("arrears.charge", readonly=True, ondelete="restrict")
    document = fields.Char(readonly=True)
    period_from = fields.Date(string="Later days from", readonly=True)
    period_to = fields.Date(string="Later days until", readonly=True)
    months = fields.Float(digits=(12, 2), readonly=True, help="What is left, at today's price.")
    amount = fields.Monetary(string="To go back", readonly=True)
    is_unbilled = fields.Boolean(
        string="Not billed up to the day",
        readonly=True,
        help="Bills up to the last day of service will use a part of it.",
    )
    is_reserved = fields.Boolean(
        string="Refund under way", readonly=True, help="Another refund has reserved it already."
    )
    refund_id = fields.Many2one(
        "arrears.refund", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _rows(self, departure):
        """The values of all lines, read from the books."""
        return [
            *self._prepayment_rows(departure),
            *self._credit_rows(departure),
            *self._deposit_rows(departure),
            *self._beyond_rows(departure),
        ]

    @api.model
    def _prepayment_rows(self, departure):
        prepayments = self.env["arrears.prepayment"].with_company(departure.company_id)
        rows = prepayments.search([("estate_id", "=", departure.estate_id.id)])
        firsts = {
            kind: prepayments._first_unbilled(departure.company_id, of_kind.unit_id, kind)
            for kind, of_kind in rows.grouped("kind").items()
        }
        return [
            {
                "section": "prepayment",
                "unit_id": row.unit_id.id,
                "debtor_id": row.debtor_id.id,
                "kind": row.kind,
                "item_id": row.id,
                "document": row.move_id.name,
                "months": row.months_left,
                "amount": row.amount,
                "is_unbilled": firsts[row.kind][row.unit_id.id] <= departure.day,
                "is_reserved": bool(row.refund_id),
            }
            for row in rows
        ]

    @api.model
    def _credit_rows(self, departure):
        """Money and credit notes of the estate's units that name no kind."""
        estate = departure.estate_id
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", departure.company_id.id), ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False), ("amount_residual", "<", 0),
                "|", ("arrears_unit_id.estate_id", "=", estate.id),
                "&", ("arrears_unit_id", "=", False),
                ("move_id.arrears_unit_id.estate_id", "=", estate.id),
            ],
            order="id",
        )  # fmt: skip
        items = items.filtered(lambda item: not (item.arrears_unit_id and item.arrears_kind))
        reserved = self.env["arrears.refund.line"]._reserved(items.ids)
        return [
            {
                "section": "credit",
                "unit_id": (item.arrears_unit_id or item.move_id.arrears_unit_id).id,
                "debtor_id": item.partner_id.commercial_partner_id.id,
                "kind": item.arrears_kind,
                "item_id": item.id,
                "document": item.move_id.name,
                "amount": -item.amount_residual,
                "is_reserved": item.id in reserved,
            }
            for item in items
        ]

    @api.model
    def _deposit_rows(self, departure):
        deposits = self.env["arrears.deposit"].with_company(departure.company_id)
        held = deposits.search(
            [("estate_id", "=", departure.estate_id.id), ("amount_held", ">", 0)]
        )
        return [
            {
                "section": "deposit",
                "unit_id": row.unit_id.id,
                "debtor_id": row.debtor_id.id,
                "kind": "deposit",
                "item_id": row.id,
                "document": row.move_id.name,
                "amount": row.amount_held,
                "is_reserved": bool(row.refund_id),
            }
            for row in held
        ]

    @api.model
    def _beyond_rows(self, departure):
        """What was paid of bills for days after the last one, by days at the price paid."""
        charges = self.env["arrears.charge"].search(
            [
                ("company_id", "=", departure.company_id.id),
                ("estate_id", "=", departure.estate_id.id), ("kind", "=", "principal"),
                ("state", "!=", "gone"), ("period_from", "!=", False),
                ("period_to", ">", departure.day), ("amount_allocated", ">", 0),
            ],
            order="period_from, id",
        )  # fmt: skip
        digits = departure.currency_id.decimal_places
        rows = []
        for charge in charges:
            paid = minor_units(charge.amount_allocated, digits)
            net = paid + minor_units(charge.amount_remaining, digits)
            later = unserved(
                net,
                charge.period_from,
                charge.period_to,
                departure.day,
                departure.estate_id.part_month,
            )
            # What is unpaid is credited first; only what was paid for later days goes back.
            back = max(later - (net - paid), 0)
            if not back:
                continue
            rows.append(
                {
                    "section": "beyond",
                    "unit_id": charge.unit_id.id,
                    "debtor_id": charge.debtor_id.id,
                    "kind": charge.kind,
                    "charge_id": charge.id,
                    "document": charge.move_id.name,
                    "period_from": max(charge.period_from, departure.day + ONE_DAY),
                    "period_to": charge.period_to,
                    "amount": money(back, digits),
                }
            )
        return rows
