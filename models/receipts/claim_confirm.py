from odoo import Command, api, fields, models
from odoo.exceptions import LockError, UserError

from ...engine.money import amount as money
from ...engine.money import minor_units
from .claim import OF_DEBTORS


class ArrearsClaim(models.Model):
    """Claiming: the bank line's own entry gets its counterpart. And undoing it."""

    _inherit = "arrears.claim"

    def action_confirm(self):
        """Book these bank lines as they are divided.

        :raises UserError: one of them cannot be booked as it stands; nothing of any is booked
        """
        self._check_worker()
        self.check_access("write")
        self._check_ours()
        for claim in self:
            try:
                claim._confirm()
            except LockError as busy:
                raise UserError(claim._busy()) from busy

    def action_confirm_sure(self):
        """Book those of these bank lines that are sure; the others keep waiting.

        A line that cannot be booked says why on its record, and the rest goes on. One that is
        only busy stays sure.
        """
        self._check_worker()
        self.check_access("write")
        self._check_ours()
        done = self.browse()
        for claim in self.filtered(lambda one: one.is_open and one.sure):
            try:
                with self.env.cr.savepoint():
                    claim._confirm()
            except LockError:
                claim._record_effect({"problem": claim._busy()})
            except UserError as error:
                claim._record_effect({"problem": str(error), "sure": False})
            else:
                done |= claim
        return self._notice(done)

    def _busy(self):
        """What to say when somebody else has the bank line or a bill at this moment."""
        return self.env._(
            "Somebody is booking on %(claim)s or on one of its bills at this moment: claim it "
            "again.",
            claim=self.display_name,
        )

    def _notice(self, done):
        """What became of a selection, as a message on the screen."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if len(done) == len(self) else "warning",
                "message": self.env._(
                    "%(done)s of %(all)s bank lines were claimed. The others are not sure, or say "
                    "on their record what is wrong.",
                    done=len(done),
                    all=len(self),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _confirm(self):
        """Book one bank line, learn the payer's account, note who and when."""
        self.ensure_one()
        self._check_state("proposed")
        self._check_own_companies()
        line = self._lock_bank_line()
        self._check_division()
        debits, credits = getattr(self, f"_counterpart_{self.kind}")(line)
        self._book(line, debits, credits)
        self._record_effect(
            {
                "state": "confirmed",
                "problem": False,
                "move_id": line.move_id.id,
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )
        self._after_confirm()
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _after_confirm(self):
        """Hook, with the claim already booked."""
        self.env["arrears.payer.account"]._learn(self)

    def _lock_bank_line(self):
        """The bank line, locked and read afresh.

        :raises UserError: it was reconciled or cancelled meanwhile
        """
        line = self.statement_line_id.sudo()
        line.lock_for_update()
        line.invalidate_recordset(["is_reconciled"])
        if line.is_reconciled or line.state != "posted":
            raise UserError(
                self.env._(
                    "%(claim)s was reconciled or cancelled meanwhile: it needs no claim any more.",
                    claim=self.display_name,
                )
            )
        return line

    def _check_division(self):
        """:raises UserError: the parts do not add up to the money, name nobody, or what is of
        another company"""
        self.line_ids.sudo()._check_belongs()
        if self.kind in OF_DEBTORS and (not self.line_ids or self.amount <= 0):
            raise UserError(self.env._("%(claim)s names no debtor yet.", claim=self.display_name))
        if self._minor(self.amount_left):
            raise UserError(
                self.env._(
                    "%(claim)s: %(amount)s is not divided yet. Divide it, or keep it as money in "
                    "advance of a unit.",
                    claim=self.display_name,
                    amount=self.currency_id.format(self.amount_left),
                )
            )

    # ------------------------------------------------------------------
    # Counterparts: (debits, credits) for ``arrears.money.in``
    # ------------------------------------------------------------------

    def _counterpart_debtor(self, line):
        """Receivables, and money in advance."""
        return [], self._credits_of_debtors(self.company_id)

    def _counterpart_court(self, line):
        """Execution money for a debtor less what the court kept."""
        return self._fee_debits(), self._credits_of_debtors(self.company_id)

    def _credits_of_debtors(self, company):
        """Credits of all rows: charges by their receivables, the rest in advance.

        :raises UserError: a charge was paid or changed meanwhile
        """
        money_in = self.env["arrears.money.in"].sudo()
        of_charges = self.line_ids.filtered("charge_id")
        amounts = {row.charge_id.id: self._minor(row.amount) for row in of_charges}
        # What earlier claims of the same click paid is seen by their charges.
        self.env["arrears.charge"].sudo()._refresh_touched()
        rows = money_in._money_rows(company, amounts)
        receivables = money_in._lock_rows(rows)
        self._check_currency(of_charges.charge_id)
        self._check_still_owed(of_charges.charge_id.sudo(), amounts)
        residuals = money_in._residuals(receivables, company)
        applied = money_in._apply_rows(company, sum(amounts.values()), rows, residuals)
        if applied.excess:
            self._refuse_stale(applied.by_charge)
        credits = money_in._credits(company, rows, applied, residuals, receivables, self._text())
        for row in self.line_ids - of_charges:
            credits.append(
                money_in._advance(
                    company,
                    row.debtor_id,
                    self._minor(row.amount),
                    self._text(),
                    unit=row.unit_id,
                    kind=row.kind or "principal",
                )
            )
        return credits

    def _check_still_owed(self, charges, amounts):
        """Each charge still needs its part; its receivable may stand for others beside it.

        :raises UserError: it was paid or changed meanwhile
        """
        charges.invalidate_recordset(["amount_remaining", "state"])
        still = {charge.id: self._minor(charge.amount_remaining) for charge in charges}
        if any(minor > still[key] for key, minor in amounts.items()):
            self._refuse_stale(still)

    def _check_currency(self, charges):
        """:raises UserError: a bill is in another currency, so paying it has a difference"""
        foreign = charges.filtered("foreign_currency_id")
        if foreign:
            raise UserError(
                self.env._(
                    "%(charges)s: billed in another currency. Take it out here and register its "
                    "payment on the invoice in Odoo, which books the exchange difference.",
                    charges=", ".join(foreign.mapped("display_name")),
                )
            )

    def _refuse_stale(self, by_charge):
        of_charges = self.line_ids.filtered("charge_id")
        stale = of_charges.filtered(
            lambda row: by_charge.get(row.charge_id.id, 0) < self._minor(row.amount)
        )
        raise UserError(
            self.env._(
                "The books moved on: less is open than is divided here (%(charges)s). Press "
                "“Propose again”.",
                charges=", ".join(stale.charge_id.mapped("display_name")),
            )
        )

    @api.model
    def _value_date(self, line):
        """The day the bank says the money moved; it may have booked the line on another."""
        return line.arrears_value_date or line.date

    def _text(self):
        return self.label or self.remark or self.payer_name or self.statement_line_id.move_id.name

    def _fee_debits(self):
        """The fee or costs as a journal item; none where nothing was kept.

        :raises UserError: no account is chosen for it
        """
        fee = self._minor(self.fee_amount)
        if not fee:
            return []
        if not self.fee_account_id:
            raise UserError(self.env._("Choose the account for the fee or costs."))
        values = self.env["arrears.money.in"]._prepare_item(
            self.company_id, self.fee_account_id, fee
        )
        return [{**values, "name": self._text()}]

    # ------------------------------------------------------------------
    # The entry of the bank line
    # ------------------------------------------------------------------

    def _book(self, line, debits, credits):
        """Replace the suspense item by the counterpart, as the bank line's own entry.

        :raises UserError: another program has changed the entry
        """
        liquidity, suspense, others = line._seek_for_lines()
        if len(suspense) != 1 or others:
            raise UserError(
                self.env._(
                    "The entry of %(claim)s was changed by hand. Undo its reconciliation first.",
                    claim=self.display_name,
                )
            )
        items = [*debits, *(values for __, __, values in credits)]
        day = self._value_date(line)
        commands = [Command.create({"arrears_value_date": day, **values}) for values in items]
        move = line.move_id.with_company(self.company_id)
        move.with_context(
            skip_invoice_sync=True, force_delete=True, skip_readonly_check=True
        ).write(
            {
                "arrears_value_date": day,
                "line_ids": [Command.delete(suspense.id), *commands],
            }
        )
        new = (move.line_ids - liquidity).sorted("id")
        self.env["arrears.money.in"].sudo()._reconcile_credits(new[len(debits) :], credits)

    # ------------------------------------------------------------------
    # Undoing
    # ------------------------------------------------------------------

    def action_undo(self):
        """Take the claim back: the money is unidentified again, the charges are open.

        :raises UserError: it was not claimed, or its money was used since
        """
        self._check_worker()
        self.check_access("write")
        self._check_state("confirmed")
        self._check_own_companies()
        for claim in self:
            claim.statement_line_id.sudo().action_undo_reconciliation()

    def _check_undoable(self):
        """:raises UserError: something else was built on the money, or is about to be"""
        receipts = self.env["arrears.receipt"].sudo()
        for claim in self.sudo():
            entries = claim.move_id | claim.sister_move_id
            own_bills = claim.line_ids.charge_id.move_id
            entries._arrears_check_not_reserved()
            for item in entries.line_ids:
                if item.account_id.account_type != "asset_receivable":
                    continue
                others = receipts._matched_documents(item) - own_bills
                if others:
                    raise UserError(
                        self.env._(
                            "%(claim)s: its money was used by %(document)s. Take it off there "
                            "first, then undo the claim.",
                            claim=claim.display_name,
                            document=others[0].display_name,
                        )
                    )

    def _record_undone(self):
        """Note who took it back; what was learnt by it alone is forgotten."""
        for claim in self:
            claim._undo_sister()
            claim._record_effect(
                {
                    "state": "undone",
                    "undone_by_id": self.env.uid,
                    "undone_on": fields.Datetime.now(),
                }
            )
        self.env["arrears.payer.account"]._forget(self)

    def action_claim_again(self):
        """A fresh claim for a bank line whose claim was undone, opened.

        :raises UserError: the line is reconciled or has another claim
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("undone")
        line = self.statement_line_id
        claim = line.sudo().arrears_claim_ids.filtered(lambda one: one.state != "undone")
        claim = claim or self._make_for(line)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": claim.id,
            "view_mode": "form",
        }

    def _signed_credit(self, account, minor, **values):
        """(None, minor, journal item) that credits an account; a negative amount debits it."""
        item = self.env["arrears.money.in"]._prepare_item(self.company_id, account, -minor)
        return None, minor, {**item, "name": self._text(), **values}

    def _whole(self):
        """What the counterpart is credited with, in minor units: the money and the fee."""
        return self._minor(self.amount) + self._minor(self.fee_amount)

    def _as_amount(self, minor):
        return money(minor, self.currency_id.decimal_places)


def open_minor(item, digits):
    """What is open of a journal item, in minor units."""
    return minor_units(item.amount_residual, digits)
