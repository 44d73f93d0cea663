"""Bills, money that comes and goes again, and an accountant's second thoughts."""

from datetime import date, timedelta

RETURNED_AFTER = 5  # days; a payment is taken back at the soonest then


class MoneyWork:
    """Operations on bills and payments."""

    # ------------------------------------------------------------------
    # Bills
    # ------------------------------------------------------------------

    def op_bill(self):
        """A month of the service fee of one unit, due in some days; sometimes water with it."""
        owner, unit = self.home()
        self.months[unit] += 1
        first = date(2025 + self.months[unit] // 12, self.months[unit] % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        lines = [self.case.taxed(self.random.choice([180, 169.81, 33.33, 50]))]
        if self.chance(0.3):
            lines.append(self.case.taxed(self.some(40), "pass_through"))
        self.document(
            *lines, partner_id=owner.id, arrears_unit_id=unit.id,
            due=self.today + timedelta(days=self.random.choice([3, 8, 15])),
            arrears_period_from=first, arrears_period_to=last,
        )  # fmt: skip

    def op_billing_run(self):
        """A month of the whole estate, by a run; what was billed before is left out."""
        first = self.today.replace(day=1)
        run = self.env["arrears.billing.run"].create(
            {
                "estate_id": self.case.estate.id,
                "invoice_date": self.today,
                "date_from": first,
                "date_to": (first + timedelta(days=31)).replace(day=1) - timedelta(days=1),
            }
        )
        run.action_preview()
        run.action_bill()

    def bills(self, *domain):
        """Posted bills that bring nothing but what was typed into them."""
        return self.find("account.move", ("move_type", "=", "out_invoice"),
                         ("arrears_unit_id", "!=", False), *domain)  # fmt: skip

    def op_bill_to_draft(self):
        """A bill is reset to draft, and posted again or cancelled."""
        bill = self.pick(self.bills(("state", "=", "posted")))
        if not bill:
            return "nothing"
        bill.button_draft()
        if self.chance(0.6):
            bill.action_post()
        else:
            bill.button_cancel()
        return "done"

    def op_credit_note(self):
        """A bill is credited by hand, in part or altogether."""
        charge = self.pick(self.charges("principal", ("move_id.move_type", "=", "out_invoice")))
        if not charge:
            return "nothing"
        bill = charge.move_id
        if self.chance(0.3):
            wizard = self.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=bill.ids
            )
            wizard.create({"journal_id": bill.journal_id.id, "date": self.today}).refund_moves()
            self.env["account.move"].search([("reversed_entry_id", "=", bill.id)])
            return "done"
        note = self.document(
            self.case.taxed(self.some(charge.amount_remaining, 0.5)), move_type="out_refund",
            partner_id=charge.debtor_id.id, arrears_unit_id=charge.unit_id.id, due=self.today,
            arrears_period_from=charge.period_from, arrears_period_to=charge.period_to,
        )  # fmt: skip
        (self.case.receivables(note) | charge.line_id).reconcile()
        return "done"

    # ------------------------------------------------------------------
    # Payments
    # ------------------------------------------------------------------

    def money_in(self, partner, amount, debts=None, **said):
        """An entry of today for money that came, some days ago by its value date."""
        case = self.case
        day = self.today - timedelta(days=self.random.choice([0, 0, 1, 3]))
        entry = case.entry(
            (case.bank.default_account_id, amount, {}),
            (case.receivable, -amount, {"partner_id": partner.id, **said}),
            when=self.today, arrears_value_date=day,
        )  # fmt: skip
        self.payments.append((entry.id, self.today))
        if debts:
            (debts | case.receivables(entry)).reconcile()
        return entry

    def op_pay_all(self):
        """A bill is paid to the cent."""
        charge = self.pick(self.charges(self.random.choice(["principal", "principal", "late_fee"])))
        if not charge:
            return "nothing"
        debt = charge.line_id
        self.money_in(charge.debtor_id, debt.amount_residual, debt)
        return "done"

    def op_pay_part(self):
        """Part of a bill, or too much for it, is paid."""
        charge = self.pick(self.charges(self.random.choice(["principal", "late_fee"])))
        if not charge:
            return "nothing"
        debt = charge.line_id
        self.money_in(charge.debtor_id, self.some(debt.amount_residual, 1.3), debt)
        return "done"

    def op_pay_owner(self):
        """An owner pays everything, so that nothing stands against a reward."""
        owner, _unit = self.home()
        self.case.end_transaction()
        debts = self.find("arrears.charge", ("debtor_id", "=", owner.id), ("state", "=", "open"))
        for debt in debts.line_id.filtered(lambda line: line.amount_residual > 0):
            self.money_in(owner, debt.amount_residual, debt)
        return "done" if debts else "nothing"

    def old_payments(self):
        """Payments of some days ago that still stand."""
        until = self.today - timedelta(days=RETURNED_AFTER)
        known = self.env["account.move"].browse([key for key, day in self.payments if day <= until])
        return known.exists().filtered(
            lambda move: move.state == "posted" and not move.reversal_move_ids
        )

    def op_payment_undone(self):
        """The bank takes a payment back days or weeks later: undone, or reversed by an entry."""
        payment = self.pick(self.old_payments())
        if not payment:
            return "nothing"
        if self.chance(0.5):
            payment.line_ids.remove_move_reconcile()
            payment.button_draft()
            payment.button_cancel()
        else:
            payment._reverse_moves([{"date": self.today}], cancel=True)
        return "done"

    # ------------------------------------------------------------------
    # Debits
    # ------------------------------------------------------------------

    def op_debit(self):
        """A batch of what is due; the bank collects most of it."""
        case, outcomes = self.case, {}
        batch = case.exported()
        for line in batch.line_ids:
            outcomes[line.reference] = self.random.choice(["success", "success", "funds"])
        rows = case.answer_rows(batch, **outcomes)
        for row in rows:
            row["value_date"] = self.today.isoformat() if row["settled"] else None
        verdict, file = case.seal(batch, rows)
        case.assertEqual(verdict["state"], "sealed", verdict)
        file = file.with_env(self.env)
        while found := file._next_rows(set()):
            file._book_rows(found, set())
        file._end_booking(set())

    def op_debit_returned(self):
        """The bank takes back what it had collected: its money, and what followed from it."""
        until = self.today - timedelta(days=RETURNED_AFTER)
        line = self.pick(self.find("arrears.debit.line", ("state", "=", "settled"),
                                   ("value_date", "<=", until)))  # fmt: skip
        if not line:
            return "nothing"
        move = line.batch_id.move_ids[:1]
        credits = move.line_ids.filtered(
            lambda item: item.partner_id == line.debtor_id and item.credit
        )
        for credit in credits:
            credit.remove_move_reconcile()
            back = self.case.entry(
                (credit.account_id, credit.credit, {"partner_id": line.debtor_id.id}),
                (self.case.bank.default_account_id, -credit.credit, {}), when=self.today,
            )  # fmt: skip
            (credit | self.case.receivables(back)).reconcile()
        for record in (line, *line.split_ids):
            record.write({"amount_returned": record.amount_settled, "amount_settled": 0})
        line.state = "returned"
        line._follow_up()
        return "done"

    # ------------------------------------------------------------------
    # In advance, and back
    # ------------------------------------------------------------------

    def op_prepaid_year(self):
        """Twelve months of a flat are paid in advance, now and then a little less."""
        owner, unit = self.home()
        if unit.usage == "parking":
            return "nothing"
        amount = 2160 if self.chance(0.8) else 2000
        self.money_in(owner, amount, arrears_unit_id=unit.id, arrears_kind="principal")
        return "done"

    def op_refund(self):
        """Part or all of a credit is paid back by two people."""
        credits = self.find(
            "account.move.line", ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"), ("amount_residual", "<", 0),
            ("move_id.move_type", "=", "entry"),
        )  # fmt: skip
        item = self.pick(credits)
        if not item:
            return "nothing"
        amount = -item.amount_residual if self.chance(0.5) else self.some(-item.amount_residual)
        case = self.case
        refund = case.approved((item, amount), debtor_id=item.partner_id.id, **case.other_account())
        refund.with_user(case.director).action_approve_account()
        case.pay_out(refund)
        return "done"

    # ------------------------------------------------------------------
    # Closed months and closed accounts
    # ------------------------------------------------------------------

    def op_lock_date(self):
        """The books are closed up to some days ago; never opened again."""
        day = self.today - timedelta(days=self.random.choice([10, 20, 40]))
        if self.locked and day <= self.locked:
            return "nothing"
        self.case.company.fiscalyear_lock_date = day
        self.locked = day
        return "done"

    def op_book_into_lock(self):
        """Somebody dates a bill into the closed months, or opens a bill of them."""
        if not self.locked:
            return "nothing"
        if self.chance(0.5):
            bill = self.pick(self.bills(("state", "=", "posted"), ("date", "<=", self.locked)))
            if not bill:
                return "nothing"
            bill.button_draft()
            self.case.fail(f"{bill.name} of a closed month was opened")
        owner, unit = self.home()
        self.case.invoice(
            self.case.taxed(self.some(90)), invoice_date=self.locked - timedelta(days=3),
            partner_id=owner.id, arrears_unit_id=unit.id, due=self.today,
        )  # fmt: skip
        return "done"

    def op_archived_account(self):
        """The account of income is archived while somebody works, and comes back."""
        account = self.case.income.with_env(self.env)
        account.active = False
        work = self.random.choice(["op_waiver_apply", "op_award_credit_note", "op_late_fees",
                                   "op_bill"])  # fmt: skip
        outcome = getattr(self, work)() or "done"
        account.active = True
        return outcome
