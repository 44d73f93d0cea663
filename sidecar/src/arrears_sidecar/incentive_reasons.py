"""Why a reward was earned or not, in the words of a spreadsheet that nobody needs Odoo to read."""

REASONS = {
    "on_time": (
        "Paid in full by the last day",
        "已在最后期限前全额缴清",
    ),
    "in_a_row": (
        "The last of a row of bills paid in full by the last day",
        "连续按时缴清的最后一期",
    ),
    "prepaid_year": (
        "Twelve months were paid in advance",
        "已预缴十二个月",
    ),
    "debit_sign_up": (
        "A mandate was signed, and its first debit collected",
        "已签代扣授权，且首次代扣成功",
    ),
    "kind_not_rewarded": (
        "This kind of fee is not rewarded",
        "此类费用不享受优惠",
    ),
    "estate_not_in_program": (
        "Its estate is not in the programme",
        "该项目不在方案内",
    ),
    "due_outside_window": (
        "Its day is not in the programme's time",
        "日期不在方案期间内",
    ),
    "not_settled": (
        "It is not paid in full with money",
        "未通过收款结清",
    ),
    "settled_late": (
        "It was paid after the last day",
        "缴清日期晚于最后期限",
    ),
    "row_too_short": (
        "The row of bills paid on time is not long enough yet",
        "连续按时缴费的期数还不够",
    ),
    "price_unknown": (
        "No price of a month is known for the service",
        "该服务没有可用的月单价",
    ),
    "year_not_prepaid": (
        "It was paid in advance for less than twelve months",
        "预缴不足十二个月",
    ),
    "prepayment_gone": (
        "The money paid in advance was refunded or moved",
        "预缴款已退还或转出",
    ),
    "prepaid_above_cap": (
        "More is paid in advance than may be taken",
        "预缴金额超过允许收取的上限",
    ),
    "mandate_not_active": (
        "The mandate is not active",
        "代扣授权未生效",
    ),
    "no_debit_settled": (
        "No debit of the mandate was collected yet",
        "该代扣授权尚无扣款成功",
    ),
    "signed_before": (
        "An earlier mandate of the debtor has collected for the unit",
        "该业主此前的代扣授权已为该房产成功扣款",
    ),
    "payment_returned": (
        "A payment of it was returned by the bank",
        "银行已退回该笔款项",
    ),
    "principal_overdue": (
        "The debtor owes other overdue fees",
        "该业主另有逾期物业费",
    ),
    "bill_disputed": (
        "The debtor disputes it",
        "业主对该账单有异议",
    ),
    "bill_time_barred": (
        "Its claim is time-barred",
        "该账单已过诉讼时效",
    ),
    "account_inactive": (
        "The debtor or the ledger account is archived",
        "业主或会计科目已归档",
    ),
    "period_closed": (
        "The books are locked beyond today",
        "账簿锁定日期晚于今天",
    ),
    "rewarded_elsewhere": (
        "Another reward of it does not go with this one",
        "该账单的另一项优惠不能与本优惠同享",
    ),
}
"""Codes of the answers (those of Odoo's own check), in the English and Chinese of a spreadsheet."""
