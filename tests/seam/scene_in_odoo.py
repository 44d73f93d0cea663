"""The scene of the seam tests, built inside Odoo's shell; see `build_scene` in conftest.py.

A company with eleven flats: five pay by a folder channel, three by a browser channel, three have
paid, two of them in time, which earns a reward. One late fee is waived. Two batches are approved.
"""

from datetime import timedelta

from odoo.fields import Command

PASSWORD = "seam-test"
GROUP = "property_arrears.group_"
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


def make_company(env):
    """A Chinese company with the Chinese chart."""
    company = env["res.company"].create(
        {"name": "Seam Property", "country_id": env.ref("base.cn").id}
    )
    env.user.company_ids += company
    env.cr.precommit.run()
    env["account.chart.template"].try_loading("cn", company=company, install_demo=False)
    assert company.currency_id.name == "CNY", company.currency_id.name
    return company


def make_people(env, company):
    """Those whose consent is needed: nobody approves what he made."""
    roles = {
        "treasurer": ["treasurer"],
        "second": ["treasurer", "manager"],
        "manager": ["manager"],
        "accountant": ["accountant", "collector"],
    }
    return {
        name: env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": name,
                "login": f"seam-{name}",
                "password": PASSWORD,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([env.ref(f"{GROUP}{one}").id for one in groups])],
            }
        )
        for name, groups in roles.items()
    }


def make_ground(env, company, people):
    """An estate and the products of its bills."""
    estate = env["arrears.estate"].create(
        {
            "name": "Seam Gardens",
            "code": "SEAM",
            "company_id": company.id,
            "jurisdiction_id": env.ref("property_arrears.jurisdiction_cn").id,
            "collector_ids": [Command.set(people["accountant"].ids)],
        }
    )
    # Its books are older: the late fee of the scene was charged by another system.
    env.flush_all()
    env.cr.execute(
        "UPDATE arrears_estate SET create_date = now() + interval '1 year' WHERE id = %s",
        [estate.id],
    )
    env.invalidate_all()
    product, fee = (
        env["product.product"].create(
            {"name": kind, "type": "service", "arrears_kind": kind, "taxes_id": [Command.clear()]}
        )
        for kind in ("principal", "late_fee")
    )
    return estate, product, fee


def make_channel(env, company, code):
    """A bank channel with a clearing account of its own."""
    account = env["account.account"].create(
        {
            "name": f"Debits under way {code}",
            "code": {"seam_ccb": "109901", "seam_web": "109902"}[code],
            "account_type": "asset_current",
            "reconcile": True,
            "company_ids": [Command.set(company.ids)],
        }
    )
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    return env["arrears.bank.channel"].create(
        {
            "name": code,
            "code": code,
            "profile": "ccb_batch",
            "exchange": "folder" if code == "seam_ccb" else "browser",
            "company_id": company.id,
            "journal_id": journal.id,
            "clearing_account_id": account.id,
            "summary": "物业费",
        }
    )


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


def make_flat(env, company, estate, number):
    """A flat and its owner."""
    unit = env["arrears.unit"].create({"estate_id": estate.id, "number": f"{1500 + number}"})
    owner = env["res.partner"].create({"name": f"业主{number}", "company_id": company.id})
    env["arrears.ownership"].create(
        {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01", "role": "owner"}
    )
    return unit, owner


def make_bill(env, unit, owner, product, amount, days_ago):
    """A posted bill that was due some days ago."""
    due = env.company._arrears_today() - timedelta(days=days_ago)
    bill = env["account.move"].create(bill_values(unit, owner, product, amount, due))
    bill.action_post()
    return bill


def bill_values(unit, owner, product, amount, due):
    """Values of a bill for the month that ended 31 days before it was due."""
    return {
        "move_type": "out_invoice",
        "partner_id": owner.id,
        "invoice_date": due - timedelta(days=30),
        "invoice_date_due": due,
        "arrears_unit_id": unit.id,
        "arrears_period_from": due - timedelta(days=60),
        "arrears_period_to": due - timedelta(days=31),
        "invoice_line_ids": [
            Command.create({"product_id": product.id, "quantity": 1, "price_unit": amount})
        ],
    }


def make_mandate(env, channel, unit, owner, suffix):
    """An active mandate; the account's last digits tell the simulated bank what to do."""
    mandate = env["arrears.mandate"].create(
        {
            "debtor_id": owner.id,
            "holder_name": owner.name,
            "channel_id": channel.id,
            "company_id": channel.company_id.id,
            "unit_ids": [Command.set(unit.ids)],
            "account_entry": f"622700{unit.id:06d}{suffix}",
            "signed_date": "2026-01-05",
        }
    )
    mandate.action_activate()
    return mandate


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


def pay(env, company, bill, day, share=1):
    """Money that came in on a day and settled a bill, or a share of it."""
    amount = bill.currency_id.round(bill.amount_total * share)
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    receivable = bill.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )
    entry = env["account.move"].create(
        {
            "journal_id": bank.id,
            "date": day,
            "arrears_value_date": day,
            "line_ids": [
                Command.create({"account_id": bank.default_account_id.id, "balance": amount}),
                Command.create(
                    {
                        "account_id": receivable.account_id.id,
                        "partner_id": bill.partner_id.id,
                        "balance": -amount,
                    }
                ),
            ],
        }
    )
    entry.action_post()
    (receivable + entry.line_ids.filtered("partner_id")).reconcile()


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


def make_batch(env, people, channel):
    """A batch of all that is due, made by one treasurer and approved by another."""
    batch = (
        env["arrears.debit.batch"]
        .with_user(people["treasurer"])
        .create({"channel_id": channel.id, "company_id": channel.company_id.id})
    )
    batch.action_collect_lines()
    batch.with_user(people["second"]).action_approve()
    return batch.with_env(env)
