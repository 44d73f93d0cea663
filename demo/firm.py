"""Builds the demo firm in one transaction: `build(env)`."""

import random
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from . import (
    adoption,
    banking,
    changes,
    counter,
    debit_month,
    debit_today,
    debits,
    decisions,
    history,
    people,
    property,
    relief,
    reports,
    rewards,
    stories,
)
from . import company as company_books
from .model import Roster, Scale
from .planner import Planner
from .roster import make_roster
from .special import COMMERCE, GARDEN

SEED = 20260601
NAME = "锦程物业服务有限公司"
MODULE = "__arrears_demo__"


@dataclass(slots=True)
class Firm:
    """What was built; keys of partners and units are those of the roster."""

    roster: Roster
    books: object
    sister: object
    staff: dict
    estates: dict
    partners: dict
    units: dict
    seconds: dict = field(default_factory=dict)
    months: dict = field(default_factory=dict)

    def party(self, kind):
        """The first partner of a kind of debtor."""
        return self.partners[self.roster.of_kind(kind)[0].key]

    def unit_of(self, kind):
        """The unit that the first debtor of a kind holds."""
        return self.first_unit(self.roster.of_kind(kind)[0])

    def first_unit(self, debtor):
        """The first unit that a debtor of the roster holds or held."""
        [first, *__] = [held for held in self.roster.holdings if held.debtor == debtor.key]
        return self.units[first.unit]


def build(env, *, company=None, seed=SEED, scale=None, today=None):
    """Make the firm in a company without postings; nothing is committed.

    :param company: the company that becomes the firm; None: the current one
    :param seed: the same seed on the same day makes the same firm
    :param scale: how big; None: some 300 units and two years
    :param today: the day up to which it goes; None: the company's today
    :return: a ``Firm``
    """
    timer, scale = _Timer(), scale or Scale()
    with timer("books"):
        books, sister = _keep_books(company or env.company)
    roster = make_roster(seed, today or books.company._arrears_today(), scale)
    with timer("people and units"):
        firm = _settle(books, sister, roster)
    with timer("bills"):
        bills = history.bill_all(books, firm.estates, roster.today, scale.years)
        stories.bill_extras(firm)
        adoption.bill_elsewhere(firm)
    with timer("payments"):
        history.pay_all(books, roster, firm.partners, bills, random.Random(seed))
    with timer("cards"):
        # Charges and cards, once, for all that was posted.
        Planner(books.company.env).tell()
        books.company.env.cr.flush()
        stories.charge_late_fees(firm)
        books.company.env.cr.flush()
    with timer("stories"):
        _furnish(firm)
        banking.set_up(firm)
    with timer("debits"):
        _collect_by_debit(firm)
    with timer("counter"):
        counter.keep_week(firm)
        _bring_up_to_date(firm)
    with timer("accounts"):
        _account_for(firm)
    firm.seconds = timer.seconds
    return firm


def _bring_up_to_date(firm):
    """The stories were told with the clock of their days; promises and cards are of today."""
    company, today = firm.books.company, firm.roster.today
    company.env["arrears.promise"]._to_judge(company, today)._judge(today)
    company.env["arrears.charge"]._rebuild(company, today=today)
    cards = company.env["arrears.case"]
    debtors = cards.search([("company_id", "=", company.id)]).debtor_id
    cards._assign_segments(company, debtors.ids, today)


def _account_for(firm):
    """The accountants' side: what changed hands, what was adopted, what is reported."""
    changes.tell(firm)
    adoption.give_bases(firm)
    adoption.read_meters(firm)
    adoption.book_costs(firm)
    reports.keep(firm)


def _keep_books(company):
    """The company's books, and its sister company; both with the environment of the firm."""
    # Nobody is to be notified of what never happened.
    quiet = {"tracking_disable": True, "mail_create_nolog": True, "lang": "zh_CN"}
    company = company.with_context(**quiet)
    company_books.make_company(company, NAME)
    sister = company_books.make_sister(company)
    firms = (company | sister).with_context(allowed_company_ids=[company.id, sister.id])
    return company_books.make_books(firms[0]), firms[1]


def _settle(books, sister, roster):
    """People, estates and units."""
    env = books.company.env
    staff = people.make_staff(books.company | sister)
    estates = property.make_estates(books, staff, roster.today)
    partners = property.make_partners(env, roster, estates)
    units = property.make_units(env, roster, estates, partners)
    return Firm(roster, books, sister, staff, estates, partners, units)


def _collect_by_debit(firm):
    """The banks, their last month, and everybody who signs for the next one."""
    channels = debits.make_channels(firm.books, firm.estates, firm.roster.today)
    people = (firm.roster, firm.partners, firm.units)
    mandates = debits.make_mandates(channels, *people, debits.is_in_month)
    firm.months = debit_month.live(firm, channels, mandates)
    debits.make_mandates(channels, *people, lambda debtor: not debits.is_in_month(debtor))
    debit_today.leave_work(firm.months)
    banking.keep_current(firm)


def _furnish(firm):
    """What is not money: talks and holds, a programme, names by which records are found."""
    today = firm.roster.today
    decisions.set_limits(firm)
    _price_contacts(firm)
    stories.tell(firm)
    estates = [firm.estates[GARDEN], firm.estates[COMMERCE]]
    relief.make_program(firm.books.company, firm.staff, estates, today)
    rewards.offer(firm)
    rewards.thank(firm)
    people.make_portal_owner(firm.party("two_parking"))
    _name_records(firm)


def _price_contacts(firm):
    """What a contact costs the firm, for the report on what came of contacts."""
    since = firm.roster.today - timedelta(days=730)
    firm.books.company.env["arrears.channel.cost"].create(
        [
            {"company_id": firm.books.company.id, "channel": channel, "date_from": since,
             "amount": amount}
            for channel, amount in (("sms", 0.06), ("call", 1.5), ("letter", 12), ("visit", 30))
        ]
    )  # fmt: skip


def _name_records(firm):
    """External identifiers, by which the demonstration and its test find debtors and units."""
    names = {
        **{f"debtor_{key}": partner for key, partner in firm.partners.items()},
        **{f"unit_{key}": unit for key, unit in firm.units.items()},
        **{f"estate_{code}": estate for code, estate in firm.estates.items()},
    }
    firm.books.company.env["ir.model.data"]._update_xmlids(
        [{"xml_id": f"{MODULE}.{name}", "record": record} for name, record in names.items()]
    )


class _Timer:
    def __init__(self):
        self.seconds = {}

    @contextmanager
    def __call__(self, part):
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[part] = round(time.monotonic() - start, 1)
