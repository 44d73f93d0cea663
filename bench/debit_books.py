"""A bank channel, mandates and a bank that answers, on the large books of ``bench.books``.

Each owner has one bill. Batches are selected, approved, exported, and their answers staged and
sealed by the ways that people and the sidecar use; mandates are copies of one made by Odoo.
"""

import base64
import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

DAY = date(2026, 9, 15)
PAGE = 1_000  # as the sidecar sends rows

# Of a thousand results: outcomes that are no success. What is collected in part is half; of the
# successes some met a bill that was paid meanwhile, wholly or half.
OTHERS = {
    "partial": 10, "funds": 40, "limit": 5, "account": 5, "mandate": 5, "refused": 3,
    "deceased": 1, "duplicate": 3, "technical": 5, "unknown": 3,
}  # fmt: skip
PAID_WHOLE, PAID_HALF = 5, 5
# Every so many-th owner has promised to pay after the file had left.
PROMISED = 50


@dataclass(frozen=True)
class Bill:
    """A posted invoice: ids of it, its receivable and debtor, and minor units."""

    id: int
    receivable: int
    partner: int
    unit: int
    amount: int


def outcomes():
    """What the bank says of a thousand instructions, the rare among the frequent."""
    told = [outcome for outcome, count in OTHERS.items() for _time in range(count)]
    told += ["success"] * (1_000 - len(told))
    # 389 has no divisor in common with 1,000: every place is met once.
    return [told[number * 389 % 1_000] for number in range(1_000)]


class Books:
    """Bills that wait for one of the sides, and what pays them."""

    def __init__(self, env, bills):
        from bench import books
        from bench.bank_lines import account_key

        account_key()
        env = self.env = env(context={**env.context, "arrears_today": DAY})
        models = books.make(env, bills, bills=1)
        self.company = env.company
        self.bank, self.other = self._journals()
        self.clearing = self._clearing()
        self.receivable = models[0].partner_id.property_account_receivable_id
        self.treasurers = self._people()
        env["arrears.refresh"]._build_all()
        env.cr.commit()
        books.check(env, models)
        self.bills = self._read_bills()
        env.cr.execute("ANALYZE")
        env.cr.commit()

    def _journals(self):
        """One for debits and entries, one for payments, which are booked on an account of their
        own: without one Odoo's payments make no entry."""
        bank, other = self.env["account.journal"].create(
            [{"name": name, "code": name, "type": "bank"} for name in ("DEBIT", "OTHER")]
        )
        transit = self.env["account.account"].create(
            {"name": "Payments under way", "code": "109902", "account_type": "asset_current",
             "reconcile": True}
        )  # fmt: skip
        other.inbound_payment_method_line_ids.payment_account_id = transit
        return bank, other

    def _clearing(self):
        return self.env["account.account"].create(
            {"name": "Debits under way", "code": "109901", "account_type": "asset_current",
             "reconcile": True}
        )  # fmt: skip

    def _people(self):
        """Two treasurers, and a collector for the tasks."""
        users = self.env["res.users"].with_context(no_reset_password=True).create(
            [{"name": name, "login": name,
              "group_ids": [(6, 0, self.env.ref(f"property_arrears.group_{group}").ids)]}
             for name, group in (("first", "treasurer"), ("second", "treasurer"),
                                 ("collector", "collector"))]
        )  # fmt: skip
        self.env["arrears.estate"].search([("code", "=", "BENCH")]).write(
            {"collector_ids": [(4, users[2].id)], "default_collector_id": users[2].id}
        )
        return users[:2]

    def _read_bills(self):
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT move.id, line.id, move.partner_id, move.arrears_unit_id,
                   (line.balance * 100)::integer
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
                   AND line.display_type = 'payment_term'
             WHERE move.name LIKE 'BENCH/%%' AND move.company_id = %s ORDER BY move.id
            """,
            (self.company.id,),
        )
        return [Bill(*row) for row in self.env.cr.fetchall()]

    def take(self, count):
        """Bills that nobody else gets."""
        taken, self.bills = self.bills[:count], self.bills[count:]
        assert len(taken) == count, f"{count} bills wanted, {len(taken)} left"
        return taken

    # What pays bills without us

    def entry(self, env, pairs):
        """The bare entry: items, post, reconcile in bulk.

        :param pairs: (bill, minor units)
        """
        total = sum(part for _bill, part in pairs)
        item = {"currency_id": self.company.currency_id.id}
        whole = {**item, "account_id": self.clearing.id, "balance": total / 100}
        credits = [
            {**item, "account_id": self.receivable.id, "partner_id": bill.partner,
             "name": "Debit", "balance": -part / 100}
            for bill, part in pairs
        ]  # fmt: skip
        items = env["account.move.line"].with_context(skip_invoice_sync=True)
        move = env["account.move"].with_context(
            skip_invoice_sync=True, mail_create_nolog=True
        ).create(
            {"move_type": "entry", "journal_id": self.bank.id, "date": DAY,
             "line_ids": [(0, 0, one) for one in (whole, *credits)]}
        )  # fmt: skip
        move._post(soft=False)
        items._reconcile_plan(
            [credit | items.browse(bill.receivable)
             for credit, (bill, _part) in zip(move.line_ids.sorted("id")[1:], pairs, strict=True)]
        )  # fmt: skip

    def register(self, env, bills):
        """Odoo's wizard over selected invoices, one payment each."""
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[bill.id for bill in bills]
        ).create(
            {"payment_date": DAY, "journal_id": self.other.id, "group_payment": False}
        ).action_create_payments()  # fmt: skip

    def check_paid(self, bare, by_wizard):
        """Residuals are what they should be; raises ``AssertionError``."""
        wanted = {bill.receivable: bill.amount - part for bill, part in bare.items()}
        wanted |= dict.fromkeys(by_wizard, 0)
        found = self._residuals(wanted)
        assert found == wanted, [(one, wanted[one]) for one in wanted if found[one] != wanted[one]]
        self.env.cr.execute("SELECT COUNT(*) FROM account_payment WHERE move_id IS NULL")
        assert self.env.cr.fetchone() == (0,), "payments without an entry"

    def _residuals(self, receivables):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, (amount_residual * 100)::integer FROM account_move_line WHERE id = ANY(%s)",
            (list(receivables),),
        )
        return dict(self.env.cr.fetchall())

    # The bank

    def answer(self, size):
        """A batch of so many instructions that went out, and its sealed answer."""
        channel = self._channel(size)
        self._mandates(channel, bills := self.take(size))
        first, second = self.treasurers
        batch = self.env["arrears.debit.batch"].with_user(first).create({"channel_id": channel.id})
        batch.action_collect_lines()
        batch.with_user(second).action_approve()
        batch = batch.with_env(self.env)
        assert len(batch.line_ids) == size, (len(batch.line_ids), size)
        self._export(batch)
        answer = Answer(self, batch, bills)
        self.env.cr.commit()
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        self.env.invalidate_all()
        return answer

    def _channel(self, size):
        return self.env["arrears.bank.channel"].create(
            {"name": f"Bank {size}", "code": f"bank_{size}", "profile": "ccb_batch",
             "journal_id": self.bank.id, "clearing_account_id": self.clearing.id}
        )  # fmt: skip

    def _mandates(self, channel, bills):
        """A mandate for each bill: one made by Odoo, the others copies of it."""
        from bench.books import _columns

        mandate = self.env["arrears.mandate"].create(
            {"debtor_id": bills[0].partner, "holder_name": "Holder", "channel_id": channel.id,
             "unit_ids": [(6, 0, [bills[0].unit])], "account_entry": "6227000012345678901",
             "signed_date": "2026-01-05"}
        )  # fmt: skip
        mandate.action_activate()
        self.env.flush_all()
        names = _columns(self.env, "arrears_mandate")
        told = {"debtor_id": "w.partner", "name": "'COPY' || w.partner"}
        self.env.cr.execute(
            f"INSERT INTO arrears_mandate ({', '.join(names)})"
            f" SELECT {', '.join(told.get(name, f't.{name}') for name in names)}"
            " FROM arrears_mandate t, unnest(%s) w (partner) WHERE t.id = %s",
            ([bill.partner for bill in bills[1:]], mandate.id),
        )
        self.env.cr.execute(
            "INSERT INTO arrears_mandate_unit_rel (arrears_mandate_id, arrears_unit_id)"
            " SELECT m.id, w.unit FROM unnest(%s, %s) w (partner, unit)"
            " JOIN arrears_mandate m ON m.debtor_id = w.partner AND m.id <> %s",
            (
                [bill.partner for bill in bills[1:]],
                [bill.unit for bill in bills[1:]],
                mandate.id,
            ),
        )
        self.env.invalidate_all()

    def _export(self, batch):
        content = batch.name.encode()
        summary = batch._seam_summary()
        batch._seam_confirm_export(
            name=f"{batch.name}.txt", sha256=hashlib.sha256(content).hexdigest(),
            row_count=summary["row_count"], total=summary["total"],
            content_base64=base64.b64encode(content).decode(),
        )  # fmt: skip


class Answer:
    """What the bank says of a batch, staged and sealed; what happened to its bills meanwhile."""

    def __init__(self, books, batch, bills):
        self.books, self.batch, self.env = books, batch, books.env
        by_partner = {bill.partner: bill for bill in bills}
        self.lines = [(line, by_partner[line.debtor_id.id]) for line in batch.line_ids]
        told = outcomes()
        self.told = [told[number % 1_000] for number in range(len(self.lines))]
        self.settled = [
            _settled(outcome, bill)
            for outcome, (_line, bill) in zip(self.told, self.lines, strict=True)
        ]
        self.money = sum(part > 0 for part in self.settled)
        self.paid = self._pay_meanwhile()
        self._promise()
        self.file = self._sealed()

    def amounts(self, bills):
        """(bill, minor units) of another side's bills for the rows with money."""
        found = [
            (bill, _settled(outcome, bill)) for outcome, bill in zip(self.told, bills, strict=True)
        ]
        return [(bill, part) for bill, part in found if part]

    def words(self):
        """How many of each outcome."""
        counts = Counter(self.told)
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
        return f"{told}; {len(self.paid)} paid meanwhile, {self.promises} promised"

    def _pay_meanwhile(self):
        """Some of those who will be debited have paid at the counter since."""
        paid, seen = {}, 0
        for outcome, (_line, bill) in zip(self.told, self.lines, strict=True):
            if outcome != "success":
                continue
            place, seen = seen % 920, seen + 1
            if place < PAID_WHOLE:
                paid[bill] = bill.amount
            elif place < PAID_WHOLE + PAID_HALF:
                paid[bill] = bill.amount // 2
        if paid:
            self.books.entry(self.env, list(paid.items()))
        return paid

    def _promise(self):
        """Every so many-th owner has promised all of it since the file left."""
        debtors = [bill.partner for _line, bill in self.lines[::PROMISED] if bill not in self.paid]
        cases = self.env["arrears.case"].search([("debtor_id", "in", debtors)])
        self.env["arrears.hold"].create(
            [{"case_id": case.id, "type": "promise", "date_from": DAY,
              "date_until": DAY + timedelta(days=7)} for case in cases]
        )  # fmt: skip
        self.promises = len(cases)

    def _sealed(self):
        rows = [
            {"line": number, "reference": line.reference, "outcome": outcome,
             "offered": bill.amount, "settled": part, "text": outcome, "code": "",
             "value_date": DAY.isoformat() if part else None,
             "raw": f"{number}|{line.reference}|{line.holder_name}|{part}"}
            for number, (outcome, (line, bill), part)
            in enumerate(zip(self.told, self.lines, self.settled, strict=True), start=1)
        ]  # fmt: skip
        content = os.urandom(64)
        file = self.env["arrears.bank.file"]._receive(
            self.batch.channel_id, f"{self.batch.name}_R.txt", base64.b64encode(content).decode()
        )
        for start in range(0, len(rows), PAGE):
            file._stage(rows[start : start + PAGE])
        verdict = file._seal(
            len(rows), sum(row["offered"] for row in rows), sum(self.settled), self.batch.name
        )
        assert verdict["state"] == "sealed", verdict
        return file

    def check(self, file):
        """Every row is booked once, with all that follows; raises ``AssertionError``."""
        env = self.env
        env.invalidate_all()
        assert file.state == "booked", (file.state, file.booking_error)
        counts = Counter(self.batch.line_ids.mapped("outcome"))
        assert counts == Counter(self.told), (counts, Counter(self.told))
        results = self.batch.line_ids.result_ids
        assert len(results) == len(self.lines)
        clearing = self.batch.move_ids.line_ids.filtered(
            lambda item: item.account_id == self.books.clearing
        )
        assert round(sum(clearing.mapped("debit")) * 100) == sum(self.settled)
        wanted = {
            bill.receivable: max(bill.amount - part - self.paid.get(bill, 0), 0)
            for part, (_line, bill) in zip(self.settled, self.lines, strict=True)
        }
        assert self.books._residuals(wanted) == wanted
        refunds = env["arrears.refund"].search_count(
            [("debtor_id", "in", [bill.partner for bill in self.paid])]
        )
        assert refunds == len(self.paid), (refunds, len(self.paid))
        kept = env["arrears.promise"].search_count([("state", "=", "kept")])
        assert kept, "no promise was kept"
        off = {line for line, *_amounts in env["arrears.charge"]._lines_off(self.books.company)}
        assert not off & wanted.keys(), "charges differ from the ledger"


def _settled(outcome, bill):
    """What the bank collected, in minor units."""
    return {"success": bill.amount, "partial": bill.amount // 2}.get(outcome, 0)
