from odoo import fields, models

from ...engine.money import minor_units
from ...engine.visit_rules import Taken, payment_faults
from ..receipts.receipt import ArrearsReceipt as Receipt


class ArrearsReceipt(models.Model):
    """A receipt that is made on a visit: the same receipt, with two people behind its cash."""

    _inherit = "arrears.receipt"
    _effect_fields = Receipt._effect_fields | {"counted_by_id", "counted_amount", "counted_at"}

    visit_id = fields.Many2one(
        "arrears.visit", string="Taken on the visit", check_company=True, copy=False,
        index="btree_not_null", ondelete="restrict",
        domain="[('company_id', '=', company_id), ('purpose', '=', 'collect'),"
        " ('state', '!=', 'cancelled')]",
        help="At the owner's home, at the owner's wish.",
    )  # fmt: skip
    counted_by_id = fields.Many2one(
        "res.users", string="Cash counted by", readonly=True, copy=False,
        help="The second person of the visit, signed in as himself.",
    )  # fmt: skip
    counted_amount = fields.Monetary(
        string="Cash counted", readonly=True, copy=False, aggregator=False
    )
    counted_at = fields.Datetime(string="Counted at", readonly=True, copy=False)

    _cash_counted_by_another = models.Constraint(
        "CHECK (counted_by_id IS NULL OR counted_by_id <> cashier_id)",
        "The cash of a visit is counted by somebody other than who writes the receipt.",
    )

    def _circumstances(self):
        """Extended: on a visit the rules of taking money at home hold."""
        found = super()._circumstances()
        if self.visit_id:
            found += payment_faults(self._as_taken())
        return found

    def _as_taken(self):
        visit, digits = self.visit_id.sudo(), self.currency_id.decimal_places
        return Taken(
            today=self.company_id._arrears_today(),
            planned_on=visit.planned_on,
            collects=visit.purpose == "collect" and visit.asked_by_owner,
            cancelled=visit.state == "cancelled",
            people=frozenset((visit.user_id | visit.companion_id).ids),
            taker=self.env.uid,
            is_cash=self.method_id.way == "cash",
            amount=minor_units(self.amount, digits),
            counted_by=self.counted_by_id.id or None,
            counted=minor_units(self.counted_amount or 0, digits),
        )

    def _paper_visit(self):
        """What the receipt says of the visit; nothing at the counter."""
        if not self.visit_id:
            return ""
        visit = self.visit_id.sudo()
        return self.env._(
            "Taken at home on %(day)s by %(people)s",
            day=fields.Date.to_string(visit.planned_on),
            people=", ".join((visit.user_id | visit.companion_id).mapped("name")),
        )
