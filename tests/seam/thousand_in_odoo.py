"""The scene of the kill test of the thousand, built inside Odoo's shell; see conftest.py.

A thousand flats with a bill and a mandate each wait in one approved batch. Some have paid
meanwhile, at the counter or by transfer; some have promised to. Twenty others were collected by an
earlier batch of another channel, for which the bank now takes money back. Of the scheduled actions
only the one that books answers is active: nothing else may move the books.
"""

import base64
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import SQL
from scene_in_odoo import (
    GROUP,
    PASSWORD,
    bill_values,
    make_batch,
    make_channel,
    make_company,
    make_ground,
    make_mandate,
    make_people,
    pay,
)

THOUSAND, EARLIER = 1_000, 20
RETURNING = "seam_returns"
# Places in the batch, from 1: the bank collects all of them.
AT_THE_COUNTER = (101, 301, 501)
PAID_WHOLE = (102, 302, 502, 702)
PAID_HALF = (103, 303, 503)
PROMISED = tuple(range(50, THOUSAND, 100))


def build(env):
    """All of it; returns what the test needs to know."""
    company = make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    company = company.with_env(env)
    people = make_people(env, company)
    cashier = make_cashier(env, company)
    estate, product, _fee = make_ground(env, company, people)
    thousand, earlier = (make_channel(env, company, code) for code in ("seam_ccb", "seam_web"))
    thousand.silence = "waiting"
    earlier.write({"exchange": "folder", "code": RETURNING, "profile": RETURNING})
    flats = make_flats(env, company, estate, THOUSAND + EARLIER)
    bills = make_bills(env, flats, product)
    make_mandates(env, earlier, flats[:EARLIER])
    make_mandates(env, thousand, flats[EARLIER:])
    env.cr.commit()
    collected = collect_earlier(env, people, earlier)
    batch = make_batch(env, people, thousand)
    assert len(batch.line_ids) == THOUSAND, len(batch.line_ids)
    pay_meanwhile(env, company, cashier, batch, bills)
    promise(env, batch)
    env.flush_all()
    booking = leave_one_cron(env)
    setup = env["arrears.sidecar.setup"].create(
        {"login": "seam-sidecar", "company_ids": [Command.set(company.ids)]}
    )
    env.flush_all()
    env.cr.execute("ANALYZE")
    return {
        "key": setup._make_key(),
        "login": "seam-sidecar",
        "password": PASSWORD,
        "company_id": company.id,
        "today": company._arrears_today().isoformat(),
        "batch": batch.name,
        "collected": collected,
        "cron": booking.id,
        "judge": env.ref("property_arrears.cron_arrears_promise").id,
    }


def make_cashier(env, company):
    """Somebody at the counter, with a drawer."""
    drawer = env["account.journal"].create(
        {"name": "Drawer", "code": "DRAW", "type": "cash", "company_id": company.id}
    )
    env["arrears.payment.method"].create(
        {"name": "Cash", "way": "cash", "company_id": company.id, "journal_id": drawer.id,
         "account_id": drawer.default_account_id.id}
    )  # fmt: skip
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "cashier",
                "login": "seam-cashier",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([env.ref(f"{GROUP}cashier").id])],
            }
        )
    )


def make_flats(env, company, estate, count):
    """Flats and their owners, as pairs."""
    numbers = range(1, count + 1)
    units = env["arrears.unit"].create(
        [{"estate_id": estate.id, "number": f"{number:04d}"} for number in numbers]
    )
    owners = env["res.partner"].create(
        [{"name": f"业主{number:04d}", "company_id": company.id} for number in numbers]
    )
    env["arrears.ownership"].create(
        [
            {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01", "role": "owner"}
            for unit, owner in zip(units, owners, strict=True)
        ]
    )
    return list(zip(units, owners, strict=True))


def make_bills(env, flats, product):
    """A posted bill of every owner, each of another amount, by the id of the owner."""
    due = env.company._arrears_today() - timedelta(days=40)
    bills = env["account.move"].create(
        [
            bill_values(unit, owner, product, 100 + number / 100, due)
            for number, (unit, owner) in enumerate(flats)
        ]
    )
    bills.action_post()
    return {bill.partner_id.id: bill for bill in bills}


def make_mandates(env, channel, flats):
    """An active mandate for every flat: the first is made by Odoo, the others are copies of it."""
    unit, owner = flats[0]
    mandate = make_mandate(env, channel, unit, owner, "7890")
    env.flush_all()
    columns = env.execute_query(
        SQL("SELECT column_name FROM information_schema.columns WHERE is_generated = 'NEVER'"
            " AND table_name = 'arrears_mandate' AND column_name != 'id'")
    )  # fmt: skip
    own = {"debtor_id": "o.id", "holder_name": "o.name", "name": "'M' || t.id || '-' || o.id"}
    values = {name: SQL(own.get(name, f't."{name}"')) for (name,) in columns}
    env.execute_query(
        SQL(
            """
            WITH owners AS (SELECT o.id, o.name, w.unit FROM unnest(%s, %s) w (owner, unit)
                              JOIN res_partner o ON o.id = w.owner),
                 made AS (INSERT INTO arrears_mandate (%s)
                          SELECT %s FROM arrears_mandate t, owners o WHERE t.id = %s
                          RETURNING id, debtor_id)
            INSERT INTO arrears_mandate_unit_rel (arrears_mandate_id, arrears_unit_id)
            SELECT made.id, o.unit FROM made JOIN owners o ON o.id = made.debtor_id RETURNING 1
            """,
            [owner.id for _unit, owner in flats[1:]],
            [unit.id for unit, _owner in flats[1:]],
            SQL(", ").join(SQL.identifier(name) for name in values),
            SQL(", ").join(values.values()),
            mandate.id,
        )
    )
    env.invalidate_all()


def collect_earlier(env, people, channel):
    """An earlier batch that was exported, answered with success and booked.

    :return: its references and amounts in minor units
    """
    batch = make_batch(env, people, channel)
    assert len(batch.line_ids) == EARLIER, len(batch.line_ids)
    batch._mark_exported()
    yesterday = env.company._arrears_today() - timedelta(days=1)
    lines = [(line.reference, round(line.amount * 100)) for line in batch.line_ids]
    rows = [
        {"line": number, "reference": reference, "outcome": "success", "offered": amount,
         "settled": amount, "value_date": yesterday.isoformat(), "code": "", "text": "", "raw": ""}
        for number, (reference, amount) in enumerate(lines, start=1)
    ]  # fmt: skip
    content = base64.b64encode(batch.name.encode()).decode()
    file = env["arrears.bank.file"]._receive(channel, f"{batch.name}_R1.txt", content)
    file._stage(rows)
    total = sum(amount for _reference, amount in lines)
    verdict = file._seal(len(rows), total, total, batch.name)
    assert verdict["state"] == "sealed", verdict
    file._book_in_chunks()
    assert file.state == "booked" and batch.state == "closed", (file.state, batch.state)
    return lines


def pay_meanwhile(env, company, cashier, batch, bills):
    """Money that came in after the batch was approved."""
    env.cr.commit()
    today = company._arrears_today()
    by_place = {line.sequence: bills[line.debtor_id.id] for line in batch.line_ids}
    for place in PAID_WHOLE:
        pay(env, company, by_place[place], today)
    for place in PAID_HALF:
        pay(env, company, by_place[place], today, share=0.5)
    at_counter = env(user=cashier.id)
    for place in AT_THE_COUNTER:
        form = Form(at_counter["arrears.receipt"], "property_arrears.view_arrears_receipt_form")
        form.unit_id = by_place[place].arrears_unit_id
        form.amount = by_place[place].amount_total
        form.save().action_confirm()
        env.cr.commit()


def promise(env, batch):
    """Some have promised to pay all of it within a week."""
    today = env.company._arrears_today()
    debtors = [line.debtor_id.id for line in batch.line_ids if line.sequence in PROMISED]
    cases = env["arrears.case"].search([("debtor_id", "in", debtors)])
    assert len(cases) == len(PROMISED), len(cases)
    env["arrears.hold"].create(
        [{"case_id": case.id, "type": "promise", "date_from": today,
          "date_until": today + timedelta(days=7)} for case in cases]
    )  # fmt: skip


def leave_one_cron(env):
    """Only answers are booked by the clock, and only when they are there: the next regular turn
    is a day away, so that after an accident nothing but what was asked for starts the job."""
    booking = env.ref("property_arrears.cron_book_sealed_files")
    env["ir.cron"].search([("id", "!=", booking.id)]).active = False
    env["ir.cron.trigger"].search([]).unlink()
    booking.nextcall += timedelta(days=1)
    return booking
