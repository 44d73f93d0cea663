"""What happened between the firm and some of its debtors: talks, promises, disputes, relief."""

from datetime import datetime, timedelta, timezone

from odoo.fields import Command

from . import billing, decisions, history, relief
from .seasons import quarters
from .special import GARDEN, OLD_TOWN

MOST_DAYS_EARLIER = 14


def tell(firm):
    """Write down the stories of all debtors that have one. The cards exist by now."""
    for kind, story in STORIES.items():
        story(_Told(firm, firm.roster.of_kind(kind)[0]))
    for number, debtor in enumerate(firm.roster.of_kind("long_overdue")[1:]):
        told = _Told(firm, debtor)
        told.missed_call(15 + number)
        told.move(("call", "demand_letter", "visit")[number % 3])


def bill_extras(firm):
    """A deposit, billed by itself; arrears that the former firm left."""
    today = firm.roster.today
    issued = today - timedelta(days=45)
    billing.bill_single(
        firm.books, firm.unit_of("vacant_undecorated"), firm.party("vacant_undecorated"),
        "deposit", 200_000, quarters(today, 1)[-2], issued, issued + timedelta(days=15),
        "装修管理服务协议第六条",
    )  # fmt: skip
    history.former_firm(firm.books, firm.unit_of("former_firm"), firm.party("former_firm"), today)


def charge_late_fees(firm):
    """Late fees of three owners, charged as an accountant does; the charges exist by now."""
    today = firm.roster.today
    company = firm.books.company
    company.arrears_late_fee_product_id = firm.books.products["late_fee"]
    for kind, days_ago in (("hardship", 45), ("plan", 75), ("villa", 40)):
        estate = firm.unit_of(kind).estate_id
        day = today - timedelta(days=days_ago)
        runs = company.env["arrears.late.fee.run"].with_user(estate.billing_user_id).sudo()
        run = runs.create(
            {
                "estate_id": estate.id,
                "debtor_id": firm.party(kind).id,
                "date_until": day,
                "invoice_date": day,
                "due_date": day + timedelta(days=15),
            }
        )
        run.action_preview()
        run.action_charge()


class _Told:
    """One debtor's story as it is written down: the card, and what was said when."""

    def __init__(self, firm, debtor):
        self.firm = firm
        self.env = firm.books.company.env
        self.today = firm.roster.today
        unit, partner = firm.first_unit(debtor), firm.partners[debtor.key]
        self.case = self.env["arrears.case"].search(
            [("debtor_id", "=", partner.id), ("unit_id", "=", unit.id)], limit=1
        )
        login = "collector" if unit.estate_id.code in (GARDEN, OLD_TOWN) else "collector2"
        self.collector = firm.staff[login]
        self.manager = firm.staff["manager"]

    def moved(self, record, days_ago, user=None):
        """The record as a user sees it on an earlier day, at ten in the morning."""
        day = self.today - timedelta(days=days_ago)
        company = self.case.company_id
        morning = self.env["arrears.contact"]._to_utc(
            datetime(day.year, day.month, day.day, 10), self.case.debtor_id, company
        )
        return record.with_user(user or self.collector).with_context(
            arrears_today=day, arrears_now=morning.replace(tzinfo=timezone.utc)
        )

    def talk(self, days_ago, note, reason=None, promise_days=None, **values):
        """A talk by telephone, with what came of it."""
        if reason:
            values["reason_id"] = self.env.ref(f"property_arrears.reason_{reason}").id
        log = self._log(days_ago, identity_checked=True, note=note, **values)
        if promise_days:
            log.promise_date = log.happened_at.date() + timedelta(days=promise_days)
            log.flush_recordset()
        log.action_connected()

    def missed_call(self, days_ago):
        """A call that nobody answered."""
        self._log(days_ago).action_no_answer()

    def visit(self, days_ago, reason, note):
        """A visit of two that found nobody."""
        self.case.reason_id = self.env.ref(f"property_arrears.reason_{reason}")
        companion = self.firm.staff["collector2"].id
        self._log(days_ago, channel="visit", companion_id=companion, note=note).action_no_answer()

    def _log(self, days_ago, **values):
        """The form for a contact on that day, or on the last one before it that the rules allow."""
        party = self.case._party_of_debtor()
        for earlier in range(MOST_DAYS_EARLIER):
            logs = self.moved(self.env["arrears.contact.log"], days_ago + earlier)
            log = logs.create({"case_id": self.case.id, "party": party, **values})
            if not log._reasons_against():
                break
        return log

    def move(self, stage):
        """Where the runs of earlier nights have brought the card, step by step of its policy.

        By hand a card passes over no stage, and the firm's earlier messages are not written down.
        """
        self.case.sudo().stage_id = self.env.ref(f"property_arrears.stage_{stage}")

    def hold(self, kind, days_ago, days, note, **values):
        """A hold set by the manager; ``days`` None: nobody can know its end."""
        holds = self.moved(self.env["arrears.hold"], days_ago, self.manager)
        start = self.today - timedelta(days=days_ago)
        return holds.create(
            {
                "case_id": self.case.id,
                "type": kind,
                "date_from": start,
                "date_until": days is not None and start + timedelta(days=days),
                "note": note,
                **values,
            }
        )


def _two_broken_promises(told):
    told.talk(62, "答应发工资后缴清。", "procrastinating", promise_days=10)
    told.talk(30, "说这次一定缴。", "procrastinating", promise_days=12)
    told.move("demand_letter")


def _long_overdue(told):
    for days_ago in (58, 44, 23):
        told.missed_call(days_ago)
    told.move("visit")


def _no_phone(told):
    told.visit(26, "no_bill", "无电话，上门未遇，已留到访卡。")
    told.move("visit")


def _couple(told):
    told.talk(9, "与业主本人通话，称由配偶处理，周末来缴。", "busy_away")


def _disputes_part(told):
    told.talk(9, "认为电梯停用期间不应收费，其余愿意缴。", "service")
    disputed = told.case.charge_ids.sorted("due_date")[:1]
    dispute = told.moved(told.env["arrears.dispute"], 8).create(
        {
            "case_id": told.case.id,
            "kind": "service",
            "said": "电梯停用两个月，这段时间的物业费不应收。",
            "line_ids": [Command.create({"charge_id": disputed.id})],
        }
    )
    dispute.action_examine()
    told.moved(told.env["arrears.dispute.milestone"], 7).create(
        {
            "dispute_id": dispute.id,
            "what": "工程部核实电梯停用天数",
            "planned_on": told.today + timedelta(days=2),
        }
    )


def _plan(told):
    told.talk(12, "愿意分六期还清。", "difficulty")
    day = told.today - timedelta(days=11)
    plan = told.moved(told.env["arrears.plan"], 11).create(
        {"case_id": told.case.id, "months": 6, "consent_how": "call", "consent_on": day}
    )
    plan.action_propose()
    told.moved(plan, 10, told.manager).action_approve()


def _hardship(told):
    relief.grant_relief(told.case, told.firm.staff, told.today)


def _deceased(told):
    told.hold("deceased", 40, None, "业主于两个月前去世，待继承人确定。")


def _vacant(told):
    told.talk(33, "房子空着没装修，认为不用缴。", "vacant")
    told.move("demand_letter")
    decisions.appeal(told)


def _villa(told):
    told.talk(15, "人在外地，回来后处理。", "busy_away")
    told.move("call")
    decisions.reverse_waiver(told)


def _shop(told):
    decisions.reduce_disputed(told)
    told.talk(5, "财务称已收到减收通知，月底付款。", "no_bill")
    told.move("call")


def _tenant(told):
    told.talk(8, "店铺承租人称月底付。", "procrastinating")


def _developer(told):
    told.talk(
        28, "开发商财务称走付款流程中。", "procrastinating", channel="counter", direction="in"
    )


def _failing_debit(told):
    told.talk(35, "上期代扣未成功，称已换卡。", "other_party")


def _sister_company(told):
    fen = 100 * int(told.case.amount_overdue)
    day = told.today - timedelta(days=9)
    history.paid_to_sister(told.firm.sister, told.case.debtor_id, fen, day)
    told.talk(
        5, "出示转账回单，收款方为锦程商业管理有限公司。", "paid",
        claim_amount=told.case.amount_overdue, claim_paid_on=day, claim_way="transfer",
    )  # fmt: skip


STORIES = {
    "two_broken_promises": _two_broken_promises,
    "long_overdue": _long_overdue,
    "no_phone": _no_phone,
    "couple_one_phone": _couple,
    "disputes_part": _disputes_part,
    "plan": _plan,
    "hardship": _hardship,
    "deceased": _deceased,
    "vacant_undecorated": _vacant,
    "villa": _villa,
    "shop_company": _shop,
    "tenant_payer": _tenant,
    "developer": _developer,
    "failing_debit": _failing_debit,
    "sister_company": _sister_company,
}
