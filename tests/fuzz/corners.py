"""Rarer work on the books: what the surprises of the ledger were found with."""

from odoo import Command

DAYS = ("2026-01-31", "2026-03-31", "2026-05-31", False)
KINDS = ("principal", "late_fee", "pass_through", "deposit", "cost")


class Corners:
    """Operations of ``Books`` that an ordinary month does not see."""

    def prepare_corners(self):
        """A tax due on payment, a term with a cash discount, a sealed bank, a second firm."""
        case = self.case
        case.company.tax_exigibility = True
        account = case.receivable.copy(
            {"name": "Tax on the way", "account_type": "liability_current", "reconcile": True}
        )
        journal = case.misc.copy({"name": "Cash basis", "code": "CABAF"})
        case.company.tax_cash_basis_journal_id = journal
        self.tax_on_payment = self.env["account.tax"].create(
            {
                "name": "Six when paid", "amount": 6, "company_id": case.company.id,
                "tax_exigibility": "on_payment", "cash_basis_transition_account_id": account.id,
            }
        )  # fmt: skip
        self.discount_terms = self.env["account.payment.term"].create(
            [
                {
                    "name": f"Two per cent {way}", "early_discount": True,
                    "discount_percentage": 2, "discount_days": 90,
                    "early_pay_discount_computation": way,
                    "line_ids": [Command.create({"value": "percent", "value_amount": 100,
                                                 "nb_days": 120})],
                }
                for way in ("included", "excluded", "mixed")
            ]
        )  # fmt: skip
        self.sealed_misc = case.misc.copy({"name": "Sealed entries", "code": "SEALM"})
        self.sealed_misc.restrict_mode_hash_table = True
        self.expense = case.account("expense")
        self.bases = self.env["arrears.price.basis"]
        self.prepare_sister()

    def prepare_sister(self):
        """Another firm of the same owner, with the same customers."""
        sister = self.case.sister
        accounts = self.env["account.account"].with_company(sister)
        own = [("company_ids", "in", sister.ids)]
        self.sister_accounts = {
            kind: accounts.search([*own, ("account_type", "=", kind)], limit=1)
            for kind in ("asset_receivable", "income", "asset_cash")
        }
        self.sister_misc = self.case.journal("general", sister)

    # ------------------------------------------------------------------
    # Bills
    # ------------------------------------------------------------------

    def op_tax_on_payment(self):
        tax = [Command.set(self.tax_on_payment.ids)]
        lines = [
            self.case.line(self.amount(), "principal", tax_ids=tax),
            self.case.line(self.amount(), "pass_through", tax_ids=tax),
        ]
        self.keep(self.case.invoice(*lines, partner_id=self.somebody().id))

    def op_cash_discount(self):
        """An invoice with a cash discount, sometimes taken at once."""
        term = self.random.choice(self.discount_terms)
        move = self.case.invoice(
            *self.lines(), partner_id=self.somebody().id, invoice_payment_term_id=term.id
        )
        self.keep(move)
        if self.random.random() < 0.6:
            self.register(move, payment_date="2026-04-20")

    def op_notes_and_sections(self):
        """Lines that say something and charge nothing, and a down payment taken off."""
        says = [
            Command.create({"display_type": kind, "name": "Says something"})
            for kind in ("line_section", "line_note")
        ]
        taken_off = self.case.line(self.amount(), "principal", quantity=-0.1)
        lines = [says[0], *self.lines(), says[1], taken_off]
        self.keep(self.case.invoice(*lines, partner_id=self.somebody().id))

    def op_receipt(self):
        self.keep(
            self.case.invoice(*self.lines(), move_type="out_receipt", partner_id=self.somebody().id)
        )

    def op_foreign_credit_note(self):
        """A credit note in another currency, at another day's rate, over whatever is open."""
        line = self.pick_unpaid()
        if not line or line.company_id != self.case.company:
            return
        note = self.case.credit_note(
            self.case.line(self.amount()), partner_id=line.partner_id.id,
            currency_id=self.currency.id, invoice_date="2026-05-10",
        )  # fmt: skip
        self.keep(note)
        (line | self.case.receivables(note)).reconcile()

    # ------------------------------------------------------------------
    # Money
    # ------------------------------------------------------------------

    def register(self, moves, **values):
        """Odoo's own payment of documents."""
        payments = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(values)
            ._create_payments()
        )
        self.keep(payments.move_id)
        return payments

    def op_pay_in_another_currency(self):
        move = self.pick(types=("out_invoice",))
        if move and move.amount_residual > 0:
            currency = self.random.choice([self.currency, self.case.company.currency_id])
            self.register(move, payment_date="2026-06-01", currency_id=currency.id)

    def op_pay_several_at_once(self):
        """One payment for all open bills of one customer."""
        move = self.pick(types=("out_invoice",))
        if not move:
            return
        mates = self.moves.filtered(
            lambda other: other.state == "posted" and other.move_type == "out_invoice"
            and other.amount_residual > 0 and other.company_id == move.company_id
            and other.commercial_partner_id == move.commercial_partner_id
        )  # fmt: skip
        if mates:
            self.register(mates, payment_date="2026-05-20", group_payment=True)

    def op_payment_to_draft(self):
        payments = self.env["account.payment"].search(
            [("move_id", "in", self.moves.exists().ids), ("state", "in", ("in_process", "paid"))]
        )
        if payments:
            payment = self.random.choice(payments)
            payment.action_draft()
            if self.random.random() < 0.5:
                payment.action_cancel()

    def op_write_off(self):
        line = self.pick_unpaid()
        if line and line.company_id == self.case.company:
            amount = max(round(line.amount_residual * self.random.choice([0.1, 1]), 2), 0.01)
            partner = {"partner_id": line.partner_id.id}
            entry = self.case.entry(
                (self.expense, amount, {}), (line.account_id, -amount, partner), when="2026-06-30"
            )
            self.keep(entry)
            (line | self.case.receivables(entry)).reconcile()

    def op_refund_paid_out(self):
        """A customer's credit is paid back to him."""
        credits = self.case.receivables(*self.moves.exists()).filtered(
            lambda line: line.parent_state == "posted" and line.amount_residual < 0
            and line.company_id == self.case.company
        )  # fmt: skip
        if credits:
            line = self.random.choice(credits)
            amount = -line.amount_residual
            partner = {"partner_id": line.partner_id.id}
            bank = self.case.bank.default_account_id
            entry = self.case.entry((line.account_id, amount, partner), (bank, -amount, {}))
            self.keep(entry)
            (line | self.case.receivables(entry)).reconcile()

    def op_transfer(self):
        """A debt moves from one customer to another."""
        line = self.pick_unpaid()
        if line and line.company_id == self.case.company:
            amount = line.amount_residual
            taker = {"partner_id": self.somebody().id, "arrears_kind": self.random.choice(KINDS)}
            giver = {"partner_id": line.partner_id.id}
            entry = self.case.entry(
                (line.account_id, amount, taker), (line.account_id, -amount, giver)
            )
            self.keep(entry)
            (line | self.case.receivables(entry).filtered("credit")).reconcile()

    def op_offset_credit(self):
        """The oldest credit of a customer meets a bill, whatever it is."""
        line = self.pick_unpaid()
        credits = self.case.receivables(*self.moves.exists()).filtered(
            lambda other: other.parent_state == "posted" and other.amount_residual < 0
            and other.account_id == line.account_id and other.partner_id == line.partner_id
        )  # fmt: skip
        if line and credits:
            self.match(line, credits[0])

    # ------------------------------------------------------------------
    # The accountant's second thoughts
    # ------------------------------------------------------------------

    def op_lock_date(self):
        field = self.random.choice(["sale_lock_date", "fiscalyear_lock_date"])
        self.case.company[field] = self.random.choice(DAYS)

    def op_sealed_entry(self):
        amount = self.amount()
        partner = {"partner_id": self.somebody().id, "arrears_kind": self.random.choice(KINDS)}
        sign = self.random.choice([1, -1])
        entry = self.case.entry(
            (self.case.receivable, sign * amount, partner), (self.case.income, -sign * amount, {}),
            journal_id=self.sealed_misc.id,
        )  # fmt: skip
        self.keep(entry)

    def op_line_to_another_partner(self):
        line = self.pick_unpaid()
        if line and line.move_id.move_type == "entry":
            line.partner_id = self.somebody()

    def op_say_more_of_a_line(self):
        """What mapping writes: allowed on whatever is posted, sealed journals too."""
        move = self.pick()
        lines = move.line_ids.filtered(
            lambda line: line.display_type == "product" or line in self.case.receivables(move)
        )
        if lines and move.company_id == self.case.company:
            self.random.choice(lines).write(
                {
                    "arrears_kind": self.random.choice(KINDS),
                    "arrears_unit_id": self.unit(),
                    "arrears_price_basis": self.random.choice(["Said later", False]),
                }
            )

    def op_price_basis(self):
        """A basis given, ended or taken back; settled charges follow in the night."""
        self.change_a_basis()
        self.case.rebuild_all()

    def change_a_basis(self):
        signed = self.bases.filtered(lambda basis: basis.state == "signed")
        if signed and self.random.random() < 0.5:
            basis = self.random.choice(signed)
            if self.random.random() < 0.5:
                basis.action_withdraw()
            else:
                basis.date_to = self.random.choice(["2026-02-01", False])
            return
        thing = self.random.choice(
            [
                {"kind": self.random.choice(KINDS)},
                {"category_id": self.case.category.id},
                {"product_id": self.case.products[self.random.choice(KINDS)].id},
            ]
        )
        basis = self.bases.create(
            {
                "company_id": self.case.company.id, "text": f"Clause {len(self.bases)}",
                "date_from": self.random.choice(["2020-01-01", "2026-01-01"]),
                "estate_id": self.random.choice([self.case.estate.id, False]), **thing,
            }
        )  # fmt: skip
        basis.action_sign()
        self.bases |= basis

    def op_allocate_credits(self):
        """An offer is applied, perhaps undone."""
        self.case.end_transaction()
        credits = self.case.receivables(*self.moves.exists()).filtered(
            lambda line: line.parent_state == "posted" and line.amount_residual < 0
            and line.partner_id and line.company_id == self.case.company
        )  # fmt: skip
        if not credits:
            return
        action = self.random.choice(credits).action_arrears_allocate()
        allocation = self.env["arrears.credit.allocation"].browse(action["res_id"])
        if allocation.line_ids:
            allocation.action_apply()
            if self.random.random() < 0.3:
                allocation.action_undo()

    def op_map_existing_bills(self):
        """A batch is confirmed, perhaps taken back."""
        self.case.end_transaction()
        mapping = self.env["arrears.charge.mapping"].create(
            {
                "company_id": self.case.company.id, "price_basis": "Mapped",
                "only_open": self.random.random() < 0.5,
            }
        )  # fmt: skip
        mapping.action_find()
        for line in mapping.line_ids:
            if self.random.random() < 0.3:
                line.write({"kind": self.random.choice(KINDS), "unit_id": self.unit()})
        mapping.action_confirm()
        if self.random.random() < 0.3:
            mapping.action_revert()

    def op_person_joins_the_firm(self):
        """A contact gets another commercial partner; the night sees it."""
        person = self.random.choice([person for person in self.people if person.exists()])
        person.parent_id = False if person.parent_id else self.firm
        self.case.rebuild_all()

    def op_account_stands_apart(self):
        self.apart.non_trade = not self.apart.non_trade
        self.case.rebuild_all()

    # ------------------------------------------------------------------
    # The second firm
    # ------------------------------------------------------------------

    def sister_entry(self, amount, counterpart, **values):
        receivable = self.sister_accounts["asset_receivable"]
        partner = {"partner_id": self.somebody().id, **values}
        return self.keep(
            self.case.entry(
                (receivable, amount, partner), (counterpart, -amount, {}),
                journal_id=self.sister_misc.id, company_id=self.case.sister.id,
            )
        )  # fmt: skip

    def op_sister_opening(self):
        kind = self.random.choice(KINDS)
        self.sister_entry(self.amount(), self.sister_accounts["income"], arrears_kind=kind)

    def op_sister_money(self):
        """Money of the second firm, matched with whatever of it is open."""
        entry = self.sister_entry(-self.amount(), self.sister_accounts["asset_cash"])
        line = self.case.receivables(entry)
        debts = self.case.receivables(*self.moves.exists()).filtered(
            lambda other: other.company_id == self.case.sister and other.amount_residual > 0
            and other.parent_state == "posted"
        )  # fmt: skip
        if debts:
            (line | self.random.choice(debts)).reconcile()
