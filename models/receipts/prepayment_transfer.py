from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.money import amount as money
from ...engine.money import minor_units
from ..ledger.kinds import KINDS

ACCOUNTANT = "property_arrears.group_accountant"


class ArrearsPrepaymentTransfer(models.Model):
    """Money in advance moves to another unit or kind of the same owner, with a reason.

    Booked as an entry between the two, so that the journal item that came with the money is never
    retyped. Money that names no unit gets one in the same way.
    """

    _name = "arrears.prepayment.transfer"
    _description = "Move of a prepayment"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "id desc"
    _rec_name = "item_id"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "from_unit_id", "from_kind", "move_id", "done_by_id", "done_on"}
    )

    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Prepared"), ("done", "Done")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    item_id = fields.Many2one(
        "account.move.line",
        string="Credit",
        index=True,
        ondelete="set null",
        copy=False,
    )
    debtor_id = fields.Many2one(related="item_id.partner_id.commercial_partner_id", string="Owner")
    item_unit_id = fields.Many2one(related="item_id.arrears_unit_id", string="For unit today")
    item_kind = fields.Selection(related="item_id.arrears_kind", string="For kind today")
    amount_left = fields.Monetary(string="Left", compute="_compute_amount_left")
    unit_id = fields.Many2one(
        "arrears.unit",
        string="To unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(KINDS, string="To kind", required=True, default="principal")
    amount = fields.Monetary(
        string="To move", compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    reason = fields.Text(required=True)

    # What was done
    from_unit_id = fields.Many2one(
        "arrears.unit", string="From unit", readonly=True, copy=False, ondelete="restrict"
    )
    from_kind = fields.Selection(KINDS, string="From kind", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move",
        string="Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True, copy=False)
    done_on = fields.Date(string="Done on", readonly=True, copy=False)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "Move more than nothing.")
    _done_is_named = models.Constraint(
        "CHECK (state <> 'done' OR (move_id IS NOT NULL AND done_by_id IS NOT NULL))",
        "A move that is done names its entry and who did it.",
    )

    @api.depends("item_id")
    def _compute_company_id(self):
        for transfer in self:
            transfer.company_id = transfer.item_id.sudo().company_id or self.env.company

    @api.depends("item_id")
    def _compute_amount_left(self):
        for transfer in self:
            transfer.amount_left = -transfer.item_id.sudo().amount_residual

    @api.depends("item_id")
    def _compute_amount(self):
        for transfer in self:
            transfer.amount = transfer.amount_left

    @api.constrains("item_id", "unit_id", "kind")
    def _check_target(self):
        """:raises ValidationError: not the owner's unit, the same place, or a deposit"""
        for transfer in self.filtered(lambda one: one.state == "draft"):
            problem = transfer._problem_of_source() or transfer._problem_of_target()
            if problem:
                raise ValidationError(problem)

    def _problem_of_source(self):
        item = self.item_id.sudo()
        account = item.account_id
        if not item:
            return self.env._("Name the credit that moves.")
        if (
            item.parent_state != "posted"
            or account.account_type != "asset_receivable"
            or account.non_trade
            or item.balance >= 0
            or item.currency_id != item.company_currency_id
        ):
            return self.env._("Only a posted credit of an owner can be moved.")
        if item.arrears_kind == "deposit":
            return self.env._(
                "This was paid as a deposit. It pays nothing else without the payer's written "
                "consent: return it by a refund."
            )
        return None

    def _problem_of_target(self):
        item = self.item_id.sudo()
        if self.kind == "deposit":
            return self.env._("A deposit is charged and paid, not moved to: charge it first.")
        if (item.arrears_unit_id, item.arrears_kind) == (self.unit_id, self.kind):
            return self.env._("The money is for this unit and kind already.")
        people = self.unit_id.sudo().ownership_ids.partner_id.commercial_partner_id
        if item.partner_id.commercial_partner_id not in people:
            return self.env._(
                "%(owner)s neither owns nor pays for %(unit)s: money in advance stays with its "
                "owner.",
                owner=item.partner_id.display_name,
                unit=self.unit_id.display_name,
            )
        return None

    def _is_frozen(self):
        return self.state == "done"

    @api.model
    def _window_for(self, item):
        """A new move of one credit, not saved yet."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move a prepayment"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {"default_item_id": item.id},
        }

    def action_done(self):
        """Book the move. The value date of the money stays what it was.

        :raises AccessError: the user is no accountant
        :raises UserError: it is done already, a refund has reserved the credit, or less is left
        """
        self.check_access("write")
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants move prepayments."))
        for transfer in self:
            transfer.lock_for_update()
            transfer.invalidate_recordset(["state"])
            if transfer.state != "draft":
                raise UserError(self.env._("This prepayment was moved already."))
            transfer._check_target()
            move = transfer._book()
            item = transfer.item_id
            transfer._record_effect(
                {
                    "state": "done",
                    "from_unit_id": item.arrears_unit_id.id,
                    "from_kind": item.arrears_kind,
                    "move_id": move.id,
                    "done_by_id": self.env.uid,
                    "done_on": transfer.company_id._arrears_today(),
                }
            )

    def _book(self):
        """One entry: out of the old place, matched with it, and into the new one."""
        company, item = self.company_id, self.item_id.sudo()
        item.lock_for_update()
        item.invalidate_recordset(["amount_residual", "reconciled"])
        minor = minor_units(self.amount, company.currency_id.decimal_places)
        self._check_left(item, minor)
        label = self.env._("Moved to %(unit)s", unit=self.unit_id.display_name)
        books = self.env["arrears.money.in"].sudo()
        # Names no unit and no kind: what moves is no charge of a service.
        out = books._prepare_item(company, item.account_id, minor) | {
            "partner_id": item.partner_id.id,
            "name": label,
        }
        __, __, into = books._advance(
            company,
            item.partner_id,
            minor,
            label,
            account=item.account_id,
            unit=self.unit_id,
            kind=self.kind,
        )
        return books._book_money(
            company,
            self.env["arrears.refund"]._journal_for_entries(company),
            item.arrears_value_date or item.date,
            [into],
            [(item.id, minor, out)],
            {"ref": item.move_id.name, "date": company._arrears_today()},
        )

    def _check_left(self, item, minor):
        digits = item.company_currency_id.decimal_places
        left = -minor_units(item.amount_residual, digits)
        if minor > left:
            raise UserError(
                self.env._(
                    "Only %(left)s is left of this credit.",
                    left=item.company_currency_id.format(money(max(left, 0), digits)),
                )
            )

    def action_open_entry(self):
        """Open the entry that moved it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
