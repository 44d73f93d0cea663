"""What `./dev demo` asks of an Odoo shell: make the firm, renew the sidecar's key, bill ahead."""

import json
import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from odoo.fields import Command

from . import billing, company, people, reports, seasons
from .firm import MODULE, build
from .model import SMALL
from .special import COMMERCE, GARDEN

PARAMETER = "property_arrears.demo_firm"
SIDECAR_LOGIN = "arrears-sidecar"


def make(env, key_file, scale=None):
    """Build the firm, connect the sidecar, and commit; says what it does on the way.

    :param key_file: where the sidecar's API key goes
    :param scale: how big the firm is; None: the whole
    """
    start = time.monotonic()
    firm = build(env, scale=scale)
    reports.print_papers(firm)
    reports.schedule(firm.books.company, firm.staff, firm.roster.today)
    renew_key(env, key_file)
    about = {"built_on": firm.roster.today.isoformat(), "units": len(firm.units)}
    env["ir.config_parameter"].sudo().set_param(PARAMETER, json.dumps(about))
    env.cr.commit()
    parts = ", ".join(f"{name} {seconds} s" for name, seconds in firm.seconds.items())
    _say(f"{len(firm.units)} units, {len(firm.partners)} owners and firms ({parts})")
    _say(f"committed after {time.monotonic() - start:.0f} s")


def make_small(env, key_file):
    """The smallest firm with every kind of debtor, for tests."""
    make(env, key_file, SMALL)


def renew_key(env, key_file):
    """Give the sidecar a key that lives three months; older ones are revoked."""
    root = env(user=env.ref("base.user_root"))
    firm = root.ref(f"{MODULE}.estate_{GARDEN}").company_id
    setup = root["arrears.sidecar.setup"].create(
        {"login": SIDECAR_LOGIN, "company_ids": [Command.set(firm.ids)]}
    )
    setup._keys()._remove()
    path = Path(key_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(setup._make_key(), encoding="ascii")


def bill_ahead(env):
    """Post the next bill of the two estates in the programme, with the rewards that wait for it.

    The shops' and offices' next month falls due as usual. The flats' next quarter is issued early
    here, so that one sees the reward on it. Then the accountant makes the reports of the day.
    A second time makes nothing.
    """
    garden, commerce = (env.ref(f"{MODULE}.estate_{code}") for code in (GARDEN, COMMERCE))
    firm = garden.company_id
    env = env(context={**env.context, "allowed_company_ids": firm.ids, "tracking_disable": True})
    today = firm._arrears_today()
    about = json.loads(env["ir.config_parameter"].sudo().get_param(PARAMETER))
    built_on = date.fromisoformat(about["built_on"])
    books = company.find_books(firm.with_env(env))
    for estate, season in (
        (commerce, seasons.next_month(built_on)),
        (garden, seasons.next_quarter(built_on)),
    ):
        if env["arrears.billing.run"].search_count(
            [
                ("estate_id", "=", estate.id),
                ("date_from", "=", season.first),
                ("date_to", "=", season.last),
                ("state", "=", "done"),
            ]
        ):
            continue
        bills = billing.bill(books, estate.with_env(env), [replace(season, issued=today)])
        _say(f"{estate.name}: {len(bills)}")
    reports.report(books.company, people.find_staff(env), today)
    env.cr.commit()


def _say(text):
    """A line for the terminal of `./dev demo`, told apart from Odoo's own."""
    os.write(1, f"demo: {text}\n".encode())
