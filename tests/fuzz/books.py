"""Operations that an accountant, a cashier or an import may do, drawn at random."""

from odoo import Command

from .corners import Corners

KINDS = ("principal", "late_fee", "pass_through", "deposit", "cost", None)
PERIODS = (("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-03-31"), (False, False))
DUE_DATES = ("2022-05-01", "2026-03-31", "2026-09-14", "2026-09-15", "2026-12-31")

OFTEN = {"op_pay": 5, "op_credit_note": 4, "op_invoice": 4, "op_to_draft": 2, "op_unreconcile": 2}


class Books(Corners):
    """Random work on the books of a test case. ``op_*`` methods are the operations."""

    def __init__(self, case, random):
        self.case, self.random, self.env = case, random, case.env
        self.moves = self.env["account.move"]
        self.people = [case.owner, *(case.partner(f"Owner {number}") for number in range(3))]
        self.firm = case.partner("Firm", is_company=True)
        self.clerk = case.partner("Clerk", parent_id=self.firm.id, type="contact")
        self.prepare()

    def prepare(self):
        """Terms, a tax, a currency, a sealed journal and a non-trade account to work with."""
        case = self.case
        self.term = self.env["account.payment.term"].create(
            {
                "name": "In three",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in ((33.33, 0), (33.33, 30), (33.34, 90))
                ],
            }
        )
        self.tax = self.env["account.tax"].create(
            {"name": "Six", "amount": 6, "company_id": case.company.id}
        )
        self.currency = self.env["res.currency"].create(
            {
                "name": "FZZ",
                "symbol": "F",
                "rate_ids": [
                    Command.create({"name": "2022-01-01", "rate": 0.7}),
                    Command.create({"name": "2026-05-01", "rate": 0.9}),
                ],
            }
        )
        self.sealed = case.sales.copy({"name": "Sealed", "code": "SEAL"})
        self.sealed.restrict_mode_hash_table = True
        self.apart = case.receivable.copy({"name": "VAT to get back", "non_trade": True})
        self.prepare_corners()

    @classmethod
    def operations(cls):
        """Names to draw from; what divides and reduces charges comes more often."""
        names = sorted(name for name in dir(cls) if name.startswith("op_"))
        return [name for name in names for _time in range(OFTEN.get(name, 1))]

    # ------------------------------------------------------------------
    # Drawing
    # ------------------------------------------------------------------

    def amount(self):
        return self.random.randint(1, 50_000) / 100

    def somebody(self):
        return self.random.choice([*self.people, self.firm, self.clerk]).exists()

    def unit(self):
        return self.random.choice([self.case.flat.id, self.case.garage.id, False])

    def pick(self, states=("posted",), types=None):
        """A document of a state and type, or an empty recordset."""
        self.moves = self.moves.exists()
        fitting = self.moves.filtered(
            lambda move: move.state in states and (not types or move.move_type in types)
        )
        return self.random.choice(fitting) if fitting else fitting

    def pick_unpaid(self):
        """A receivable with something left, or an empty recordset."""
        open_lines = self.case.receivables(*self.moves.exists()).filtered(
            lambda line: line.parent_state == "posted" and line.amount_residual > 0
        )
        return self.random.choice(open_lines) if open_lines else open_lines

    def lines(self):
        """Lines of a bill: several kinds, units and periods, a discount now and then."""
        lines = []
        for _number in range(self.random.randint(1, 4)):
            start, end = self.random.choice(PERIODS)
            taxes = self.tax.ids if self.random.random() < 0.3 else []
            lines.append(
                self.case.line(
                    self.amount(), self.random.choice(KINDS), tax_ids=[Command.set(taxes)],
                    arrears_unit_id=self.unit(), arrears_period_from=start, arrears_period_to=end,
                    arrears_price_basis=self.random.choice(["2.80 a m²", False]),
                )
            )  # fmt: skip
        if self.random.random() < 0.4:
            lines.append(self.case.line(-self.amount() / 5, self.random.choice(KINDS)))
        return lines

    def keep(self, move):
        self.moves |= move
        return move

    # ------------------------------------------------------------------
    # Bills and entries
    # ------------------------------------------------------------------

    def op_invoice(self):
        values = {"partner_id": self.somebody().id, "arrears_unit_id": self.unit()}
        if self.random.random() < 0.3:
            values["invoice_payment_term_id"] = self.term.id
        else:
            values["due"] = self.random.choice(DUE_DATES)
        if self.random.random() < 0.2:
            values["currency_id"] = self.currency.id
        if self.random.random() < 0.2:
            values["journal_id"] = self.sealed.id
        self.keep(self.case.invoice(*self.lines(), **values))

    def op_branch_invoice(self):
        branch = self.case.branch
        self.keep(
            self.case.invoice(
                self.case.line(self.amount()), company_id=branch.id, arrears_unit_id=False,
                journal_id=self.case.journal("sale", branch).id, partner_id=self.somebody().id,
            )
        )  # fmt: skip

    def op_opening_entry(self):
        """An entry of several receivables: child contacts and nobody among them."""
        lines, total = [], 0
        for _number in range(self.random.randint(1, 5)):
            amount = round(self.amount(), 2)
            nobody = self.random.random() < 0.2
            more = {
                "partner_id": False if nobody else self.somebody().id,
                "arrears_kind": self.random.choice([kind or False for kind in KINDS]),
                "arrears_unit_id": self.unit(),
                "date_maturity": self.random.choice(DUE_DATES),
            }
            lines.append((self.case.receivable, amount, more))
            total += amount
        lines.append((self.case.income, -round(total, 2), {}))
        self.keep(self.case.entry(*lines))

    def op_non_trade(self):
        amount = self.amount()
        partner = {"partner_id": self.somebody().id}
        self.keep(self.case.entry((self.apart, amount, partner), (self.case.income, -amount, {})))

    def op_paid_back(self):
        """Money paid out to a customer: a debit on the receivable account."""
        amount = self.amount()
        bank = self.case.bank.default_account_id
        partner = {"partner_id": self.somebody().id}
        self.keep(self.case.entry((self.case.receivable, amount, partner), (bank, -amount, {})))

    # ------------------------------------------------------------------
    # Money
    # ------------------------------------------------------------------

    def op_pay(self, post=True):
        """Part, all or too much of a receivable, sometimes saying what it is for."""
        line = self.pick_unpaid()
        if not line:
            return
        share = self.random.choice([0.01, 0.3, 0.5, 0.5, 0.7, 1, 1.2])
        amount = max(round(line.amount_residual * share, 2), 0.01)
        said = {}
        charges = self.case.charges(line.move_id)
        if charges and self.random.random() < 0.4:
            charge = self.random.choice(charges)
            said = {
                "arrears_kind": charge.kind, "arrears_unit_id": charge.unit_id.id,
                "arrears_period_from": charge.period_from, "arrears_period_to": charge.period_to,
            }  # fmt: skip
        payment = self.case.money(amount, line.partner_id, post=post, **said)
        self.keep(payment)
        self.match(line, self.case.receivables(payment))

    def match(self, debt, credit):
        """Reconcile the two, unless the money is a deposit and the debt is none."""
        partials = self.case.env["account.partial.reconcile"]
        if not partials._arrears_is_deposit(credit) or partials._arrears_may_meet(credit, debt):
            (debt | credit).reconcile()

    def op_pay_with_draft(self):
        self.op_pay(post=False)

    def op_pay_by_wizard(self):
        """Odoo's own payment, in the currency of the invoice, perhaps with a write-off."""
        move = self.pick(types=("out_invoice",))
        if not move or move.amount_residual <= 0:
            return
        values = {"payment_date": "2026-05-05"}
        if self.random.random() < 0.4:
            values["amount"] = round(move.amount_residual * 0.9, 2)
            values["payment_difference_handling"] = self.random.choice(["open", "reconcile"])
            values["writeoff_account_id"] = self.case.income.id
        payments = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(values)
            ._create_payments()
        )
        self.keep(payments.move_id)

    def op_unapplied_money(self):
        nobody = self.env["res.partner"]
        partner = nobody if self.random.random() < 0.3 else self.somebody()
        self.keep(self.case.money(self.amount(), partner))

    def op_credit_note(self):
        """A credit note over some lines of an invoice, or over something else, reconciled."""
        line = self.pick_unpaid()
        if (
            not line
            or line.move_id.move_type != "out_invoice"
            or line.company_id != self.case.company
        ):
            return
        values = {"partner_id": line.partner_id.id, "arrears_unit_id": self.unit()}
        lines = self.lines()
        charges = self.case.charges(line.move_id)
        if charges and self.random.random() < 0.5:
            charge = self.random.choice(charges)
            lines = [
                self.case.line(
                    max(round(charge.amount_original / 2, 2), 0.01), arrears_kind=charge.kind,
                    arrears_unit_id=charge.unit_id.id, arrears_period_from=charge.period_from,
                    arrears_period_to=charge.period_to,
                )
            ]  # fmt: skip
            values["arrears_unit_id"] = charge.unit_id.id
        note = self.keep(self.case.credit_note(*lines, **values))
        (line | self.case.receivables(note)).reconcile()

    def op_reverse(self):
        move = self.pick(types=("out_invoice",))
        if move:
            wizard = self.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=move.ids
            )
            values = {"journal_id": move.journal_id.id, "date": "2026-06-01"}
            self.keep(self.env["account.move"].browse(
                wizard.create(values).refund_moves().get("res_id")
            ))  # fmt: skip

    def op_unreconcile(self):
        lines = self.case.receivables(*self.moves.exists()).filtered(
            lambda line: line.matched_debit_ids or line.matched_credit_ids
        )
        if lines:
            self.random.choice(lines).remove_move_reconcile()

    # ------------------------------------------------------------------
    # Second thoughts
    # ------------------------------------------------------------------

    def op_to_draft(self):
        move = self.pick()
        if move:
            move.button_draft()

    def op_post_draft(self):
        move = self.pick(states=("draft",))
        if move:
            move.action_post()

    def op_edit_draft(self):
        move = self.pick(states=("draft",), types=("out_invoice",))
        if move and move.company_id == self.case.company:
            move.invoice_line_ids = [Command.clear(), *self.lines()]
            move.action_post()

    def op_cancel(self):
        move = self.pick(states=("draft", "posted"))
        if move:
            move.button_cancel()

    def op_delete(self):
        move = self.pick(states=("draft", "cancel", "posted"))
        if move:
            move.with_context(force_delete=True).unlink()

    def op_due_date(self):
        line = self.pick_unpaid()
        if line:
            line.date_maturity = self.random.choice(DUE_DATES)

    def op_unit(self):
        move = self.pick()
        if move and move.company_id == self.case.company:
            move.arrears_unit_id = self.unit()

    def op_merge_partners(self):
        alive = [partner for partner in self.people if partner.exists()]
        if len(alive) > 2:
            source, target = self.random.sample(alive, 2)
            wizard = self.env["base.partner.merge.automatic.wizard"]
            wizard._merge((source | target).ids, target)
            self.people.remove(source)

    def op_product_kind(self):
        """A kind changes; the night has to go over everything."""
        self.case.products[None].arrears_kind = self.random.choice(["deposit", "cost", False])
        self.case.rebuild_all()
