from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine import money
from ...engine.credit_offer import Credit, Debt, amounts, offers

WORKERS = ("property_arrears.group_accountant",)


class ArrearsCreditAllocation(models.Model):
    """A debtor's unapplied credits beside his open bills, and what could pay what.

    It offers and does nothing by itself: an accountant leaves rows out, adds others and presses
    the button; then the rows are reconciled in their order. It can be undone, and is kept.
    """

    _name = "arrears.credit.allocation"
    _description = "Allocation of credits"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _rec_name = "debtor_id"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "applied_by_id", "applied_on", "undone_by_id", "undone_on"}
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    state = fields.Selection(
        [("draft", "Offered"), ("applied", "Allocated"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    line_ids = fields.One2many("arrears.credit.allocation.line", "allocation_id", string="Offer")
    credit_line_ids = fields.Many2many(
        "account.move.line", string="Unapplied credits", compute="_compute_open_items"
    )
    debt_line_ids = fields.Many2many(
        "account.move.line", string="Open receivables", compute="_compute_open_items"
    )
    charge_ids = fields.Many2many(
        "arrears.charge", string="Open charges", compute="_compute_open_items"
    )
    amount = fields.Monetary(compute="_compute_amount", string="To be allocated")
    applied_by_id = fields.Many2one("res.users", string="Allocated by", readonly=True, copy=False)
    applied_on = fields.Datetime(string="Allocated on", readonly=True, copy=False)
    undone_by_id = fields.Many2one("res.users", string="Undone by", readonly=True, copy=False)
    undone_on = fields.Datetime(string="Undone on", readonly=True, copy=False)

    @api.depends("line_ids.amount", "line_ids.chosen")
    def _compute_amount(self):
        for allocation in self:
            chosen = allocation.line_ids.filtered("chosen").mapped("amount")
            allocation.amount = money.total(chosen, allocation.currency_id.decimal_places)

    @api.depends("company_id", "debtor_id", "state")
    def _compute_open_items(self):
        for allocation in self:
            items = allocation._open_items()
            allocation.credit_line_ids = items.filtered(lambda line: line.amount_residual < 0)
            allocation.debt_line_ids = items.filtered(lambda line: line.amount_residual > 0)
            allocation.charge_ids = self.env["arrears.charge"].search(
                [
                    ("company_id", "=", allocation.company_id.id),
                    ("debtor_id", "=", allocation.debtor_id.commercial_partner_id.id),
                    ("state", "=", "open"),
                ]
            )

    def _open_items(self):
        """Posted trade receivables of the debtor with something left, either sign."""
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("account_id.non_trade", "=", False)
            & Domain("partner_id.commercial_partner_id", "=",
                     self.debtor_id.commercial_partner_id.id)
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "!=", 0)
        )  # fmt: skip
        return self.env["account.move.line"].search(domain, order="date_maturity, date, id")

    def _is_frozen(self):
        return self.state != "draft"

    # ------------------------------------------------------------------
    # Offering
    # ------------------------------------------------------------------

    @api.model
    def _open_for(self, company, debtor):
        """A fresh offer for a debtor, opened; an old one that nobody applied is renewed."""
        self._check_worker()
        key = [("company_id", "=", company.id), ("debtor_id", "=", debtor.id)]
        allocation = self.search([*key, ("state", "=", "draft")], limit=1) or self.create(
            {"company_id": company.id, "debtor_id": debtor.id}
        )
        allocation.action_offer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allocate credits"),
            "res_model": self._name,
            "res_id": allocation.id,
            "view_mode": "form",
        }

    def action_offer(self):
        """Offer anew, from the books as they are now."""
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft")
        self.env.flush_all()
        items = self._open_items()
        found = offers(self._credits(items), self._debts(items))
        digits = self.currency_id.decimal_places
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "sequence": number,
                        "credit_line_id": offer.credit,
                        "debt_line_id": offer.debt,
                        "amount": money.amount(offer.amount, digits),
                        "reasons": [offer.reason.as_json()],
                    }
                )
                for number, offer in enumerate(found, 1)
            ),
        ]

    def _credits(self, items):
        """The credits as the engine sees them."""
        digits = self.currency_id.decimal_places
        return [
            Credit(
                key=line.id,
                amount=-money.minor_units(line.amount_residual, digits),
                day=line.date,
                unit=(line.arrears_unit_id or line.move_id.arrears_unit_id).id or None,
                kind=line.arrears_kind or self._kind_of_note(line),
                ledger=line.account_id.id,
            )
            for line in items
            if line.amount_residual < 0
        ]

    def _kind_of_note(self, line):
        """The one kind of a credit note's lines, where they say it; else None."""
        if line.move_id.move_type != "out_refund":
            return None
        products = line.move_id.invoice_line_ids.filtered(lambda one: one.display_type == "product")
        kinds = {
            one.arrears_kind or one.product_id.arrears_kind or one.product_id.categ_id.arrears_kind
            for one in products
        }
        return kinds.pop() or None if len(kinds) == 1 else None

    def _debts(self, items):
        """The open receivables as the engine sees them, each with its charges."""
        digits = self.currency_id.decimal_places
        debts = items.filtered(lambda line: line.amount_residual > 0)
        charges = self.env["arrears.charge"].search(
            [("line_id", "in", debts.ids), ("state", "=", "open")]
        )
        parts = charges.grouped("line_id")
        return [
            Debt(
                key=line.id,
                amount=money.minor_units(line.amount_residual, digits),
                due=line.date_maturity or line.date,
                parts=tuple(
                    (charge.unit_id.id or None, charge.kind,
                     money.minor_units(charge.amount_remaining, digits))
                    for charge in parts.get(line, ())
                ),
                ledger=line.account_id.id,
            )
            for line in debts
        ]  # fmt: skip

    def _set_amounts(self):
        """What each chosen row would move, in their order."""
        for allocation in self:
            digits = allocation.currency_id.decimal_places
            rows = allocation.line_ids.sorted("sequence").filtered("chosen")
            items = rows.credit_line_id | rows.debt_line_id
            left = {line.id: abs(money.minor_units(line.amount_residual, digits)) for line in items}
            pairs = [(row.credit_line_id.id, row.debt_line_id.id) for row in rows]
            for row, amount in zip(rows, amounts(pairs, left, left), strict=True):
                row.amount = money.amount(amount, digits)
            (allocation.line_ids - rows).amount = 0

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        self._set_amounts()

    # ------------------------------------------------------------------
    # Doing and undoing
    # ------------------------------------------------------------------

    def action_apply(self):
        """Reconcile the chosen rows in their order.

        :raises UserError: nothing is chosen, or the books moved on since the offer
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("draft")
        rows = self.line_ids.sorted("sequence").filtered("chosen")
        if not rows:
            raise UserError(self.env._("Choose what to allocate, or close the offer."))
        for row in rows:
            row._reconcile()
        self._record_effect(
            {"state": "applied", "applied_by_id": self.env.uid, "applied_on": fields.Datetime.now()}
        )

    def action_undo(self):
        """Take the allocation back: the credits are unapplied again.

        :raises UserError: it was not applied
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("applied")
        self.line_ids.partial_ids.unlink()
        self._record_effect(
            {"state": "undone", "undone_by_id": self.env.uid, "undone_on": fields.Datetime.now()}
        )

    def _check_worker(self):
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in WORKERS):
            raise AccessError(self.env._("Only accountants allocate credits."))

    def _check_state(self, state):
        if self.state != state:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This allocation is in state “%(state)s”. Offer anew for the debtor.",
                    state=states[self.state],
                )
            )
