"""Bills of one estate for one period: one document a payer, one line a unit and kind."""

from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from ..engine.money import amount

KINDS = ("principal", "pass_through")


def bill(books, estate, seasons):
    """Create and post the bills of an estate for some periods, all at once.

    Payers who have a bill for a period already get no other.

    :param seasons: list of ``Season``
    :return: the posted ``account.move`` records
    """
    return _posted(books, [draft for season in seasons for draft in _drafts(books, estate, season)])


def _posted(books, values):
    moves = books.company.env["account.move"].create(values)
    if moves:
        moves._post(soft=False)
    return moves


def _drafts(books, estate, season):
    by_payer = {}
    for unit, payer, first, last in _shares(estate, season):
        by_payer.setdefault(payer, []).append((unit, first, last))
    known = _payers_billed(books.company, estate, season)
    prices = _prices(estate, season.first)
    return [
        _document(books, estate, payer, shares, season, prices)
        for payer, shares in by_payer.items()
        if payer not in known
    ]


def _payers_billed(company, estate, season):
    """Who has a bill for this estate and period already: a second run makes nothing twice."""
    lines = company.env["account.move.line"].search(
        [
            ("company_id", "=", company.id),
            ("move_type", "=", "out_invoice"),
            ("parent_state", "!=", "cancel"),
            ("display_type", "=", "product"),
            ("arrears_unit_id.estate_id", "=", estate.id),
            ("arrears_period_from", ">=", season.first),
            ("arrears_period_to", "<=", season.last),
        ]
    )
    return lines.partner_id


def _prices(estate, day):
    """``{(unit id, kind): fee standard}`` for the estate's units."""
    standards = estate.env["arrears.fee.standard"]
    return {
        (unit_id, kind): standard
        for kind in KINDS
        for unit_id, standard in standards._for_units(estate.unit_ids, kind, day).items()
    }


def _shares(estate, season):
    """``(unit, payer, first day, last day)``; a unit that changed hands gives two."""
    units = estate.unit_ids
    at_first, at_last = units._payer_on(season.first), units._payer_on(season.last)
    for unit in units:
        first, last = at_first.get(unit.id), at_last.get(unit.id)
        if first and first == last:
            yield unit, first, season.first, season.last
        elif first and last:
            changed = max(
                holding.date_from
                for holding in unit.ownership_ids
                if holding.partner_id == last and holding.date_from <= season.last
            )
            yield unit, first, season.first, changed - relativedelta(days=1)
            yield unit, last, changed, season.last


def _document(books, estate, payer, shares, season, prices):
    lines = [
        Command.create(_line(books, unit, first, last, season, prices[unit.id, kind]))
        for unit, first, last in shares
        for kind in KINDS
        if (unit.id, kind) in prices
    ]
    values = {
        "move_type": "out_invoice",
        "company_id": books.company.id,
        "journal_id": books.journals[estate.code].id,
        "partner_id": payer.id,
        "invoice_date": season.issued,
        "invoice_date_due": season.due,
        "invoice_payment_term_id": False,
        "invoice_line_ids": lines,
        "arrears_period_from": season.first,
        "arrears_period_to": season.last,
    }
    if len(shares) == 1:
        values["arrears_unit_id"] = shares[0][0].id
    return values


def _line(books, unit, first, last, season, standard):
    quantity = _months(first, last, season)
    if standard.basis == "per_area_month":
        quantity *= Decimal(str(unit.area))
    product = standard.product_id
    account = unit.estate_id.analytic_account_id
    return {
        "product_id": product.id,
        "name": f"{product.name} {unit.name} {first:%Y-%m-%d} 至 {last:%Y-%m-%d}",
        "quantity": float(quantity.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)),
        "price_unit": standard.price,
        "tax_ids": [Command.set(product.taxes_id.ids)],
        "analytic_distribution": {str(account.id): 100},
        "arrears_unit_id": unit.id,
        "arrears_period_from": first,
        "arrears_period_to": last,
        "arrears_price_basis": standard._price_basis_text(),
    }


def _months(first, last, season):
    """Months in a share of a season, by days where it is not the whole."""
    whole = Decimal(
        (season.last.year - season.first.year) * 12 + season.last.month - season.first.month + 1
    )
    if (first, last) == (season.first, season.last):
        return whole
    return whole * ((last - first).days + 1) / ((season.last - season.first).days + 1)


def bill_single(books, unit, payer, kind, fen, season, issued, due, basis):
    """One bill of one line: a late fee, a deposit.

    :param fen: the amount, with tax where the product bears one
    :param basis: what entitles to the amount; None leaves the charge without one
    """
    product = books.products[kind]
    values = {
        "move_type": "out_invoice",
        "company_id": books.company.id,
        "journal_id": books.journals[unit.estate_id.code].id,
        "partner_id": payer.id,
        "invoice_date": issued,
        "invoice_date_due": due,
        "invoice_payment_term_id": False,
        "arrears_unit_id": unit.id,
        "arrears_period_from": season.first,
        "arrears_period_to": season.last,
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": product.id,
                    "name": f"{product.name} {unit.name}",
                    "quantity": 1,
                    "price_unit": amount(fen),
                    "tax_ids": [Command.set(product.taxes_id.ids)],
                    "analytic_distribution": {str(unit.estate_id.analytic_account_id.id): 100},
                    "arrears_price_basis": basis,
                }
            )
        ],
    }
    return _posted(books, [values])
