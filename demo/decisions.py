"""What was decided about debts: limits of approval, a refusal under appeal, a dispute that took
part off a bill, and a waiver that was reversed. Each by the people and buttons of the screen."""

from odoo.fields import Command

# Who sits on which level of the usual table of limits.
LEVELS = {1: "manager", 2: "manager2", 3: "general", 4: "general"}


def set_limits(firm):
    """The usual limits of approval; nobody names himself."""
    company = firm.books.company
    rules = company.env["arrears.approval.rule"].with_company(company)
    rules.with_user(firm.staff["manager"]).action_take_usual_limits()
    for rule in rules.search([("company_id", "=", company.id)]):
        approver = firm.staff[LEVELS[rule.level]]
        other = firm.staff["manager2" if approver == firm.staff["manager"] else "manager"]
        rule.with_user(other).user_ids = [Command.set(approver.ids)]


def appeal(told):
    """An owner was refused, objects, and a manager who had no part in it will decide."""
    staff = told.firm.staff
    intakes = told.moved(told.env["arrears.hardship.intake"], 16)
    intakes.create(
        {
            "case_id": told.case.id,
            "channel": "paper",
            "category": "cash_gap",
            "statement": "房子空着没有住，近期资金紧张，希望减免。",
        }
    ).action_hand_over()
    application = told.env["arrears.hardship"].search([("debtor_id", "=", told.case.debtor_id.id)])
    refused = told.moved(application, 9, staff["reviewer"])
    refused.write(
        {
            "decision": "refuse",
            "decision_reason": "空置不属于困难情形，且未提供任何困难说明；可另行申请空置减免。",
        }
    )
    refused.action_decide()
    told.moved(told.env["arrears.hardship.intake"], 2).create(
        {
            "case_id": told.case.id,
            "is_appeal": True,
            "statement": "本人八月起失业，现补充失业证明，请重新考虑。",
        }
    ).action_hand_over()


def reduce_disputed(told):
    """A dispute that was looked into and took a fifth off one bill."""
    charge = told.case.charge_ids.sorted("due_date")[:1]
    dispute = told.moved(told.env["arrears.dispute"], 24).create(
        {
            "case_id": told.case.id,
            "kind": "service",
            "said": "商铺门前通道施工半个月，保洁和秩序维护没有做到位。",
            "line_ids": [Command.create({"charge_id": charge.id})],
        }
    )
    dispute.action_examine()
    steps = told.moved(told.env["arrears.dispute.milestone"], 23)
    step = steps.create(
        {
            "dispute_id": dispute.id,
            "what": "核对施工期间的保洁和巡逻记录",
            "planned_on": dispute.opened_on,
        }
    )
    told.moved(step, 20).action_done()
    # A service fee is given up from the third level on.
    decided = told.moved(dispute, 15, told.firm.staff["general"])
    decided.write(
        {
            "outcome": "reduced",
            "reduced_percent": 20,
            "evidence": "施工期间的保洁和巡逻记录",
            "decision_reason": "施工期间服务确有缺失，本期物业费减收 20%。",
        }
    )
    decided.action_decide()


def reverse_waiver(told):
    """A late fee was waived on a wrong ground, and the waiver reversed in the open."""
    fees = told.env["arrears.charge"].search(
        [("debtor_id", "=", told.case.debtor_id.id), ("kind", "=", "late_fee"),
         ("state", "=", "open")]
    )  # fmt: skip
    waiver = told.moved(told.env["arrears.waiver"], 21).create(
        {
            "company_id": told.case.company_id.id,
            "debtor_id": told.case.debtor_id.id,
            "reason_code": "own_error",
            "explanation": "业主称账单寄错地址。",
            "line_ids": [
                Command.create({"charge_id": fee.id, "amount": fee.amount_remaining})
                for fee in fees
            ],
        }
    )
    waiver.action_submit()
    told.moved(waiver, 20, told.manager).action_approve()
    told.moved(waiver, 19, told.firm.staff["accountant"]).action_apply()
    if waiver.state != "applied":
        raise ValueError(waiver.failure)
    windows = told.moved(told.env["arrears.waiver.reversal"], 4, told.firm.staff["manager2"])
    windows.create(
        {"waiver_id": waiver.id, "reason": "核对回执：账单已按登记地址送达，并非我方差错。"}
    ).action_reverse()
