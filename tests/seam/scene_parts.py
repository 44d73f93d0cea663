"""What the scenes of the seam tests are made of; runs inside Odoo's shell."""

from datetime import timedelta

from odoo.fields import Command

PASSWORD = "seam-test"
GROUP = "property_arrears.group_"


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
    bill = env["account.move"].create(
        {
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
    )
    bill.action_post()
    return bill


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


def pay(env, company, bill, day, amount=None):
    """Money that came in on a day and settled a bill, or part of it."""
    amount = amount or bill.amount_total
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
