"""Piped into Odoo's shell after a turn of the demonstration: the rates, reckoned twice.

Says one line of JSON: figures of the report and of the journal items, in cents.
"""

import json
import os

from odoo.addons.property_arrears.engine.money import minor_units
from odoo.addons.property_arrears.tests.rate_oracle import Book

NAMES = ("due", "paid", "written_off", "remaining", "year_due", "year_paid", "opening",
         "recovered", "old_written_off", "old_remaining", "cash", "prepaid")  # fmt: skip


def both(company):
    """``(figures of the report, figures of the journal items)``"""
    today = company._arrears_today()
    report = company.env["arrears.rate.report"]._make(company, today)
    units = company.env["arrears.unit"].search([("company_id", "=", company.id)])
    estates = {unit.id: unit.estate_id.id for unit in units}
    reckoned = Book(company).rates(today, today.year, estates).values()
    return (
        {name: minor_units(report[name]) for name in NAMES},
        {name: sum(found[name] for found in reckoned) for name in NAMES},
    )


firm = env.ref("__arrears_demo__.estate_YX").company_id  # noqa: F821 (the shell's own)
os.write(1, f"demo: {json.dumps(both(firm))}\n".encode())
