from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import minor_units
from ...engine.refund import CASH

ACCOUNTANT = "property_arrears.group_accountant"


class ArrearsRefund(models.Model):
    """Paying a refund: one entry, matched with the credits it pays back; and taking it back."""

    _name = "arrears.refund"
    _inherit = ["arrears.refund", "arrears.money.in"]

    journal_id = fields.Many2one(
        "account.journal",
        string="Paid from",
        copy=False,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        help="The bank account or the till that the money leaves.",
    )
    value_date = fields.Date(string="Value date", copy=False, help="The day the money left.")
    paid_by_id = fields.Many2one("res.users", string="Payment booked by", readonly=True, copy=False)
    paid_on = fields.Date(string="Paid out on", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move",
        string="Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    void_reason = fields.Text(string="Why it is voided", copy=False)
    voided_by_id = fields.Many2one("res.users", string="Voided by", readonly=True, copy=False)
    voided_on = fields.Date(string="Voided on", readonly=True, copy=False)
    void_move_id = fields.Many2one(
        "account.move",
        string="Entry that takes it back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _payment_is_named = models.Constraint(
        "CHECK (state NOT IN ('paid', 'voided') OR (paid_by_id IS NOT NULL"
        " AND paid_on IS NOT NULL AND move_id IS NOT NULL))",
        "A refund that was paid names its entry, who paid it, and when.",
    )
    _one_entry_each = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "This entry pays another refund."
    )

    # ------------------------------------------------------------------
    # Paying
    # ------------------------------------------------------------------

    def action_pay(self):
        """Book the payment and match it with the credits; once, whoever presses it twice.

        :raises AccessError: the user is no accountant
        :raises UserError: not approved, the account lacks its second approval, the journal is
            missing, or the books moved on
        """
        self.check_access("write")
        self._require((ACCOUNTANT,), self.env._("Only accountants pay refunds."))
        for refund in self:
            refund.lock_for_update()
            refund.invalidate_recordset(["state"])
            refund._check_state("approved")
            refund._check_payable()
            move = refund._book_refund()
            refund._record_effect(
                {
                    "state": "paid",
                    "paid_by_id": self.env.uid,
                    "paid_on": move.arrears_value_date,
                    "value_date": move.arrears_value_date,
                    "move_id": move.id,
                }
            )
            refund.line_ids._release()

    def _check_payable(self):
        self._check_account_approved()
        if self.amount <= 0:
            return
        if not self.journal_id:
            raise UserError(
                self.env._("Choose the bank account or the till that pays %(number)s.",
                           number=self.name)
            )  # fmt: skip
        if (self.journal_id.type == "cash") != (self.destination == CASH):
            raise UserError(
                self.env._(
                    "%(number)s was approved as “%(way)s”, and %(journal)s pays in another way.",
                    number=self.name,
                    way=dict(self._fields["destination"]._description_selection(self.env))[
                        self.destination
                    ],
                    journal=self.journal_id.display_name,
                )
            )

    def _book_refund(self):
        """Post the entry: out of the credits, to the bank and to what is kept."""
        company, value_date = self.company_id, self._paying_day()
        credits, kept = self._given_back(company), self._kept(company)
        paid_out = self._minor("amount")
        debits = []
        if paid_out:
            account = self._paying_account()
            debits.append(
                self._prepare_item(company, account, -paid_out)
                | {"name": self.name, "partner_id": self.debtor_id.commercial_partner_id.id}
            )
        return self.sudo()._book_money(
            company,
            self.journal_id if paid_out else self._journal_for_entries(company),
            value_date,
            debits,
            credits + kept,
            {"ref": self.name, "arrears_refund_id": self.id},
        )

    def _paying_day(self):
        """The day the money leaves: as it was entered, else today."""
        return self.value_date or self.company_id._arrears_today()

    def _given_back(self, company):
        """Items that take the credits out of the books, each matched with its own.

        They name no unit and no kind: what goes back is no charge of a service.
        """
        items = self.line_ids.item_id.sudo()
        items.lock_for_update()
        items.invalidate_recordset(["amount_residual", "reconciled", "parent_state"])
        left = self.line_ids._left_of(items)
        digits = self.currency_id.decimal_places
        found = []
        for line in self.line_ids.sudo():
            minor, item = minor_units(line.amount, digits), line.item_id
            if minor > left.get(item.id, 0):
                raise UserError(
                    self.env._(
                        "Of %(item)s less is left than %(number)s pays back: cancel it and ask "
                        "anew.",
                        item=line.entry_name,
                        number=self.name,
                    )
                )
            values = self._prepare_item(company, item.account_id, minor) | {
                "name": self.name,
                "partner_id": item.partner_id.id,
            }
            found.append((item.id, minor, values))
        return found

    def _kept(self, company):
        """Credits that pay the charges a part of a deposit is kept for."""
        digits = self.currency_id.decimal_places
        amounts = {
            deduction.charge_id.id: minor_units(deduction.amount, digits)
            for deduction in self.deduction_ids
        }
        if not amounts:
            return []
        money = self.sudo()
        rows = money._money_rows(company, amounts)
        receivables = money._lock_rows(rows)
        residuals = money._residuals(receivables, company)
        applied = money._apply_rows(company, sum(amounts.values()), rows, residuals)
        if applied.excess or len(rows) != len(amounts) or self._paid_meanwhile():
            raise UserError(
                self.env._(
                    "What %(number)s keeps is no longer owed: cancel it and ask anew.",
                    number=self.name,
                )
            )
        return money._credits(company, rows, applied, residuals, receivables, self.name)

    def _paid_meanwhile(self):
        """Whether less is open of a charge than the consent names for it.

        Its receivable may stand for other charges, which the consent does not speak of.
        """
        digits, charges = self.currency_id.decimal_places, self.deduction_ids.charge_id.sudo()
        charges.invalidate_recordset(["amount_remaining"])
        return any(
            minor_units(part.amount, digits) > minor_units(part.charge_id.amount_remaining, digits)
            for part in self.deduction_ids.sudo()
        )

    def _paying_account(self):
        """Where the payment waits for the bank statement; a till pays at once.

        On the bank's own account it would be booked again by the statement's line. Without an
        account for outstanding payments it waits on the company's transfer account, where the
        claim of the bank line finds it as the other leg of a transfer.

        :raises UserError: there is no account on which it could wait
        """
        journal = self.journal_id.sudo()
        if journal.type == "cash":
            return journal.default_account_id
        waiting = journal.outbound_payment_method_line_ids.payment_account_id[:1]
        transfer = self.company_id.sudo().transfer_account_id
        account = waiting or transfer.filtered("reconcile")
        if not account:
            raise UserError(
                self.env._(
                    "Give %(journal)s an account for outstanding payments first.",
                    journal=journal.display_name,
                )
            )
        return account

    @api.model
    def _journal_for_entries(self, company):
        """The journal for entries that move no money.

        :raises UserError: the company has none
        """
        journals = self.env["account.journal"].sudo()
        journal = journals.search(
            [("type", "=", "general"), ("company_id", "parent_of", company.id)], limit=1
        )
        if not journal:
            raise UserError(
                self.env._(
                    "Company %(company)s has no journal for miscellaneous entries: make one.",
                    company=company.name,
                )
            )
        return journal

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def action_void(self):
        """Take a payment back, with a reason: the bank sent it back, or it was a mistake.

        The entry stays and is reversed today, or on the day of the drawer that takes the money
        back; the credits are the owner's again.

        :raises AccessError: the user is no accountant
        :raises UserError: not paid, or the reason is missing
        """
        self.check_access("write")
        self._require((ACCOUNTANT,), self.env._("Only accountants void refunds."))
        for refund in self:
            refund.lock_for_update()
            refund.invalidate_recordset(["state"])
            refund._check_state("paid")
            if not (refund.void_reason or "").strip():
                raise UserError(self.env._("Write why it is voided."))
            refund._check_voidable()
            today, when = refund.company_id._arrears_today(), refund._day_of_void()
            move = refund.sudo().move_id
            move.line_ids.remove_move_reconcile()
            reversal = move._reverse_moves(
                [
                    {
                        "date": when,
                        "arrears_value_date": when,
                        "ref": refund.env._("%(number)s voided", number=refund.name),
                    }
                ],
                cancel=True,
            )
            refund._record_effect(
                {
                    "state": "voided",
                    "voided_by_id": self.env.uid,
                    "voided_on": today,
                    "void_move_id": reversal.id,
                }
            )

    def _day_of_void(self):
        """The day a payment is taken back in the books: today."""
        return self.company_id._arrears_today()

    def _check_voidable(self):
        """Hook: refuse to take a payment back, by a ``UserError`` that says why."""

    def action_open_entry(self):
        """Open the entry that paid it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
