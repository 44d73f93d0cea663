from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import refund as engine
from ...engine.money import amount as money
from ...engine.money import decimal_of, minor_units
from ..ledger.kinds import KINDS

DEPOSIT_ACCOUNTS = ("liability_current", "liability_non_current")


class ArrearsRefundLine(models.Model):
    """So much out of one credit of the books: a prepayment, unused money or a deposit held.

    From the request to the payment the whole credit is reserved, by a unique index: no second
    refund, no bill and no allocation can use it meanwhile.
    """

    _name = "arrears.refund.line"
    _description = "Credit that is refunded"
    _inherit = ["arrears.guarded"]
    _order = "refund_id, id"
    _rec_name = "item_id"
    _check_company_auto = True
    _effect_fields = frozenset({"is_reserved"})

    refund_id = fields.Many2one("arrears.refund", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="refund_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="refund_id.currency_id")
    item_id = fields.Many2one(
        "account.move.line",
        string="Credit",
        index=True,
        ondelete="set null",
        check_company=True,
        help="Today's journal item. An accountant's edit of a draft may replace it; the name of "
        "the entry stays.",
    )
    is_reserved = fields.Boolean(
        string="Reserved", readonly=True, copy=False, help="While its refund is under way."
    )
    entry_name = fields.Char(
        string="Entry", compute="_compute_from_item", store=True, precompute=True
    )
    unit_id = fields.Many2one(
        "arrears.unit", compute="_compute_from_item", store=True, precompute=True
    )
    kind = fields.Selection(KINDS, compute="_compute_from_item", store=True, precompute=True)
    is_deposit = fields.Boolean(
        string="Deposit held", compute="_compute_from_item", store=True, precompute=True
    )
    amount_left = fields.Monetary(
        string="Left", compute="_compute_amount_left", help="What the books hold of it now."
    )
    amount = fields.Monetary(
        string="To refund", compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    origin_text = fields.Char(string="Came from", compute="_compute_origin_text")
    payer_name = fields.Char(
        string="Paid by",
        compute="_compute_origin_text",
        help="Who paid it, where that is known: the money goes back to the payer, who may be "
        "somebody else than the owner.",
    )

    # Pro rata at the price paid
    months_bought = fields.Float(
        string="Months bought",
        digits=(8, 2),
        help="Months that the payment was for, free ones included.",
    )
    months_served = fields.Float(string="Months served", digits=(8, 2))
    amount_not_earned = fields.Monetary(
        string="Reward not earned",
        compute="_compute_amount_not_earned",
        store=True,
        precompute=True,
        help="What the books hold beyond the price paid for the months to come: the part of a "
        "reward that was not earned. It is not paid out.",
    )

    _item_reserved_once = models.UniqueIndex(
        "(item_id) WHERE is_reserved", "Another refund has asked for this credit already."
    )
    _item_once = models.UniqueIndex(
        "(refund_id, item_id)", "This credit is in the refund already: change its amount."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Refund more than nothing.")
    _months_in_order = models.Constraint(
        "CHECK (COALESCE(months_bought, 0) >= 0 AND COALESCE(months_served, 0) >= 0)",
        "Months cannot be negative.",
    )

    @api.depends("item_id")
    def _compute_from_item(self):
        for line in self.filtered("item_id"):
            item = line.item_id.sudo()
            line.entry_name = item.move_id.name
            line.unit_id = item.arrears_unit_id or item.move_id.arrears_unit_id
            line.is_deposit = item.account_id.account_type in DEPOSIT_ACCOUNTS
            line.kind = "deposit" if line.is_deposit else item.arrears_kind

    @api.depends("item_id")
    def _compute_amount_left(self):
        left = self._left_of(self.item_id)
        for line in self:
            line.amount_left = money(left.get(line.item_id.id, 0), line._digits())

    @api.depends("item_id", "months_bought", "months_served")
    def _compute_amount(self):
        """All that is left, or what the months to come cost at the price paid."""
        for line, found in self._pro_rata():
            line.amount = money(found.refund, line._digits())

    @api.depends("item_id", "months_bought", "months_served")
    def _compute_amount_not_earned(self):
        for line, found in self._pro_rata():
            line.amount_not_earned = money(found.kept, line._digits())

    def _pro_rata(self):
        """Each line with what goes back of it and what was a reward not earned."""
        left = self._left_of(self.item_id)
        for line in self:
            there = left.get(line.item_id.id, 0)
            if not line.months_bought:
                yield line, engine.ProRata(there, 0)
                continue
            paid = minor_units(-line.item_id.sudo().balance, line._digits())
            bought, served = (
                Fraction(decimal_of(months)) for months in (line.months_bought, line.months_served)
            )
            yield line, engine.at_price_paid(paid, bought, served, there)

    def _digits(self):
        """Of the company's currency; a line that is not saved yet has no refund to ask."""
        self.ensure_one()
        currency = self.item_id.sudo().company_currency_id or self.currency_id
        return currency.decimal_places

    @api.model
    def _left_of(self, items):
        """What the books hold of credits and deposits, in minor units, by item id."""
        items = items.sudo().filtered("id")
        deposits = items.filtered(lambda item: item.account_id.account_type in DEPOSIT_ACCOUNTS)
        held = self.env["arrears.deposit"].sudo().search([("id", "in", deposits.ids)])
        found = {
            item.id: max(
                -minor_units(item.amount_residual, item.company_currency_id.decimal_places), 0
            )
            for item in items - deposits
        }
        for deposit in held:
            there = minor_units(deposit.amount_held, deposit.currency_id.decimal_places)
            found[deposit.id] = max(there, 0)
        return found

    @api.depends("item_id")
    def _compute_origin_text(self):
        origins = self.env["arrears.refund.origin"]._origins_of(self.item_id)
        for line in self:
            source = origins[line.item_id.id] if line.item_id else None
            line.origin_text = source and source.text
            line.payer_name = source and source.holder

    @api.constrains("item_id", "refund_id")
    def _check_item(self):
        """A credit of this owner and company, in its currency, on an account that can be matched.

        :raises ValidationError: it is something else; the message says what
        """
        for line in self:
            problem = line._problem_of_item()
            if problem:
                raise ValidationError(problem)

    def _problem_of_item(self):
        item, refund = self.item_id.sudo(), self.refund_id
        if not item:
            return self.env._("Name the credit that the money comes out of.")
        names = {"item": item.move_id.name or item.display_name}
        if item.company_id != refund.company_id.sudo():
            return self.env._("%(item)s is in the books of another company.", **names)
        if item.partner_id.commercial_partner_id != refund.debtor_id.commercial_partner_id:
            return self.env._(
                "%(item)s is not a credit of %(owner)s: refund it to whom it belongs.",
                owner=refund.debtor_id.display_name,
                **names,
            )
        if item.parent_state != "posted" or item.balance >= 0:
            return self.env._("%(item)s is no posted credit, so nothing can go back.", **names)
        if item.currency_id != item.company_currency_id:
            return self.env._(
                "%(item)s is in another currency than the company's: refund it in Odoo.", **names
            )
        return self._problem_of_account(item, names)

    def _problem_of_account(self, item, names):
        account = item.account_id
        if account.account_type == "asset_receivable" and not account.non_trade:
            return None
        is_held = self.env["arrears.deposit"].sudo().search_count([("id", "=", item.id)], limit=1)
        if not is_held:
            return self.env._("%(item)s is neither a credit nor a deposit.", **names)
        if not account.reconcile:
            return self.env._(
                "Account %(account)s does not allow matching, so nobody could tell later which "
                "deposit was returned. Switch “Allow Reconciliation” on for it first.",
                account=account.display_name,
            )
        return None

    def _is_frozen(self):
        return self.refund_id.state != "draft"

    def write(self, values):
        """Extended: a credit stays in its refund."""
        self.env["arrears.refund"]._refuse_move(self, values)
        return super().write(values)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: credits are added to a draft only."""
        lines = super().create(vals_list)
        if any(refund.state != "draft" for refund in lines.refund_id):
            raise UserError(self.env._("This refund was asked for: its credits are fixed."))
        return lines

    @api.model
    def _reserved(self, item_ids):
        """Refunds that have reserved journal items: ``{item id: refund id}``."""
        items = self.env["account.move.line"].sudo().browse(item_ids)
        return {
            item.id: item.arrears_reserving_refund_id.id
            for item in items
            if item.arrears_reserving_refund_id
        }

    def _reserve(self):
        """Nobody else uses these credits until it is decided; the database sees to it."""
        lines = self.sudo()
        lines._record_effect({"is_reserved": True})
        lines.flush_recordset(["is_reserved"])
        for refund, of_refund in lines.grouped("refund_id").items():
            of_refund.item_id.write({"arrears_reserving_refund_id": refund.id})

    def _release(self):
        """These credits can be used again."""
        lines = self.sudo().filtered("is_reserved")
        lines._record_effect({"is_reserved": False})
        lines.item_id.write({"arrears_reserving_refund_id": False})

    def _as_item(self, origins, left):
        """This line as the engine sees it."""
        digits = self.currency_id.decimal_places
        return engine.Item(
            name=self.entry_name or "",
            asked=minor_units(self.amount, digits),
            left=left.get(self.item_id.id, 0),
            is_deposit=self.is_deposit,
            origin=origins[self.item_id.id].as_engine()
            if self.item_id
            else engine.Origin(engine.UNKNOWN),
        )
