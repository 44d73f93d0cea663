"""A thousand owners whose debits are with the bank, built inside Odoo's shell (`env` is there).

Each has a flat, a bill, a card and a mandate; some have promised, some have paid meanwhile: whole
or half through another bank, or at the counter, whose money waits as a prepayment. Scheduled
actions other than the one that books answers are off, so that two runs of the same story differ
by nothing but its accidents. What the test needs to know goes to the file that ARREARS_SCENE names.
"""

import base64
import hashlib
import json
import os
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form
from scene_parts import (
    GROUP,
    make_batch,
    make_channel,
    make_company,
    make_ground,
    make_people,
    pay,
)

OWNERS = int(os.environ.get("ARREARS_OWNERS", "1000"))
DUE_DAYS_AGO = 40
PROMISED = range(0, OWNERS, 25)
PAID_WHOLE = range(17, OWNERS, 100)
PAID_HALF = range(37, OWNERS, 100)
AT_THE_COUNTER = range(57, OWNERS, 250)


def build(env):
    """All of it; returns what the test needs to know."""
    company = make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    company = company.with_env(env)
    people = make_people(env, company)
    estate, product, _fee = make_ground(env, company, people)
    channel = make_channel(env, company, "seam_ccb")
    channel.silence = "waiting"
    units, owners = make_flats(env, company, estate)
    bills = make_bills(env, units, owners, product)
    make_mandates(env, channel, units, owners)
    env.cr.flush()
    make_promises(env, units)
    env.cr.flush()
    batch = make_batch(env, people, channel)
    assert batch.line_count == OWNERS, batch.omission_ids.mapped("reason_text")[:3]
    setup = env["arrears.sidecar.setup"].create(
        {"login": "seam-sidecar", "company_ids": [Command.set(company.ids)]}
    )
    export(env, batch)
    pay_meanwhile(env, company, bills)
    pay_at_the_counter(env, company, people, units)
    still = env.ref("property_arrears.cron_book_sealed_files")
    (env["ir.cron"].search([]) - still).active = False
    return {
        "key": setup._make_key(),
        "login": "seam-sidecar",
        "today": company._arrears_today().isoformat(),
        "batch": batch.name,
        "instructions": [
            {"reference": line.reference, "amount": round(line.amount * 100)}
            for line in batch.line_ids.sorted("sequence")
        ],
    }


def make_flats(env, company, estate):
    """Units and their owners, in one order."""
    units = env["arrears.unit"].create(
        [{"estate_id": estate.id, "number": f"{number:04d}"} for number in range(1, OWNERS + 1)]
    )
    owners = env["res.partner"].create(
        [{"name": f"业主{unit.number}", "company_id": company.id} for unit in units]
    )
    env["arrears.ownership"].create(
        [
            {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01", "role": "owner"}
            for unit, owner in zip(units, owners, strict=True)
        ]
    )
    return units, owners


def make_bills(env, units, owners, product):
    """A posted bill for each."""
    due = env.company._arrears_today() - timedelta(days=DUE_DAYS_AGO)
    bills = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": owner.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "arrears_unit_id": unit.id,
                "arrears_period_from": due - timedelta(days=60),
                "arrears_period_to": due - timedelta(days=31),
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": product.id, "quantity": 1, "price_unit": 101 + number}
                    )
                ],
            }
            for number, (unit, owner) in enumerate(zip(units, owners, strict=True))
        ]
    )
    bills.action_post()
    return bills


def make_mandates(env, channel, units, owners):
    """An active mandate for each."""
    mandates = env["arrears.mandate"].create(
        [
            {
                "debtor_id": owner.id,
                "holder_name": owner.name,
                "channel_id": channel.id,
                "company_id": channel.company_id.id,
                "unit_ids": [Command.set(unit.ids)],
                "account_entry": f"622700{unit.id:013d}",
                "signed_date": "2026-01-05",
            }
            for unit, owner in zip(units, owners, strict=True)
        ]
    )
    mandates.action_activate()


def make_promises(env, units):
    """Some have promised to pay by today, which the debit keeps."""
    wanted = units.browse([units[number].id for number in PROMISED])
    today = env.company._arrears_today()
    cases = env["arrears.case"].search([("unit_id", "in", wanted.ids)])
    assert len(cases) == len(wanted), len(cases)
    env["arrears.hold"].create(
        [
            {"case_id": case.id, "type": "promise", "date_from": today, "date_until": today}
            for case in cases
        ]
    )


def export(env, batch):
    """What the sidecar does to hand over the file of a batch; nobody reads these bytes."""
    content = batch.name.encode()
    summary = batch._seam_summary()
    user = env["res.users"].search([("login", "=", "seam-sidecar")])
    env["arrears.sidecar"].with_user(user).confirm_export(
        batch_id=batch.id,
        sidecar="seam",
        name=f"{batch.name}.txt",
        sha256=hashlib.sha256(content).hexdigest(),
        row_count=summary["row_count"],
        total=summary["total"],
        content_base64=base64.b64encode(content).decode(),
    )


def pay_meanwhile(env, company, bills):
    """Money that came in another way after the request went out."""
    today = company._arrears_today()
    for number in PAID_WHOLE:
        pay(env, company, bills[number], today)
    for number in PAID_HALF:
        pay(env, company, bills[number], today, amount=50)


def pay_at_the_counter(env, company, people, units):
    """The cashier takes what is on its way to the bank as a prepayment."""
    journal = env["account.journal"].create(
        {"name": "Drawer", "code": "DRAW", "type": "cash", "company_id": company.id}
    )
    env["arrears.payment.method"].create(
        {
            "name": "Cash",
            "way": "cash",
            "company_id": company.id,
            "journal_id": journal.id,
            "account_id": journal.default_account_id.id,
        }
    )
    cashier = people["accountant"]
    cashier.group_ids += env.ref(f"{GROUP}cashier")
    env.cr.flush()
    desk = env(user=cashier.id)
    for number in AT_THE_COUNTER:
        form = Form(desk["arrears.receipt"], "property_arrears.view_arrears_receipt_form")
        form.unit_id = units[number].with_env(desk)
        form.amount = 60
        form.save().action_confirm()


found = build(env)  # noqa: F821
with open(os.environ["ARREARS_SCENE"], "w", encoding="utf-8") as file:
    json.dump(found, file)
env.cr.commit()  # noqa: F821
