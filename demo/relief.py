"""What was granted to owners: a reward programme, and relief for one in hardship."""

from datetime import timedelta

from odoo.fields import Command

PROGRAM_DAYS = 40


def make_program(company, staff, estates, today):
    """A running programme for paying on time: proposed by one manager, started by another."""
    programs = company.env["arrears.incentive.program"].with_user(staff["manager2"])
    program = programs.create(
        {
            "name": "按时缴费奖励",
            "company_id": company.id,
            "criteria": "账单在到期日后 10 日内全额缴清、且无其他逾期物业费的业主，"
            "下期账单减免本期物业服务费的 2%，每张账单最高 60 元。",
            "estate_line_ids": [Command.create({"estate_id": estate.id}) for estate in estates],
            "reward_type": "percent",
            "percent": 2,
            "amount_cap": 60,
            "date_from": today - timedelta(days=PROGRAM_DAYS),
            "date_to": today + timedelta(days=365 - PROGRAM_DAYS),
            "grace_days": 10,
            "budget": 50_000,
        }
    )
    program.with_user(staff["manager"]).action_activate()
    return program


def grant_relief(case, staff, today):
    """An application for relief, taken down by the collector and granted by the reviewer.

    The waiver that comes of it is approved, and waits for the sidecar to apply it.

    :param case: the card of the owner in hardship, with a late fee on it
    """
    then = today - timedelta(days=12)
    intake = case.env["arrears.hardship.intake"].with_user(staff["collector"])
    intake = intake.with_context(arrears_today=then)
    intake.create(
        {
            "case_id": case.id,
            "channel": "counter",
            "category": "illness",
            "statement": "家人住院，收入暂时中断，希望免除违约金，本金会慢慢缴清。",
        }
    ).action_hand_over()
    application = case.env["arrears.hardship"].search([("debtor_id", "=", case.debtor_id.id)])
    application = application.with_user(staff["reviewer"]).with_context(
        arrears_today=today - timedelta(days=1)
    )
    application.write({"evidence_type": "medical_certificate"})
    case.env["arrears.hardship.consent"].with_user(staff["reviewer"]).create(
        {
            "application_id": application.id,
            "proof": "medical_certificate",
            "purpose": "用于审核本次困难减免申请",
            "way": "signed",
            "given_on": today - timedelta(days=1),
        }
    )
    application.action_evidence_seen()
    application.write(
        {
            "decision": "waive_full",
            "decision_reason": "住院证明属实，免除全部违约金；本金可分期缴纳。",
        }
    )
    application.action_decide()
    return application
