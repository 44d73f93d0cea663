"""Bills of one estate for one period: one document a payer, one line a unit and kind."""

from odoo.fields import Command

from ..engine.money import amount


def bill(books, estate, seasons):
    """Create and post the bills of an estate for some periods, as a billing run does.

    What has a bill for a period already gets no other.

    :param seasons: list of ``Season``
    :return: the posted ``account.move`` records
    """
    # As the accountant's own work; sudo, since he may not read every estate yet.
    runs = books.company.env["arrears.billing.run"].with_user(estate.billing_user_id).sudo()
    bills = books.company.env["account.move"]
    for season in seasons:
        run = runs.create(
            {
                "estate_id": estate.id,
                "date_from": season.first,
                "date_to": season.last,
                "invoice_date": season.issued,
                "due_date": max(season.due, season.issued),
            }
        )
        bills |= run._bill_now()
        if run.failed_count:
            raise ValueError(run.omitted_line_ids.filtered(lambda line: line.state == "failed"))
    return bills


def _posted(books, values):
    moves = books.company.env["account.move"].create(values)
    if moves:
        moves._post(soft=False)
    return moves


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
