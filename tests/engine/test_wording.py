"""What a text to a debtor must not say, and must not leave out (domain 2.3)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.masking import mask_email, mask_name, mask_phone
from engine.period_text import joined, period_text
from engine.wording import (
    banned_phrases,
    fill,
    placeholders,
    template_faults,
    typed_figures,
    without_link,
)
from engine.wording_phrases import GENERAL, OFFER, OPTIONAL_PARTS, REQUIRED_PARTS, SMS_VENDOR

WHOLE = " ".join(f"{{{part}}}" for part in REQUIRED_PARTS)

# One sentence for every phrase of domain 2.3, as somebody might write it.
BAD = """
如不缴费将受到行政处罚|逾期将罚款|会引起政府部门的重视|将影响您的征信|影响您的信用记录|列入黑名单|您就是老赖|
列为失信人员|以免影响您的住房权益|影响您的日常生活|影响您的正常生活|以免带来不必要的麻烦|我们将停水|我们将停电|停气处理|
停暖处理|停梯处理|门禁将停用|限制车辆进出|在小区曝光|公示欠费名单|通报您的单位|我们会告知您的家人|告知亲属|联系单位领导|
小心坐牢|可能被拘留|追究刑事责任|后果自负|您这是恶意拖欠|简直不像话|天天打电话给您|这是上级要求|影响我的考核|我会挨批|
申请强制执行|贷款还款日已到
""".replace("\n", "").split("|")


@pytest.mark.parametrize("sentence", BAD)
def test_every_banned_phrase_of_the_list_is_found(sentence):
    assert banned_phrases(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We will cut off your water supply.",
        "This will ruin your credit record.",
        "We shall tell your employer.",
        "You will face the consequences.",
        "Avoid unnecessary trouble.",
        "We will publish a list of names of debtors.",
    ],
)
def test_threats_in_english_are_found_as_well(sentence):
    assert banned_phrases(sentence)


@pytest.mark.parametrize("word", ["催缴", "律师", "法院", "分期", "加微信", "¥500", "【物业】"])
def test_what_gateways_refuse_is_refused_in_an_sms_only(word):
    assert banned_phrases(f"尊敬的业主 {word}", "sms")
    assert not [hit for hit in banned_phrases(f"尊敬的业主 {word}") if hit.why == "vendor"]


PIECES = st.one_of(
    st.sampled_from(BAD),
    st.sampled_from(["turn off ", "water", "expose", " name", "publish 9 names", "天天打电话"]),
    st.sampled_from(["1", "13812345678", "2026-01", "1,500.00 元", "3-2-1501", "电话13812345678"]),
    st.text(alphabet="0123456789 ab停水公示名单", max_size=24),
)  # fmt: skip


@given(st.lists(PIECES, max_size=6).map("".join), st.sampled_from(["email", "sms", "offer"]))
def test_what_is_found_is_what_each_phrase_finds_by_itself(text, channel):
    """Texts that differ in their figures alone are looked through once: nothing is missed by it."""
    phrases = [*GENERAL, *{"sms": SMS_VENDOR, "offer": OFFER}.get(channel, ())]
    slow = [
        (found.group(0), why)
        for pattern, why in phrases
        for found in [re.search(pattern, text, re.IGNORECASE)]
        if found
    ]
    # Twice: what was remembered of the first look says the same.
    for _look in range(2):
        assert [(hit.phrase, hit.why) for hit in banned_phrases(text, channel)] == slow


def test_a_private_mobile_is_told_from_another_number_of_its_length():
    assert not banned_phrases("编号 10000000000", "sms")
    assert banned_phrases("编号 13812345678", "sms")


def test_a_link_or_a_private_mobile_does_not_go_into_an_sms():
    assert banned_phrases("see https://example.com", "sms")
    assert banned_phrases("电话13812345678", "sms")
    assert not banned_phrases("电话0571-88886666", "sms")


@pytest.mark.parametrize(
    "sentence",
    [
        "尊敬的业主,您名下房产的物业费尚未缴纳,请及时缴费。如已缴纳请忽略。",
        "您可以到物业服务中心缴费,咨询电话0571-88886666。如有困难请告诉我们。",
        "If the bill looks wrong, or paying is difficult at the moment, please tell us.",
        "We parked the question of the lift repair with the engineers.",
    ],
)
def test_plain_and_kind_words_pass(sentence):
    assert banned_phrases(sentence) == []
    assert banned_phrases(sentence, "sms") == []


@pytest.mark.parametrize("part", REQUIRED_PARTS)
def test_a_text_without_a_mandatory_part_is_refused(part):
    text = WHOLE.replace(f"{{{part}}}", "")
    faults = template_faults((text,), "email")
    assert [(f.code, f.arguments) for f in faults] == [("wording_part_missing", {"part": part})]


def test_a_whole_text_passes():
    assert template_faults(("Your fee", WHOLE), "email") == []
    assert template_faults((None, WHOLE), "sms") == []


@pytest.mark.parametrize("name", ["age", "job", "income", "family", "segment", "score", ""])
def test_nothing_about_the_person_can_be_named_in_a_text(name):
    """Closed list: what the account does not show has no placeholder."""
    assert name not in (*REQUIRED_PARTS, *OPTIONAL_PARTS)
    assert template_faults((f"{WHOLE} {{{name}}}",), "email")


def test_adjacent_parts_are_refused_in_an_sms():
    assert template_faults((WHOLE.replace("} {", "}{"),), "sms")


def test_filling_replaces_every_part_and_misses_none():
    assert fill("{a}-{b}", {"a": "1", "b": "{a}"}) == "1-{a}"
    assert placeholders("{a} {b}") == ["a", "b"]
    with pytest.raises(KeyError):
        fill("{missing}", {})


def test_the_lists_name_a_reason_for_every_phrase():
    assert all(pattern and why for pattern, why in (*GENERAL, *SMS_VENDOR))


@pytest.mark.parametrize(
    ("name", "company", "shown"),
    [
        ("张三", False, "张**"),
        ("欧阳小明", False, "欧**"),
        ("Mary Ann Smith", False, "M*** A*** S***"),
        ("海上商业有限公司", True, "海上商业有限公司"),
        ("", False, ""),
    ],
)
def test_names_of_people_are_masked(name, company, shown):
    assert mask_name(name, company) == shown


def test_numbers_and_addresses_are_masked():
    assert mask_phone("+86 138 1234 5678") == "*********5678"
    assert mask_phone("") == ""
    assert mask_email("mary@example.com") == "m***@example.com"
    assert mask_email("") == ""


def test_periods_read_alike_everywhere():
    from datetime import date

    first, last = date(2026, 1, 1), date(2026, 3, 31)
    assert period_text(first, last) == "2026-01–2026-03"
    assert period_text(first, date(2026, 1, 31)) == "2026-01"
    assert period_text(date(2026, 1, 15), last) == "2026-01-15–2026-03-31"
    assert period_text(None, None) == ""
    second = (date(2026, 4, 1), date(2026, 6, 30))
    assert joined([second, (first, last)]) == [(first, date(2026, 6, 30), 2)]


def test_the_link_stands_on_a_line_of_its_own_and_in_emails_alone():
    body = WHOLE + "\nPay here: {payment_link}"
    assert template_faults([body], "email") == []
    codes = [fault.code for fault in template_faults([body], "wechat")]
    assert codes == ["wording_link_by_email"]
    both = WHOLE + " {payment_link}"
    assert [fault.code for fault in template_faults([both], "email")] == ["wording_link_alone"]
    assert without_link(body + "\nBye") == WHOLE + "\nBye"


@pytest.mark.parametrize(
    "typed", ["¥450.00", "450", "3‰", "2026-10-31", "１２０", "三千元", "十月三十一日", "百分之五"]
)
def test_a_figure_that_was_typed_is_refused_with_its_words(typed):
    """Row 99: what the ledger does not say, no text says."""
    whole = f"{{amount}} {typed} {{due_date}}"
    assert [(r.code, r.arguments["phrase"]) for r in typed_figures(whole)] == [
        ("wording_typed_figure", typed)
    ]


def test_parts_and_small_counts_in_words_are_no_figures():
    assert (
        typed_figures("{amount} {pay_by} two minutes, three working days, 三个工作日, 一次") == []
    )
