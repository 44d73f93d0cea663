"""Phrases that no text to a debtor may contain: the list of domain.md 2.3, as data.

Each entry is (pattern, why). A pattern is a regular expression, matched without regard to case.
``GENERAL`` holds for every channel, ``SMS_VENDOR`` is what the common Chinese gateways refuse.
"""

from __future__ import annotations

FALSE_AUTHORITY = "false_authority"
FALSE_CREDIT = "false_credit"
VEILED_THREAT = "veiled_threat"
SERVICE_CUT = "service_cut"
EXPOSURE = "exposure"
THIRD_PARTY = "third_party"
CRIMINAL = "criminal"
HARASSMENT = "harassment"
SCORN = "scorn"
PRESSURE_ON_STAFF = "pressure_on_staff"
LENDING = "lending"
VENDOR = "vendor"
WAIVES_RIGHTS = "waives_rights"

GENERAL: tuple[tuple[str, str], ...] = (
    ("行政处罚", FALSE_AUTHORITY),
    ("罚款", FALSE_AUTHORITY),
    ("政府部门的?重视", FALSE_AUTHORITY),
    ("强制执行", FALSE_AUTHORITY),
    (r"administrative (penalt|punish)\w*", FALSE_AUTHORITY),
    (r"\bfined\b|\bimpose a fine\b", FALSE_AUTHORITY),
    (r"\bbailiff", FALSE_AUTHORITY),
    ("征信", FALSE_CREDIT),
    ("信用记录", FALSE_CREDIT),
    ("黑名单", FALSE_CREDIT),
    ("失信", FALSE_CREDIT),
    ("(贷款申请|申请贷款|融资(的)?困难)", FALSE_CREDIT),
    ("老赖", FALSE_CREDIT),
    (r"credit (record|report|rating|score|bureau)", FALSE_CREDIT),
    (r"black-?list", FALSE_CREDIT),
    ("住房权益", VEILED_THREAT),
    ("(日常|正常)生活", VEILED_THREAT),
    ("不必要的麻烦", VEILED_THREAT),
    ("后果自负", VEILED_THREAT),
    ("小疙瘩", VEILED_THREAT),
    ("饭菜里.{0,2}沙子", VEILED_THREAT),
    ("打扰您的好心情", VEILED_THREAT),
    (r"housing rights", VEILED_THREAT),
    (r"unnecessary trouble", VEILED_THREAT),
    (r"daily life", VEILED_THREAT),
    (r"(bear|face) (all |the )*consequences", VEILED_THREAT),
    ("停(止供?)?(水|电|气|暖|梯)", SERVICE_CUT),
    ("门禁.{0,4}(停用|禁用|关闭)", SERVICE_CUT),
    ("限制.{0,4}(车辆|进出|出入|电梯)", SERVICE_CUT),
    ("灯会灭", SERVICE_CUT),
    ("服务.{0,4}受(到)?影响", SERVICE_CUT),
    (r"services? (will|would|may) (suffer|stop|be cut)", SERVICE_CUT),
    (r"(cut|shut|switch|turn)(ting)? off.{0,20}(water|power|gas|heat|electric|lift)", SERVICE_CUT),
    (r"(disable|block)\w*.{0,20}(access|lift|gate|parking|vehicle)", SERVICE_CUT),
    ("曝光", EXPOSURE),
    ("公示.{0,4}名单", EXPOSURE),
    ("通报.{0,4}单位", EXPOSURE),
    (r"\b(publish|expose)\w*\b.{0,20}\b(name|list|debtor)", EXPOSURE),
    ("(家人|家属|亲属|亲戚|邻居|单位领导|您的单位)", THIRD_PARTY),
    ("孙子|孙女|(您|你)家.{0,4}(老人|小孩|孩子)", THIRD_PARTY),
    ("(旅游|旅行|出差)回来", THIRD_PARTY),
    (r"\byour (children|grandchildren|parents|trip|travels?)\b", THIRD_PARTY),
    (r"\byour (family|relatives?|employer|neighbou?rs?|boss)\b", THIRD_PARTY),
    ("坐牢", CRIMINAL),
    ("拘留", CRIMINAL),
    ("刑事", CRIMINAL),
    (r"\b(prison|jail|arrest|criminal)\w*", CRIMINAL),
    ("天天.{0,3}(打?电话|联系)", HARASSMENT),
    ("老是.{0,3}(打?电话|联系)", HARASSMENT),
    ("打扰到?您的(生活|工作|休息)", HARASSMENT),
    (r"(call|ring)\w* (you )?(every day|daily|again and again)", HARASSMENT),
    ("恶意", SCORN),
    ("不像话", SCORN),
    ("看(他|她|您|你)怎么办", SCORN),
    ("拖欠债务的事实", SCORN),
    ("怎么会至此", SCORN),
    ("令人担忧的境地", SCORN),
    (r"\bdo you (even )?know (that )?you (owe|are in debt)", SCORN),
    (r"\b(malicious|shameful|disgrace)\w*", SCORN),
    ("上级要求", PRESSURE_ON_STAFF),
    ("考核", PRESSURE_ON_STAFF),
    ("挨批", PRESSURE_ON_STAFF),
    ("贷款还款", LENDING),
    ("(信用|物业费)贷款", LENDING),
    (r"\b(take out|apply for) a loan\b", LENDING),
)

SMS_VENDOR: tuple[tuple[str, str], ...] = (
    ("催", VENDOR),
    ("律师", VENDOR),
    ("法院", VENDOR),
    ("分期", VENDOR),
    ("加微信", VENDOR),
    ("[¥￥]", VENDOR),
    ("[【】]", VENDOR),
    (r"https?://|www\.", VENDOR),
    (r"(?<!\d)1[3-9]\d{9}(?!\d)", VENDOR),
)

# A gift or a reward is never the price of a right (domain.md, seed row 13).
OFFER: tuple[tuple[str, str], ...] = (
    (
        "(放弃|不再(主张|追究|要求)).{0,12}(权利|投诉|异议|诉讼|起诉|索赔|抗辩|时效|报修)",
        WAIVES_RIGHTS,
    ),
    ("(撤回|撤销|不得|不再|停止).{0,6}(投诉|起诉|举报|维权)", WAIVES_RIGHTS),
    (
        r"\b(waiv|renounc|giv\w* up|forgo|forfeit)\w*\b.{0,40}\b(right|claim|complain|suit)",
        WAIVES_RIGHTS,
    ),
    (r"\b(withdraw|drop)\w*\b.{0,20}\b(complain|claim|suit|objection)", WAIVES_RIGHTS),
)

# Every text that asks for money carries these; the blocks behind them are written once.
REQUIRED_PARTS: tuple[str, ...] = (
    "amount",
    "due_date",
    "periods",
    "how_to_pay",
    "office",
    "ignore_if_paid",
    "help_line",
)
# The day to pay by: a part of every text from the second tone on.
DEADLINE_PART = "pay_by"
# What a template may name besides. Nothing about the person beyond the account.
OPTIONAL_PARTS: tuple[str, ...] = (
    "units",
    "estate",
    "creditor",
    DEADLINE_PART,
    "earlier_notices",
    "late_fee",
    "payment_link",
)
# An address: what gateways refuse in an SMS, and what cheats send. By e-mail alone, on a line
# without other parts, as the line is left out for who has no such place.
LINK_PART = "payment_link"
