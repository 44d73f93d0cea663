"""The scene of the seam tests, built inside Odoo's shell (`env` is there).

A company with eleven flats: five pay by a folder channel, three by a browser channel, three have
paid, two of them in time, which earns a reward. One late fee is waived. Two batches are approved.
What the tests need to know is written as JSON to the file that ARREARS_SCENE names.
"""

import json
import os
from datetime import timedelta

from odoo.fields import Command
from scene_parts import (
    PASSWORD,
    make_batch,
    make_bill,
    make_channel,
    make_company,
    make_flat,
    make_ground,
    make_mandate,
    make_people,
    pay,
)

SUFFIXES = ["9001", "0001", "0002", "0003", "9002"]


def build(env):
    """All of it; returns what the tests need to know."""
    company = make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    company = company.with_env(env)
    people = make_people(env, company)
    estate, product, fee = make_ground(env, company, people)
    folder, browser = (make_channel(env, company, code) for code in ("seam_ccb", "seam_web"))
    make_source(env, folder)
    flats = [make_flat(env, company, estate, number) for number in range(1, 12)]
    for number, (unit, owner) in enumerate(flats[:8]):
        make_bill(env, unit, owner, product, 101 + number, days_ago=40)
        channel, suffix = (folder, SUFFIXES[number]) if number < 5 else (browser, "9100")
        make_mandate(env, channel, unit, owner, suffix)
    make_reward(env, company, estate, people, flats[8:], product)
    make_waiver(env, people, flats[7], fee)
    env.cr.flush()
    batches = [make_batch(env, people, channel) for channel in (folder, browser)]
    batches[1].with_user(people["treasurer"]).action_download()
    setup = env["arrears.sidecar.setup"].create(
        {"login": "seam-sidecar", "company_ids": [Command.set(company.ids)]}
    )
    return {
        "key": setup._make_key(),
        "second_key": setup._make_key(),
        "login": "seam-sidecar",
        "password": PASSWORD,
        "company_id": company.id,
        "today": company._arrears_today().isoformat(),
        "batches": [batch.name for batch in batches],
        "totals": [round(batch.amount_total * 100) for batch in batches],
        "channels": {channel.code: channel.id for channel in (folder, browser)},
        "cron": env.ref("property_arrears.cron_book_sealed_files").id,
    }


def make_source(env, channel):
    """The account of a channel also sends statements."""
    env["arrears.statement.source"].create(
        {
            "name": "Seam account",
            "code": "seam-main",
            "company_id": channel.company_id.id,
            "journal_id": channel.journal_id.id,
            "profile": "generic_sheet",
        }
    )


def make_reward(env, company, estate, people, flats, product):
    """A programme, two bills paid in time and one paid late."""
    for (unit, owner), days_late in zip(flats, (-3, 30, -1), strict=True):
        paid = make_bill(env, unit, owner, product, 300, days_ago=80)
        pay(env, company, paid, paid.invoice_date_due + timedelta(days=days_late))
    today = company._arrears_today()
    program = (
        env["arrears.incentive.program"]
        .with_user(people["manager"])
        .create(
            {
                "name": "On time",
                "company_id": company.id,
                "criteria": "Whoever pays by the due date gets 5 % off the next bill.",
                "percent": 5,
                "date_from": today - timedelta(days=120),
                "date_to": today + timedelta(days=120),
                "budget": 1000,
                "estate_ids": estate.ids,
            }
        )
    )
    program.with_user(people["second"]).action_activate()


def make_waiver(env, people, flat, fee):
    """An approved waiver over part of a late fee."""
    unit, owner = flat
    late = make_bill(env, unit, owner, fee, 50, days_ago=10)
    env.cr.flush()
    charge = env["arrears.charge"].search([("move_id", "=", late.id), ("kind", "=", "late_fee")])
    waiver = (
        env["arrears.waiver"]
        .with_user(people["manager"])
        .create(
            {
                "debtor_id": owner.id,
                "reason_code": "hardship",
                "line_ids": [Command.create({"charge_id": charge.id, "amount": 20})],
            }
        )
    )
    waiver.action_submit()
    waiver.with_user(people["second"]).action_approve()


found = build(env)  # noqa: F821
with open(os.environ["ARREARS_SCENE"], "w", encoding="utf-8") as file:
    json.dump(found, file)
env.cr.commit()  # noqa: F821
