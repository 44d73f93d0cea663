"""Collection rates reckoned anew from journal items: slow, obvious, and without our models.

It reads ``account.move.line`` and ``account.partial.reconcile`` alone (with the fields that an
invoice line carries: unit, service period, kind) and keeps one line a unit, kind and service
month. Nothing of ``arrears.charge``, of its SQL or of ``engine`` is used, so that a mistake there
cannot hide here. It knows what a small firm does: bills in the company's currency with one due
date, and stops at anything else.
"""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MONEY = ("asset_cash", "asset_current", "liability_current", "liability_credit_card")


def cents(value):
    return int((Decimal(str(value)) * 100).to_integral_value(ROUND_HALF_UP))


def half_up(value):
    """A fraction as the nearest whole number, halves up."""
    return (2 * value + 1) // 2


class Book:
    """The receivables of one company and what reduced them.

    :param company: ``res.company`` whose environment reads everything
    """

    def __init__(self, company):
        self.company = company
        items = company.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
            ]
        )
        self.debts = items.filtered(lambda item: item.balance > 0)
        partials = company.env["account.partial.reconcile"].search(
            [("debit_move_id", "in", self.debts.ids)]
        )
        self.partials = partials.grouped("debit_move_id")
        self.cells = {debt: self.cells_of(debt) for debt in self.debts}

    # ------------------------------------------------------------------
    # What a receivable is for
    # ------------------------------------------------------------------

    def cells_of(self, debt):
        """``{(kind, unit, from, to): cents}`` of one receivable."""
        move = debt.move_id
        if move.move_type != "out_invoice":
            return {self.subject(debt, debt.arrears_kind): cents(debt.balance)}
        assert len(self.debts & move.line_ids) == 1, "one due date"
        amounts = defaultdict(int)
        for line in move.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            amounts[self.subject(line, self.kind(line))] += cents(line.price_total)
        self.take_discounts(amounts)
        assert sum(amounts.values()) == cents(debt.balance), move.name
        return {subject: amount for subject, amount in amounts.items() if amount}

    def subject(self, line, kind):
        move = line.move_id
        unit = line.arrears_unit_id or move.arrears_unit_id
        first, last = line.arrears_period_from, line.arrears_period_to
        if not first and not last:
            first, last = move.arrears_period_from, move.arrears_period_to
        return (kind or "unclassified", unit.id, first, last)

    def kind(self, line):
        if line.arrears_kind or line.product_id.arrears_kind:
            return line.arrears_kind or line.product_id.arrears_kind
        category = line.product_id.categ_id
        while category and not category.arrears_kind:
            category = category.parent_id
        return category.arrears_kind

    def take_discounts(self, amounts):
        """A discount eats what it stands beside, then the rest of the bill, in due order."""
        for subject in [one for one, amount in amounts.items() if amount < 0]:
            rest, amounts[subject] = -amounts[subject], 0
            near = [one for one in amounts if one[1:] == subject[1:]]
            for group in (near, list(amounts)):
                for other in sorted(group, key=self.order):
                    taken = min(rest, max(amounts[other], 0))
                    amounts[other] -= taken
                    rest -= taken
            assert not rest

    @staticmethod
    def order(subject):
        kind, unit, first, last = subject
        return (kind != "principal", first or date.max, unit or 0, last or date.max, kind)

    # ------------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------------

    def state_on(self, debt, day):
        """``{subject: {nature: cents}}`` of one receivable by value date."""
        natures = ("paid", "transferred", "credited", "written_off", "waived")
        left = dict(self.cells[debt])
        state = {subject: dict.fromkeys(natures, 0) for subject in left}
        arrived = [one for one in self.partials.get(debt, ()) if self.day_of(one) <= day]
        for one in arrived:
            self.apply_designated(one, left, state)
        sums = defaultdict(int)
        for one in arrived:
            sums[self.nature(one)] += cents(one.amount)
        for nature in natures:
            spent = sum(found[nature] for found in state.values())
            rest = sums[nature] - spent
            for subject in sorted(left, key=self.order):
                taken = min(rest, left[subject])
                state[subject][nature] += taken
                left[subject] -= taken
                rest -= taken
            assert not rest
        for subject, found in state.items():
            found["original"], found["remaining"] = self.cells[debt][subject], left[subject]
        return state

    def apply_designated(self, partial, left, state):
        """A credit note or a payment that says what it is for reaches that first."""
        credit = partial.credit_move_id
        if credit.move_id.move_type == "out_refund":
            lines = credit.move_id.invoice_line_ids.filtered(
                lambda one: one.display_type == "product"
            )
            wishes = [(self.subject(one, self.kind(one)), cents(one.price_total)) for one in lines]
        elif credit.arrears_kind:
            wishes = [(self.subject(credit, credit.arrears_kind), cents(partial.amount))]
        else:
            return
        money = cents(partial.amount)
        for subject, wanted in wishes:
            if subject in left:
                taken = min(wanted, left[subject], money)
                left[subject] -= taken
                state[subject][self.nature(partial)] += taken
                money -= taken

    @staticmethod
    def day_of(partial):
        credit = partial.credit_move_id
        move = credit.move_id
        return (
            credit.arrears_value_date or move.arrears_value_date or move.invoice_date or move.date
        )

    @staticmethod
    def nature(partial):
        move = partial.credit_move_id.move_id
        if move.arrears_reduction:
            said = {"waiver": "waived", "write_off": "written_off", "transfer": "transferred"}
            return said[move.arrears_reduction]
        if move.move_type == "out_refund":
            return "credited"
        debits = move.line_ids.filtered(lambda line: line.balance > 0).account_id
        types = set(debits.mapped("account_type"))
        if types & set(MONEY):
            return "paid"
        if types == {"asset_receivable"}:
            return "transferred"
        assert len(types) == 1, types
        return "written_off" if types.pop().startswith("expense") else "credited"

    # ------------------------------------------------------------------
    # Rates
    # ------------------------------------------------------------------

    def months(self, day, until=None):
        """One row a service month of principal: (debt, unit, month, figures) on a day.

        :param until: only documents issued by then count; None: by ``day``
        """
        for debt in self.debts:
            if (debt.move_id.invoice_date or debt.date) > (until or day):
                continue
            for (kind, unit, first, last), found in self.state_on(debt, day).items():
                if kind == "principal":
                    assert first and last
                    yield from self.spread(debt, unit, first, last, found)

    @staticmethod
    def spread(debt, unit, first, last, found):
        """What is owed evenly over the months, money and losses from the oldest on."""
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        # A period within a month's days, or whole months: nothing else is asked here.
        assert first.day == 1 or last.day >= first.day, (first, last)
        net = found["original"] - found["credited"] - found["waived"] - found["transferred"]
        paid, lost, before = found["paid"], found["written_off"], 0
        for step in range(months):
            mark = half_up(Fraction(net * (step + 1), months))
            owed, before = mark - before, mark
            part = min(paid, owed)
            gone = min(lost, owed - part)
            paid, lost = paid - part, lost - gone
            index = first.year * 12 + first.month - 1 + step
            yield debt, unit, index, {"due": owed, "paid": part, "written_off": gone,
                                      "remaining": owed - part - gone}  # fmt: skip

    def rates(self, day, year, estates):
        """Figures in cents by estate: ``{estate id or None: {name: cents or number}}``

        :param estates: ``{unit id: estate id}``
        """
        result = defaultdict(lambda: defaultdict(int))
        units = defaultdict(lambda: [0, 0])
        eve = date(year - 1, 12, 31)
        start, this = year * 12, min(day.year * 12 + day.month - 1, year * 12 + 11)
        for _debt, unit, month, found in self.months(day):
            sums = result[estates.get(unit)]
            sums["cash"] += found["paid"]
            if month < start:
                sums["recovered"] += found["paid"]
                sums["old_written_off"] += found["written_off"]
                sums["old_remaining"] += found["remaining"]
            elif month <= this:
                for name, amount in found.items():
                    sums[name] += amount
                units[estates.get(unit), unit][0] += found["due"]
                units[estates.get(unit), unit][1] += found["remaining"] + found["written_off"]
            else:
                sums["prepaid"] += found["paid"]
            if start <= month < start + 12:
                sums["year_due"] += found["due"]
                sums["year_paid"] += found["paid"]
        for _debt, unit, month, found in self.months(eve):
            sums = result[estates.get(unit)]
            sums["cash"] -= found["paid"]
            if month < start:
                sums["recovered"] -= found["paid"]
                sums["old_written_off"] -= found["written_off"]
                sums["opening"] += found["remaining"]
        for (estate, unit), (due, still_open) in units.items():
            if unit and due > 0:
                result[estate]["units_billed"] += 1
                result[estate]["units_paid"] += not still_open
        return result
