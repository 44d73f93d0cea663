from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import money
from ...engine.golive_sheets import DEPOSIT, OPEN_ITEM, PREPAYMENT


class ArrearsGolive(models.Model):
    """The transfer account: what the accountants took over in one sum goes there and back.

    The opening balance is moved to it by one entry, shown first; the items of the lists are
    booked against it. Zero means that the lists say what the books said.
    """

    _inherit = "arrears.golive"

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    @api.depends("row_ids.state", "opening_transfer_id", "opening_move_ids", "transfer_account_id")
    def _compute_transfer_balance(self):
        for golive in self:
            digits = golive.currency_id.decimal_places
            now = golive._balance_of(golive.transfer_account_id)
            golive.transfer_balance = money.amount(now, digits)
            golive.transfer_forecast = money.amount(now + golive._still_to_come(), digits)

    def _balance_of(self, account):
        """Posted balance of an account in this company, in minor units."""
        if not account.id:
            return 0
        self.env["account.move.line"].flush_model()
        [[balance]] = self.env["account.move.line"].sudo()._read_group(
            [
                ("account_id", "=", account.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["balance:sum"],
        )  # fmt: skip
        return money.minor_units(balance or 0, self.currency_id.decimal_places)

    def _still_to_come(self):
        """What the transfer account will still get, in minor units: debits less credits."""
        waiting = {sheet: amount for (sheet, state), amount in self._amounts_by_state().items()
                   if state == "accepted"}  # fmt: skip
        coming = waiting.get(PREPAYMENT, 0) + waiting.get(DEPOSIT, 0) - waiting.get(OPEN_ITEM, 0)
        if self.opening_transfer_id:
            return coming
        return coming + sum(amount for __, amount in self._opening_items())

    def _amounts_by_state(self):
        """``{(sheet, state): minor units}`` of the rows."""
        digits = self.currency_id.decimal_places
        found = self.env["arrears.golive.row"]._read_group(
            [("golive_id", "in", self.ids)], ["sheet", "state"], ["amount:sum"]
        )
        return {(sheet, state): money.minor_units(a or 0, digits) for sheet, state, a in found}

    def _opening_items(self):
        """Items of the opening entries that the lists take the place of.

        Trade receivables with what is left of them, and the accounts of prepayments and deposits.

        :return: list of (``account.move.line``, minor units: debit above zero)
        """
        digits = self.currency_id.decimal_places
        others = self.prepayment_account_ids | self.deposit_account_id
        found = []
        for line in self.sudo().opening_move_ids.line_ids.filtered(
            lambda line: line.parent_state == "posted" and line.company_id == self.company_id
        ):
            account = line.account_id
            is_trade = account.account_type == "asset_receivable" and not account.non_trade
            if not (is_trade or account in others):
                continue
            amount = line.amount_residual if account.reconcile else line.balance
            minor = money.minor_units(amount, digits)
            if minor:
                found.append((line, minor))
        return found

    def _opening_amounts(self):
        """What the old books held of each sort, and what of it was moved, in minor units.

        :return: two dicts by sheet; prepayments and deposits as what is owed to people
        """
        before, moved = {}, {}
        for line, minor in [] if self.opening_transfer_id else self._opening_items():
            sheet, sign = self._sort_of(line.account_id)
            before[sheet] = before.get(sheet, 0) + sign * minor
        digits = self.currency_id.decimal_places
        for line in self.sudo().opening_transfer_id.line_ids:
            if line.account_id != self.transfer_account_id:
                sheet, sign = self._sort_of(line.account_id)
                minor = -sign * money.minor_units(line.balance, digits)
                before[sheet] = before.get(sheet, 0) + minor
                moved[sheet] = moved.get(sheet, 0) + minor
        return before, moved

    def _sort_of(self, account):
        if account == self.deposit_account_id:
            return DEPOSIT, -1
        return (PREPAYMENT, -1) if account in self.prepayment_account_ids else (OPEN_ITEM, 1)

    # ------------------------------------------------------------------
    # The entry
    # ------------------------------------------------------------------

    def action_move_opening(self):
        """Book the entry that moves the opening balance to the transfer account.

        :raises UserError: no opening entry is chosen, nothing is left of it, or another go-live
            moved what nothing marks as moved
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("draft", "checked", "booked")
        if self.opening_transfer_id:
            raise UserError(self.env._("The opening balance was moved already."))
        if not self.opening_move_ids:
            raise UserError(
                self.env._("Choose the opening entries first, or post your own entry by hand.")
            )
        items = self.sudo()._opening_items()
        if not items:
            raise UserError(
                self.env._("Nothing is left on the opening entries that could be moved.")
            )
        self.sudo()._refuse_moved_before(items)
        move = self.sudo()._book_opening_transfer(items)
        self._record_effect({"opening_transfer_id": move.id})

    def _refuse_moved_before(self, items):
        """Refuse a balance that another go-live moved.

        Reconciled items say themselves what is left of them; those of other accounts do not.
        """
        if all(line.account_id.reconcile for line, __ in items):
            return
        other = self.search(
            [("id", "!=", self.id), ("company_id", "=", self.company_id.id),
             ("opening_transfer_id", "!=", False),
             ("opening_move_ids", "in", self.opening_move_ids.ids)], limit=1,
        )  # fmt: skip
        if other:
            raise UserError(
                self.env._(
                    "%(golive)s moved this opening entry already: post the rest by an entry of "
                    "your own.",
                    golive=other.display_name,
                )
            )

    def _book_opening_transfer(self, items):
        """One item back for each item of the opening entries, reconciled where the account is."""
        reference = self.env._("Opening balance to the transfer account")
        lines = [
            {
                **self._prepare_item(self.company_id, line.account_id, -minor),
                "partner_id": line.partner_id.id,
                "name": reference,
            }
            for line, minor in items
        ]
        total = sum(minor for __, minor in items)
        against = {
            **self._prepare_item(self.company_id, self.transfer_account_id, total),
            "name": reference,
        }
        # What is moved is not recovered: collection rates must not take it for money.
        move = self._post_entry([*lines, against], reference, arrears_reduction="transfer")
        backs = move.line_ids.sorted("id")
        plan = [
            line | back
            for (line, __), back in zip(items, backs, strict=False)
            if line.account_id.reconcile
        ]
        if plan:
            backs.with_context(skip_invoice_sync=True)._reconcile_plan(plan)
        return move

    def _undo_transfer(self):
        move = self.opening_transfer_id
        if move:
            move.line_ids.remove_move_reconcile()
            self._record_effect({"opening_transfer_id": False})
            self._cancel_entries(move)

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def action_close(self):
        """Close the go-live: the transfer account is at zero and every row was dealt with.

        Managers only.

        :raises UserError: says what is still open
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager closes a go-live."))
        self._check_state("booked")
        self._check_nothing_open()
        self._record_effect(
            {"state": "closed", "closed_by_id": self.env.uid, "closed_on": fields.Datetime.now()}
        )
        self.message_post(body=self.env._("Closed: the transfer account is at zero."))

    def _check_nothing_open(self):
        left = self.accepted_count + self.refused_count
        if left:
            raise UserError(
                self.env._(
                    "%(count)s rows are neither booked nor taken off: correct them in the file "
                    "and upload it again, or take them off.",
                    count=left,
                )
            )
        standing = self._balance_of(self.transfer_account_id)
        if standing:
            amount = money.amount(standing, self.currency_id.decimal_places)
            raise UserError(
                self.env._(
                    "The transfer account stands at %(amount)s and must be at zero: what the "
                    "lists say is not what the ledger held. See the balances below.",
                    amount=self.currency_id.format(amount),
                )
            )
        tie_out = (
            self.env["arrears.tie.out"]
            .sudo()
            ._compute_for(self.company_id.root_id, self.company_id._arrears_today())
        )
        if tie_out.state != "tied":
            raise UserError(
                self.env._("The arrears do not tie out with the ledger: open the tie-out first.")
            )
