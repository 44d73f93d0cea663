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

from odoo.addons.property_arrears.engine.money import minor_units
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import SQL
from scene_parts import (
    GROUP,
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

OWNERS = int(os.environ.get("ARREARS_OWNERS", "1000"))
MADE = 10
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
    batch = make_batch(env, people, channel)
    assert batch.line_count == OWNERS, batch.omission_ids.mapped("reason_text")[:3]
    setup = env["arrears.sidecar.setup"].create(
        {"login": "seam-sidecar", "company_ids": [Command.set(company.ids)]}
    )
    key = setup._make_key()
    make_promises(env, units)
    export(env, batch)
    pay_meanwhile(env, company, bills)
    pay_at_the_counter(env, company, people, units)
    lines = {line.debtor_id: line for line in batch.line_ids}
    still = env.ref("property_arrears.cron_book_sealed_files")
    (env["ir.cron"].search([]) - still).active = False
    return {
        "key": key,
        "login": "seam-sidecar",
        "today": company._arrears_today().isoformat(),
        "batch": batch.name,
        "instructions": [
            {"reference": line.reference, "amount": minor_units(line.amount)}
            for line in (lines[owner] for owner in owners)
        ],
    }


def make_flats(env, company, estate):
    """Flats and their owners, in one order: some made by Odoo, the others copied from the first.

    The table `wanted` keeps what is copied, and the numbers that all copies of a household get.
    """
    made = [make_flat(env, company, estate, number) for number in range(1, MADE + 1)]
    unit, owner = made[0]
    ownership = env["arrears.ownership"].search([("unit_id", "=", unit.id)])
    env.cr.flush()
    env.cr.execute(
        "CREATE TEMP TABLE wanted AS SELECT n, to_char(n + 1, 'FM0000') AS number,"
        " nextval('arrears_unit_id_seq')::int AS unit_id,"
        " nextval('res_partner_id_seq')::int AS partner_id,"
        " nextval('account_move_id_seq')::int AS move_id,"
        " nextval('arrears_mandate_id_seq')::int AS mandate_id"
        " FROM generate_series(%s::int, %s::int) n",
        [MADE, OWNERS - 1],
    )
    name = "'业主' || w.number"
    copy_rows(env, "arrears_unit", [unit.id], id="w.unit_id",
              **dict.fromkeys(("number", "name", "sort_key"), "w.number"))  # fmt: skip
    copy_rows(env, "res_partner", [owner.id], id="w.partner_id",
              commercial_partner_id="w.partner_id",
              **dict.fromkeys(("name", "complete_name"), name))  # fmt: skip
    copy_rows(env, "arrears_ownership", [ownership.id],
              unit_id="w.unit_id", partner_id="w.partner_id")  # fmt: skip
    units, owners = (
        record.browse([one[at].id for one in made] + wanted(env, column))
        for at, (record, column) in enumerate([(unit, "unit_id"), (owner, "partner_id")])
    )
    return units, owners


def wanted(env, column):
    """A number of all that was copied, in order."""
    rows = env.execute_query(SQL("SELECT %s FROM wanted ORDER BY n", SQL.identifier(column)))
    return [value for (value,) in rows]


def copy_rows(env, table, models, key="id", **told):
    """Copies of rows for all that are wanted, with other values where they are told.

    :param models: ids of what is copied, in turns; `key` is the column they stand in
    """
    columns = env.execute_query(
        SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND is_generated = 'NEVER'", table)
    )  # fmt: skip
    names = [name for (name,) in columns if name != "id" or name in told]
    values = ", ".join(told.get(name, f't."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {values} FROM wanted w"
        f" JOIN {table} t ON t.{key} = (%s)[w.n %% %s + 1] ORDER BY w.n, t.{key}",
        [list(models), len(models)],
    )
    env.invalidate_all()


def make_bills(env, units, owners, product):
    """A posted bill for each, of some amounts; charges are then built as for older books."""
    made = [
        make_bill(env, unit, owner, product, 101 + 7 * number, days_ago=40)
        for number, (unit, owner) in enumerate(zip(units[:MADE], owners[:MADE], strict=True))
    ]
    env.cr.flush()
    models = [bill.id for bill in made]
    name = "'COPY/' || w.n"
    partner = dict.fromkeys(("partner_id", "commercial_partner_id"), "w.partner_id")
    copy_rows(env, "account_move", models, id="w.move_id", **partner,
              partner_shipping_id="w.partner_id", arrears_unit_id="w.unit_id", name=name,
              payment_reference=name, sequence_number="w.n", sequence_prefix="'COPY/'",
              access_token="NULL")  # fmt: skip
    copy_rows(env, "account_move_line", models, "move_id", move_id="w.move_id", move_name=name,
              **partner)  # fmt: skip
    env["arrears.refresh"]._build_all()
    return made[0].browse(models + wanted(env, "move_id"))


def make_mandates(env, channel, units, owners):
    """An active mandate for each; the copies are of one card, which nobody reads here."""
    for unit, owner in zip(units[:MADE], owners[:MADE], strict=True):
        make_mandate(env, channel, unit, owner, "9001")
    model = env["arrears.mandate"].search([("unit_ids", "in", units[:1].ids)])
    env.cr.flush()
    copy_rows(env, "arrears_mandate", [model.id], id="w.mandate_id", debtor_id="w.partner_id",
              name="'COPY/' || w.n", holder_name="'业主' || w.number")  # fmt: skip
    copy_rows(env, "arrears_mandate_unit_rel", [model.id], "arrears_mandate_id",
              arrears_mandate_id="w.mandate_id", arrears_unit_id="w.unit_id")  # fmt: skip


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
