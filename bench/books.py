"""Large books inside Odoo: one bill made by Odoo, copied by SQL as often as it takes.

A bill has a service fee and, one in five, water; each debtor has one unit and ``bills`` open
bills, due on different days of the months before ``LAST_DUE``. ``check`` compares the copies'
charges with those of a bill made by Odoo.
"""

from datetime import date

from odoo import Command
from odoo.tools import SQL

LAST_DUE = date(2026, 8, 31)
FEE, WATER = 300, 20


def company(env):
    """The first company with a generic chart, an estate and the two products."""
    company = env.company
    company.country_id = env.ref("base.cn")
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    estate = env["arrears.estate"].create({"name": "Bench", "code": "BENCH"})
    income = env["account.account"].search(
        [("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=1
    )
    kinds = ("principal", "pass_through")
    products = env["product.product"].create(
        [
            {"name": kind, "type": "service", "arrears_kind": kind, "taxes_id": [Command.clear()],
             "property_account_income_id": income.id}
            for kind in kinds
        ]
    )  # fmt: skip
    return estate, products


def bill(env, partner, unit, products, due, water):
    """One posted bill made by Odoo itself."""
    prices = (FEE, WATER) if water else (FEE,)
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": due,
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "arrears_unit_id": unit.id,
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "price_unit": price,
                                "arrears_price_basis": "Clause 3", "tax_ids": [Command.clear()]})
                for product, price in zip(products, prices, strict=False)
            ],
        }
    )  # fmt: skip
    move.action_post()
    return move


def make(env, debtors=20_000, bills=5):
    """Books of ``debtors`` × ``bills`` open receivables; committed and analysed.

    :return: ids of the two bills that were copied, without water and with it
    """
    estate, products = company(env)
    partner = env["res.partner"].create({"name": "Owner 0"})
    unit = env["arrears.unit"].create({"estate_id": estate.id, "number": "0", "area": 90})
    models = [bill(env, partner, unit, products, LAST_DUE, water) for water in (False, True)]
    env.flush_all()
    env.cr.precommit.data.clear()
    _copy(env, "res_partner", partner, debtors, "name = 'Owner ' || n")
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Owner %'")
    _copy(
        env, "arrears_unit", unit, debtors, "number = n::text, name = n::text, sort_key = n::text"
    )
    _bills(env, models, debtors, bills)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all(flush=False)
    return models


def _columns(env, table):
    found = env.execute_query(
        SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND is_generated = 'NEVER'", table)
    )  # fmt: skip
    return [name for (name,) in found if name != "id"]


def _copy(env, table, record, count, changes):
    """Copies of a row, numbered ``n``; ``changes`` as in UPDATE."""
    told = dict(part.split(" = ", 1) for part in changes.split(", "))
    names = _columns(env, table)
    values = ", ".join(told.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t,"
        f" generate_series(1, {count}) n WHERE t.id = {record.id}"
    )


def _bills(env, models, debtors, bills):
    """Copies of the model bills and their lines; one in five has water."""
    plain, water = models
    env.cr.execute(
        """
        CREATE TEMP TABLE wanted AS
        SELECT owner.id AS partner_id, unit.id AS unit_id,
               CASE WHEN (owner.n + number) %% 5 = 0 THEN %(water)s ELSE %(plain)s END AS model_id,
               (%(last)s::date - (owner.n %% 90)::int - 91 * (number - 1))::date AS due,
               nextval('account_move_id_seq')::int AS move_id
          FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM res_partner
                 WHERE name LIKE 'Owner %%' AND name <> 'Owner 0') owner
          JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM arrears_unit
                 WHERE number <> '0') unit ON unit.n = owner.n
    CROSS JOIN generate_series(1, %(bills)s) number
        """,
        {"plain": plain.id, "water": water.id, "last": LAST_DUE, "bills": bills},
    )
    move = {"id": "w.move_id", "partner_id": "w.partner_id", "commercial_partner_id":
            "w.partner_id", "partner_shipping_id": "w.partner_id", "arrears_unit_id": "w.unit_id",
            "invoice_date": "w.due", "date": "w.due", "invoice_date_due": "w.due",
            "name": "'BENCH/' || w.move_id", "sequence_number": "w.move_id",
            "payment_reference": "'BENCH/' || w.move_id", "access_token": "NULL"}  # fmt: skip
    line = {"move_id": "w.move_id", "partner_id": "w.partner_id", "date": "w.due",
            "invoice_date": "w.due", "move_name": "'BENCH/' || w.move_id", "date_maturity":
            "CASE WHEN t.date_maturity IS NOT NULL THEN w.due END"}  # fmt: skip
    _insert(env, "account_move", move, "t.id = w.model_id")
    _insert(env, "account_move_line", line, "t.move_id = w.model_id")


def _insert(env, table, told, match):
    names = _columns(env, table) + (["id"] if "id" in told else [])
    values = ", ".join(told.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t JOIN wanted w ON {match}"
    )


def check(env, models):
    """Charges of copies look like those of the bills made by Odoo; raises ``AssertionError``."""
    Charge = env["arrears.charge"]
    for model in models:
        example = Charge.search([("move_id", "=", model.id)])
        count = len(model.invoice_line_ids)
        copy = env["account.move"].search(
            [
                ("id", "not in", [one.id for one in models]),
                ("amount_total", "=", model.amount_total),
                ("move_type", "=", "out_invoice"),
            ],
            limit=1,
        )
        copied = Charge.search([("move_id", "=", copy.id)])
        assert len(copied) == len(example) == count, (len(copied), len(example), count)
        same = ("kind", "amount_original", "amount_remaining", "price_basis", "state", "estate_id")
        for one, other in zip(example.sorted("kind"), copied.sorted("kind"), strict=True):
            for name in same:
                assert one[name] == other[name], (name, one[name], other[name])
            assert other.unit_id == copy.arrears_unit_id and other.debtor_id == copy.partner_id
