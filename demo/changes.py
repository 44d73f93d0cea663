"""What changes over the years: reductions of the fee, a sale, a sale to come, two inheritances.

Everything goes the way of the forms: somebody applies, somebody else inspects, a third decides.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .paper import scan
from .seasons import next_quarter
from .special import OLD_TOWN

ORDINARY = ("on_time", "occasional", "habitual", "long_overdue")


def tell(firm):
    """Write all of it down, once."""
    if firm.books.company.env["arrears.fee.reduction"].search_count(
        [("company_id", "=", firm.books.company.id)], limit=1
    ):
        return
    changes = _Changes(firm)
    changes.reductions()
    changes.sales()
    changes.inheritances()


def ordinary_units(firm, code):
    """``(partner, unit)`` of an estate's flats with one ordinary owner, in the roster's order."""
    held = {}
    for holding in firm.roster.holdings:
        held.setdefault(holding.unit, []).append(firm.roster.debtors[holding.debtor])
    return [
        (firm.partners[owners[0].key], firm.units[key])
        for key, owners in held.items()
        if len(owners) == 1
        and owners[0].kind in ORDINARY
        and firm.units[key].estate_id.code == code
        and firm.units[key].usage == "residential"
    ]


def newcomer(firm, name, number, **values):
    """A contact who was not among the owners before."""
    return firm.books.company.env["res.partner"].create(
        {
            "name": name,
            "phone": f"+86139000{99000 + number}",
            "email": f"newcomer{number}@example.com",
            "lang": "zh_CN",
            "country_id": firm.books.company.country_id.id,
            "city": "杭州市",
            "company_id": False,
            **values,
        }
    )


class _Changes:
    """The people who do it, and the days on which they do."""

    def __init__(self, firm):
        self.firm = firm
        self.env = firm.books.company.env
        self.today = firm.roster.today
        self.next_first = next_quarter(self.today).first
        # One owner has died, one asks for relief, one was refused.
        self.old_town = ordinary_units(firm, OLD_TOWN)

    def of(self, model, login, days_ago=0):
        """A model as one of the staff sees it, some days ago."""
        day = self.today - timedelta(days=days_ago)
        return self.env[model].with_user(self.firm.staff[login]).with_context(arrears_today=day)

    def seen_by(self, record, login, days_ago=0):
        """A record as one of the staff sees it, some days ago."""
        return self.of(record._name, login, days_ago).browse(record.ids)

    # Reductions of the fee

    def reductions(self):
        """One of each type, each at another stage, and one that was refused."""
        two_years = self.next_first + relativedelta(years=2, days=-1)
        one_year = self.next_first + relativedelta(years=1, days=-1)
        vacancy = self._applied(
            "vacancy",
            self.firm.unit_of("vacant_undecorated"),
            70,
            one_year,
            "前期物业服务合同第十五条：交付后未装修、未入住的，经查验按 70% 交纳",
        )
        self._inspected(vacancy, "室内为毛坯，水表读数自交付起未变，门锁贴有封条。")
        self._approved(vacancy, "查验属实，按合同第十五条执行一年，期满重新申请。")
        promise = self._applied(
            "sales_promise",
            self.firm.unit_of("villa"),
            80,
            two_years,
            "购房合同补充协议第五条：前两年物业费按八折，差额由开发商承担",
            difference_payer_id=self.firm.party("developer").id,
        )
        self._inspected(promise, "已核对补充协议原件及开发商盖章确认函。")
        self._approved(promise, "差额由开发商按期支付，业主按 80% 交纳。")
        __, relief = self.old_town[0]
        relief = self._applied(
            "local_relief",
            relief,
            50,
            self.today.replace(month=12, day=31) + relativedelta(years=1),
            "业主大会决议〔2024〕5号：持低保证家庭物业费减半",
            owners_resolution="业主大会决议〔2024〕5号",
        )
        self._inspected(relief, "已上门核实低保证，户内居住两位老人。")
        self._applied(
            "staff_housing",
            self.firm.unit_of("occasional"),
            60,
            one_year,
            "员工宿舍租赁协议第三条：租用期间物业费按 60% 交纳",
        )
        __, lived_in = self.old_town[1]
        refused = self._applied("vacancy", lived_in, 70, one_year, "业主口头申请空置优惠")
        self._refused(refused, "查验发现室内有人居住，近三个月用水正常，不符合空置条件。")

    def _applied(self, kind, unit, percent, until, basis, **values):
        """An application taken at the counter."""
        return self.of("arrears.fee.reduction", "cashier", 12).create(
            {
                "unit_id": unit.id,
                "type": kind,
                "payable_percent": percent,
                "date_from": self.next_first,
                "date_to": until,
                "basis": basis,
                "document": scan("物业费减免申请表", f"房号：{unit.display_name}", basis),
                "document_name": "减免申请表.pdf",
                **values,
            }
        )

    def _inspected(self, reduction, note):
        reduction = self.seen_by(reduction, "manager2", 6)
        reduction.inspection_note = note
        reduction.action_inspect()

    def _approved(self, reduction, reason):
        reduction = self.seen_by(reduction, "manager", 3)
        reduction.decision_reason = reason
        reduction.action_approve()

    def _refused(self, reduction, reason):
        reduction = self.seen_by(reduction, "manager", 3)
        reduction.decision_reason = reason
        reduction.action_refuse()

    # Sales

    def sales(self):
        """A flat was sold and settled; another is about to be, and its buyer joins the debt."""
        transfers = self.of("arrears.ownership.transfer", "accountant")
        # One of the buyers was filed under the company he works for: the set-up check finds him.
        employer = self.firm.party("shop_company")
        partner = newcomer(self.firm, "司徒文远", 2, parent_id=employer.id, type="other")
        transfers.create(
            {
                "unit_id": self.firm.unit_of("habitual").id,
                "reason": "sale",
                "day": self.today - timedelta(days=4),
                "buyer_id": newcomer(self.firm, "欧阳静怡", 1).id,
                "co_buyer_ids": [Command.set(partner.ids)],
                "note": "双方约定本季物业费由卖方交清，已当面核对结算单。",
            }
        ).action_done()
        to_come = transfers.create(
            {
                "unit_id": self.firm.unit_of("long_overdue").id,
                "reason": "sale",
                "day": self.today + timedelta(days=20),
                "buyer_id": newcomer(self.firm, "上官雨晴", 3).id,
                "note": "过户前出具结算单；买方书面承诺与卖方共同承担欠费。",
            }
        )
        self._join_debt(to_come)

    def _join_debt(self, transfer):
        """The buyer signs that he owes the arrears beside the seller, and the manager accepts."""
        buyer, seller = transfer.buyer_id, transfer.seller_ids[:1]
        assumption = self.of("arrears.debt.assumption", "accountant").create(
            {
                "transfer_id": transfer.id,
                "unit_id": transfer.unit_id.id,
                "effect": "joins",
                "debtor_id": seller.id,
                "assumer_id": buyer.id,
                "charge_ids": [Command.set(transfer.line_ids.charge_id.ids)],
                "signed_on": self.today - timedelta(days=1),
                "scan": scan(
                    "债务加入承诺书",
                    f"房号：{transfer.unit_id.display_name}",
                    f"承诺人：{buyer.name}（买方）；原欠费人：{seller.name}（卖方）",
                ),
                "scan_name": "债务加入承诺书.pdf",
            }
        )
        self.seen_by(assumption, "manager").action_accept()

    # Inheritances

    def inheritances(self):
        """One whose heirs nobody knows yet, and one that is settled."""
        self._proven(self.firm.party("deceased"), 60)
        deceased, unit = self.old_town[2]
        settled = self._proven(deceased, 95)
        settled.write(
            {
                "heir_ids": [
                    Command.create(
                        {"partner_id": newcomer(self.firm, name, number).id, "share": 50}
                    )
                    for number, name in ((4, "诸葛明哲"), (5, "诸葛明慧"))
                ],
                "determined_on": self.today - timedelta(days=20),
                "deed": scan(
                    "继承权公证书", f"房产：{unit.display_name}", f"被继承人：{deceased.name}"
                ),
                "deed_name": "继承权公证书.pdf",
            }
        )
        settled.action_determine_heirs()

    def _proven(self, deceased, days_ago):
        """A death whose certificate the accountant has seen."""
        inheritance = self.of("arrears.inheritance", "accountant").create(
            {
                "company_id": self.firm.books.company.id,
                "deceased_id": deceased.id,
                "date_of_death": self.today - timedelta(days=days_ago),
                "proof": "death_certificate",
            }
        )
        inheritance.action_prove()
        return inheritance
