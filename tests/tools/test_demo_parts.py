"""The demo's own parts: its clock, its people and habits, its table, its mailbox."""

import json
import random
import smtplib
import threading
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from email.message import EmailMessage
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from demo import seasons
from demo.clock import HOME, working_zone
from demo.habits import Payment, payments
from demo.model import DEBTOR_KINDS, SMALL, Habit, Scale
from demo.roster import make_roster
from tools.demo_figures import Figure, table
from tools.mailbox import Mailbox
from tools.mailbox_page import SMS_PATH, serve
from tools.odoo_server import free_port
from tools.smtp_catcher import _Catcher

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("hour", range(24))
def test_firm_lives_where_owners_may_be_contacted_now(hour):
    now = datetime(2026, 11, 21, hour, 37, tzinfo=timezone.utc)
    local = now.astimezone(ZoneInfo(working_zone(now)))
    home = now.astimezone(ZoneInfo(HOME))
    assert 10 <= local.hour < 19
    assert home.date() - local.date() in (timedelta(0), timedelta(1))


def test_time_never_runs_backwards_from_one_start_to_the_next():
    moments = [datetime(2026, 11, 21, tzinfo=timezone.utc) + timedelta(hours=h) for h in range(48)]
    days = [moment.astimezone(ZoneInfo(working_zone(moment))).date() for moment in moments]
    assert days == sorted(days)


def test_same_seed_makes_the_same_firm_and_another_seed_another():
    assert make_roster(7, TODAY, SMALL) == make_roster(7, TODAY, SMALL)
    assert make_roster(7, TODAY, SMALL) != make_roster(8, TODAY, SMALL)


@pytest.mark.parametrize("scale", [SMALL, Scale()], ids=["small", "whole"])
@pytest.mark.parametrize("seed", range(5))
def test_every_firm_has_every_kind_of_debtor(scale, seed):
    roster = make_roster(seed, TODAY, scale)
    assert {debtor.kind for debtor in roster.debtors.values()} == set(DEBTOR_KINDS)
    assert len({unit.key for unit in roster.units}) == len(roster.units)


def test_whole_firm_has_some_three_hundred_units_and_a_developer_with_thirty():
    roster = make_roster(1, TODAY, Scale())
    assert 280 <= len(roster.units) <= 320
    [developer] = roster.of_kind("developer")
    assert sum(holding.debtor == developer.key for holding in roster.holdings) == 30


@pytest.mark.parametrize("offset", range(0, 400, 13))
def test_newest_quarter_is_always_just_due(offset):
    today = TODAY + timedelta(days=offset)
    newest = seasons.quarters(today, 2)[-1]
    assert newest.due == today - timedelta(days=3)
    assert newest.first <= newest.issued <= newest.last
    assert seasons.next_quarter(today).first == newest.last + timedelta(days=1)


def test_quarters_follow_each_other_without_a_gap():
    found = seasons.quarters(date(2026, 5, 18), 2)
    for earlier, later in pairwise(found):
        assert earlier.last + timedelta(days=1) == later.first


BILLS = [(date(2026, m, 1), date(2026, m, 16), 10_000) for m in range(1, 11)]


def test_who_pays_on_time_pays_every_bill_whole_by_its_due_date():
    paid = payments(Habit("on_time"), BILLS, TODAY, random.Random(1))
    for (_issued, due, amount), [payment] in zip(BILLS, paid, strict=True):
        assert payment.amount == amount
        assert payment.day <= due


def test_who_stopped_pays_the_share_only():
    habit = Habit("on_time", stopped_days=100, part=Decimal("0.255"))
    paid = payments(habit, BILLS, TODAY, random.Random(1))
    assert [sum(one.amount for one in of_bill) for of_bill in paid[-3:]] == [2_550, 2_550, 2_550]
    assert sum(one.amount for one in paid[0]) == 10_000


def test_occasional_payer_is_late_twice_and_nothing_is_paid_in_the_future():
    paid = payments(Habit("occasional"), BILLS, TODAY, random.Random(3))
    late = [
        due
        for (_issued, due, _amount), of_bill in zip(BILLS, paid, strict=True)
        if not of_bill or of_bill[0].day > due
    ]
    assert len(late) == 2
    assert all(one.day <= TODAY for of_bill in paid for one in of_bill)
    assert payments(replace(Habit(), stopped_days=9999), BILLS, TODAY, random.Random(1)) == [
        [] for _bill in BILLS
    ]
    assert Payment(TODAY, 1) == Payment(TODAY, 1)


def test_table_shows_what_a_turn_did_and_a_dash_where_nothing_changed():
    before = {"Cards open": Figure(3, Decimal("10.00")), "项目": Figure(1)}
    after = {"Cards open": Figure(1, Decimal("4.50")), "项目": Figure(1)}
    lines = table(before, after)
    assert "-2 · ¥-5.50" in lines[2]
    assert lines[3].endswith("–")


@pytest.fixture
def mailbox(tmp_path):
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def page(mailbox):
    with serve(mailbox, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _read(url, data=None):
    with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
        return answer.read().decode()


def test_letter_is_caught_and_shown_and_its_script_does_not_run(mailbox, page):
    smtp = Controller(_Catcher(mailbox), hostname="127.0.0.1", port=free_port())
    smtp.start()
    try:
        letter = EmailMessage()
        letter["To"], letter["Subject"] = "owner@example.com", "账单提醒 <b>"
        letter.set_content("请缴费")
        letter.add_alternative("<p>请缴费</p><script>alert(1)</script>", subtype="html")
        with smtplib.SMTP("127.0.0.1", smtp.port) as client:
            client.send_message(letter, "firm@example.com", ["owner@example.com"])
    finally:
        smtp.stop()
    assert mailbox.counts() == (1, 0)
    assert "账单提醒 &lt;b&gt;" in _read(f"{page}/")
    assert "<iframe sandbox" in _read(f"{page}/letter/1")
    assert "请缴费" in _read(f"{page}/raw/1")


def test_sms_is_answered_as_odoos_gateway_would(mailbox, page):
    numbers = [{"number": "+8613900000001", "uuid": "ab" * 16}]
    request = {"id": "1", "params": {"messages": [{"content": "账单提醒", "numbers": numbers}]}}
    answer = json.loads(_read(f"{page}{SMS_PATH}", json.dumps(request).encode()))
    assert answer["result"] == [{"uuid": "ab" * 16, "state": "success", "credit": 0}]
    assert mailbox.messages()[0].text == "账单提醒"
    assert "+8613900000001" in _read(f"{page}/")


def test_page_knows_no_other_address(page):
    for path in ("/letter/7", "/letter/../x", "/etc/passwd"):
        with pytest.raises(urllib.error.HTTPError):
            _read(page + path)
