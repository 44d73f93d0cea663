"""What `./dev demo` asks of an Odoo shell: make the firm, renew the sidecar's key, bill ahead."""

import json
import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from odoo.fields import Command

from ..engine.money import minor_units
from . import banking, billing, claiming, company, month, people, reports, seasons, statement
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


def write_statement(env, root):
    """Put the statement of the last month into the sidecar's folder, once.

    A firm that was made before it had a source of statements gets none.

    :param root: the folder of all sources
    """
    firm = _firm(env)
    env, today = firm.env, firm._arrears_today()
    source = env["arrears.statement.source"].search(
        [("code", "=", banking.SOURCE), ("company_id", "=", firm.id)]
    )
    inbox = Path(root) / banking.SOURCE / "inbox"
    if not source or source.file_ids or any(inbox.parent.rglob("*.xlsx")):
        return
    told = month.movements(firm, today)
    content = statement.workbook(banking.OWN_ACCOUNT, _opening(source, told), told)
    inbox.mkdir(parents=True, exist_ok=True)
    whole = inbox / f"CCB_{told[0].day:%Y%m%d}_{today:%Y%m%d}.xlsx"
    # Written aside and renamed: the sidecar never sees half of it.
    aside = inbox.parent / "statement.part"
    aside.write_bytes(content)
    aside.rename(whole)
    _say(f"{whole.name}: {len(told)} movements")


def _opening(source, told):
    """The bank's balance before the first movement, in fen: what the books had by then."""
    [[balance]] = source.env["account.move.line"]._read_group(
        [
            ("account_id", "=", source.journal_id.default_account_id.id),
            ("parent_state", "=", "posted"),
            ("date", "<", told[0].day),
        ],
        [],
        ["balance:sum"],
    )
    return minor_units(balance)


def claim_month(env):
    """Let the accountant claim most of the month; a second time does nothing."""
    firm = _firm(env)
    claims = claiming.claim_month(firm, people.find_staff(firm.env), firm._arrears_today())
    waiting = firm.env["arrears.claim"].search_count(
        [("company_id", "=", firm.id), ("is_open", "=", True)]
    )
    _say(f"{len(claims)} claimed now, {waiting} wait with a proposal")
    env.cr.commit()


def _firm(env):
    """The firm, alone among the companies one sees, and its sister to be handed on to."""
    firm = env.ref(f"{MODULE}.estate_{GARDEN}").company_id
    companies = [firm.id, *firm._arrears_sisters().ids]
    context = {**env.context, "allowed_company_ids": companies, "tracking_disable": True}
    return firm.with_env(env(context=context))


def _say(text):
    """A line for the terminal of `./dev demo`, told apart from Odoo's own."""
    os.write(1, f"demo: {text}\n".encode())
