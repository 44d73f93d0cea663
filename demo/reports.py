"""The accountants' side: prices on show, a closed year, targets, bills to come, reports.

Made by the people who would make it, through the buttons they would press. Nothing is sent.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .special import COMMERCE, GARDEN, OLD_TOWN

COVERS = {
    "residential": "秩序维护、公共区域保洁、绿化养护、电梯及公共照明的运行与日常维修。",
    "villa": "秩序维护、组团保洁、公共绿化养护及公共照明。",
    "parking": "车位及车道的照明、保洁、秩序维护与道闸维护。",
}
# Rates to be reached by the end of each month: of this year's fees, and of older arrears.
CURRENT = (52, 58, 66, 72, 76, 79, 82, 84, 86, 88, 90, 93)
OLD = (20, 30, 38, 45, 52, 58, 63, 68, 72, 75, 78, 80)
# So many units in a hundred are to have paid everything by then.
UNITS = (47, 52, 60, 66, 70, 73, 76, 78, 80, 82, 84, 88)
# Points above or below the firm's own target.
EASIER = {GARDEN: 2, COMMERCE: 1, OLD_TOWN: -6}


def keep(firm):
    """Everything that needs no paper."""
    show_prices(firm)
    close_year(firm)
    set_targets(firm)
    preview_bills(firm)


def show_prices(firm):
    """The prices of the first estate may be read by everybody, without signing in."""
    estate = firm.estates[GARDEN].with_user(firm.staff["manager"])
    for standard in estate.fee_standard_ids:
        standard.covers = standard.covers or COVERS[standard.usage]
    if not estate.price_board_published:
        estate.price_board_published = True


def close_year(firm):
    """Freeze what was left on 31 December of the year before."""
    year = firm.roster.today.year - 1
    closes = firm.books.company.env["arrears.year.close"].with_user(firm.staff["director"])
    if not closes.search_count([("company_id", "=", firm.books.company.id), ("year", "=", year)]):
        closes.create({"company_id": firm.books.company.id, "year": year}).action_close()


def set_targets(firm):
    """This year's targets, month by month, of the firm and of each estate."""
    company, january = firm.books.company, firm.roster.today.replace(month=1, day=1)
    targets = company.env["arrears.rate.target"].with_user(firm.staff["manager"])
    if targets.search_count([("company_id", "=", company.id), ("month", ">=", january)]):
        return
    whose = [({"scope": "company"}, 0)]
    whose += [
        ({"scope": "estate", "estate_id": firm.estates[code].id}, points)
        for code, points in EASIER.items()
    ]
    targets.create(
        [
            {
                "company_id": company.id,
                "month": january + relativedelta(months=month),
                "target_current": CURRENT[month] + points,
                "target_old": OLD[month] + points / 2,
                "target_units": UNITS[month] + points,
                **scope,
            }
            for scope, points in whose
            for month in range(12)
        ]
    )


def preview_bills(firm):
    """What the old estate will be billed for the new year, to be looked at before it is billed."""
    runs = firm.books.company.env["arrears.billing.run"].with_user(firm.staff["accountant"])
    estate = firm.estates[OLD_TOWN]
    if not runs.search_count([("estate_id", "=", estate.id), ("state", "=", "previewed")]):
        run = {"estate_id": estate.id, "invoice_date": estate.next_bill_date}
        runs.create(run).action_preview()


def report(company, staff, today):
    """How old the debts are, what became of them in a month, and the collection rates, today.

    :param staff: ``{login: res.users}``
    """
    env = company.with_user(staff["accountant"]).with_company(company).env
    mine = [("company_id", "=", company.id), ("user_id", "=", env.uid)]
    if not env["arrears.ageing.report"].search_count(mine):
        env["arrears.ageing.make"].create({"company_id": company.id, "date": today}).action_make()
    if not env["arrears.roll.report"].search_count(mine):
        env["arrears.roll.make"].create({"company_id": company.id, "date_to": today}).action_make()
    if not env["arrears.rate.report"].search_count([("company_id", "=", company.id)]):
        env["arrears.rate.report"].action_report_now()


def schedule(company, staff, today):
    """Reports of every month, kept and sent to nobody; last month's is there at once."""
    env = company.with_user(staff["manager"]).with_company(company).env
    schedules = env["arrears.report.schedule"]
    if schedules.search_count([("company_id", "=", company.id)]):
        return
    schedules.create(
        {
            "name": "月度账龄与迁徙率",
            "company_id": company.id,
            "frequency": "month",
            "date_from": today.replace(day=1) - timedelta(days=1),
            "has_roll_rates": True,
            "user_ids": [Command.clear()],
            "language_id": env["res.lang"]._lang_get("zh_CN").id,
        }
    ).action_make_due()


def print_papers(firm):
    """One paper of most kinds, kept as it was issued."""
    env = firm.books.company.env
    if env["arrears.document"].search_count([("company_id", "=", firm.books.company.id)]):
        return
    sold = env["arrears.ownership.transfer"].search(
        [("company_id", "=", firm.books.company.id), ("state", "=", "done")], limit=1
    )
    sold.with_user(firm.staff["accountant"]).action_print_statement()
    developer = firm.party("developer")
    for document_type, record in (
        ("price_board", firm.estates[GARDEN]),
        ("meeting_pack", firm.estates[OLD_TOWN]),
        ("unit_statement", developer),
        ("confirmation_letter", developer),
    ):
        prints = env["arrears.document.print"].with_user(firm.staff["accountant"])
        prints.create(
            {
                "document_type": document_type,
                "res_model": record._name,
                "res_ids": record.ids,
                "company_id": firm.books.company.id,
            }
        ).action_issue()
