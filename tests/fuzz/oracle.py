"""What the charges should be, worked out line by line in Python with ``engine.allocation``.

Slow and obvious on purpose: it reads records one at a time through Odoo and shares no SQL with
the addon, so that a mistake in the statement cannot hide here too.
"""

from datetime import date
from decimal import Decimal

from ...engine.allocation import (
    ChargeBalance,
    net_of_reductions,
    settle,
    waterfall_order,
)
from ...engine.money import (
    decimal_amount,
    decimal_of,
    minor_units,
    spread,
)

INVOICES = ("out_invoice", "out_receipt")


def expected_charges(company):
    """``{(receivable line id, unit id, from, to, kind): (debtor id, settlement, price basis)}``.

    Amounts of the settlement are minor units; charges of nothing are left out.
    """
    lines = company.env["account.move.line"].search(
        [
            ("company_id", "=", company.id),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False),
            ("balance", ">", 0),
        ]
    )
    expected = {}
    for line in lines:
        debtor = line.partner_id.commercial_partner_id.id
        bases = bases_of_line(line, company)
        for key, settlement in charges_of_line(line).items():
            if settlement.original:
                expected[(line.id, *key)] = (debtor, settlement, bases[key])
    return expected


def found_charges(company):
    """The same from the table."""
    digits = company.currency_id.decimal_places
    charges = company.env["arrears.charge"].search(
        [("company_id", "=", company.id), ("state", "!=", "gone")]
    )
    found = {}
    for charge in charges:
        key = (
            charge.line_id.id, charge.unit_id.id, charge.period_from, charge.period_to, charge.kind,
        )  # fmt: skip
        amounts = tuple(
            minor_units(charge[f"amount_{name}"], digits)
            for name in ("original", "credited", "allocated", "remaining")
        )
        assert key not in found, f"two charges for {key}"
        found[key] = (charge.debtor_id.id, amounts, charge.price_basis or None)
    return found


def charges_of_line(line):
    """Settlements of one receivable line by (unit id, from, to, kind)."""
    digits = line.company_id.currency_id.decimal_places
    original = minor_units(line.balance, digits)
    parts = shares_of(line, original)
    balances = [balance(key, part, line) for key, part in parts.items()]
    remaining = min(max(minor_units(line.amount_residual, digits), 0), original)
    credited, credit_notes, payments = reductions_of(line, digits)
    settled = settle(
        balances,
        remaining,
        credited=min(credited, original - remaining),
        credit_designations=[(sortable(key), amount) for key, amount in credit_notes],
        payment_designations=[(sortable(key), amount) for key, amount in payments],
    )
    return {key: settled[sortable(key)] for key in parts}


def shares_of(line, original):
    """How the line's balance divides into charges: ``{(unit, from, to, kind): minor units}``."""
    move = line.move_id
    if move.move_type not in INVOICES:
        return {fields_of(line, line.arrears_kind or "unclassified"): original}
    groups = bill_groups(move)
    balances = [balance(key, amount, line) for key, amount in groups.items()]
    near = {sortable(key): key[:3] for key in groups}
    net = net_of_reductions(balances, near)
    keys = {sortable(key): key for key in groups}
    ordered = [b.key for b in sorted(balances, key=waterfall_order) if net[b.key] > 0]
    if not ordered:
        header = (move.arrears_unit_id.id, move.arrears_period_from, move.arrears_period_to)
        return {(*header, "unclassified"): original}
    divided = spread(original, [net[key] for key in ordered])
    return {keys[key]: part for key, part in zip(ordered, divided, strict=True)}


def bill_groups(move):
    """Sums of a bill's lines by (unit, from, to, kind), in ten-thousandths of its currency."""
    groups = {}
    for line in move.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
        key = fields_of(line, kind_of(line))
        groups[key] = groups.get(key, 0) + minor_units(line.price_total, 4)
    return groups


def bases_of_line(line, company):
    """What entitles to each charge of a receivable line: ``{(unit, from, to, kind): text}``."""
    move = line.move_id
    given = company.env["arrears.price.basis"].search(
        [("company_id", "=", company.id), ("state", "=", "signed")]
    )
    header = (move.arrears_unit_id.id, move.arrears_period_from, move.arrears_period_to)
    if move.move_type not in INVOICES:
        key = fields_of(line, line.arrears_kind or "unclassified")
        nothing = line.env["product.product"]
        return {key: basis_of(line, key, nothing, given, line.date_maturity or line.date)}
    said = {}
    for bill_line in move.invoice_line_ids.filtered(lambda one: one.display_type == "product"):
        key = fields_of(bill_line, kind_of(bill_line))
        day = move.invoice_date or move.date
        text = basis_of(bill_line, key, bill_line.product_id, given, day)
        if bill_line.price_total > 0:
            said.setdefault(key, set()).add(text)
    bases = {
        key: None if None in texts else "; ".join(sorted(texts)) for key, texts in said.items()
    }
    return {(*header, "unclassified"): None, **bases}


def basis_of(line, key, product, given, day):
    """The basis of one line: its own words, else the nearest that was signed."""
    if line.arrears_price_basis:
        return line.arrears_price_basis
    unit, period_from, period_to, kind = key
    estate = line.env["arrears.unit"].browse(unit or []).estate_id
    day = period_from or period_to or day
    ranked = []
    for basis in given:
        steps = steps_to(basis, product, kind)
        in_time = basis.date_from <= day and (not basis.date_to or day <= basis.date_to)
        if steps is not None and in_time and (not basis.estate_id or basis.estate_id == estate):
            ranked.append((steps, not basis.estate_id, basis.id, basis.text))
    return min(ranked)[-1] if ranked else None


def steps_to(basis, product, kind):
    """How far away a basis stands: 0 the product, then its categories upwards, last the kind."""
    if basis.product_id:
        return 0 if basis.product_id == product else None
    if basis.kind:
        return 1000 if basis.kind == kind else None
    category, steps = product.categ_id, 1
    while category and category != basis.category_id:
        category, steps = category.parent_id, steps + 1
    return steps if category else None


def reductions_of(line, digits):
    """What reduced a line: credited total, designations of credit notes, and of payments."""
    credited, credit_notes, payments = 0, [], []
    for partial in line.matched_credit_ids:
        amount = minor_units(partial.amount, digits)
        credit = partial.credit_move_id
        if credit.move_type == "out_refund":
            credited += amount
            for key, part in note_groups(credit.move_id, digits).items():
                credit_notes.append((key, min(amount, part)))
        elif credit.arrears_kind:
            payments.append((fields_of(credit, credit.arrears_kind), amount))
    return credited, credit_notes, payments


def note_groups(note, digits):
    """What a credit note is for, in the company's currency at the note's own rate."""
    rate = Decimal(1)
    if note.amount_total:
        rate = abs(decimal_of(note.amount_total_signed)) / abs(decimal_of(note.amount_total))
    groups = {
        key: minor_units(decimal_amount(part, 4) * rate, digits)
        for key, part in bill_groups(note).items()
    }
    return {key: part for key, part in groups.items() if part > 0}


def fields_of(line, kind):
    """(unit id, from, to, kind) of a line, its header filling in."""
    source = line if line.arrears_period_from or line.arrears_period_to else line.move_id
    unit = line.arrears_unit_id or line.move_id.arrears_unit_id
    return (unit.id, source.arrears_period_from, source.arrears_period_to, kind)


def kind_of(line):
    """Kind of an invoice line: its own, its product's, the nearest category's."""
    if line.arrears_kind or line.product_id.arrears_kind:
        return line.arrears_kind or line.product_id.arrears_kind
    category = line.product_id.categ_id
    while category and not category.arrears_kind:
        category = category.parent_id
    return category.arrears_kind or "unclassified"


def sortable(key):
    """The key as the engine sorts it: unknown dates last, no unit first."""
    unit, period_from, period_to, kind = key
    return (unit or 0, period_to or date.max, kind, period_from or date.max)


def balance(key, amount, line):
    return ChargeBalance(
        key=sortable(key),
        kind=key[3],
        due_date=line.date_maturity or line.date,
        period_from=key[1] or None,
        original=amount,
    )
