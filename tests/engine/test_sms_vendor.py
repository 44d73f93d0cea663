"""What gateways ask of a registered text (domain 1.9)."""

import pytest

from engine.sms_vendor import LONGEST, VENDORS, Registered, in_order, vendor_faults


def registered(body="{creditor}:账单 {amount},到期日 {due_date}。", **values):
    values = {
        "vendor": "aliyun",
        "signature": "湖畔物业",
        "number": "SMS_20260101",
        "variables": ("creditor", "amount", "due_date"),
    } | values
    return Registered(body=body, **values)


def codes(text):
    return [fault.code for fault in vendor_faults(text)]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_neutral_bill_notice_passes_everywhere(vendor):
    assert codes(registered(vendor=vendor)) == []


def test_what_one_gateway_refuses_another_may_take():
    body = "{creditor}:{amount},{due_date} 可申请调解"
    assert codes(registered(body, vendor="huawei")) == ["vendor_phrase"]
    assert codes(registered(body, vendor="tencent")) == []


@pytest.mark.parametrize("between", ["", " ", "\n"])
def test_variables_side_by_side_are_refused(between):
    assert "wording_adjacent_parts" in codes(
        registered("{creditor}:{amount}" + between + "{due_date}")
    )


@pytest.mark.parametrize("phrase", ["https://pay.example", "【湖畔】", "¥", "13812345678", "催"])
def test_what_all_gateways_refuse_is_refused(phrase):
    assert "wording_vendor" in codes(registered("{creditor}:{amount},{due_date} " + phrase))


def test_variables_stand_in_the_order_of_the_text_and_each_once():
    assert codes(registered(variables=("amount", "creditor", "due_date"))) == ["vendor_variables"]
    assert codes(registered(variables=("creditor", "amount"))) == ["vendor_variables"]
    twice = "{creditor}:{amount},{due_date},再次确认 {amount}"
    assert codes(registered(twice)) == []


@pytest.mark.parametrize("signature", ["湖", "湖" * 13, "【湖畔】", "lake side", ""])
def test_a_signature_has_two_to_twelve_signs_and_no_brackets(signature):
    assert codes(registered(signature=signature)) == ["vendor_signature"]


@pytest.mark.parametrize("number", ["", "ab", "SMS 1", "一二三"])
def test_a_number_is_what_a_vendor_gives(number):
    assert codes(registered(number=number)) == ["vendor_number"]


def test_the_length_counts_the_signature():
    head = "{creditor}:{amount},{due_date}"
    room = LONGEST - len(head) - len("湖畔物业") - 2
    assert codes(registered(head + "好" * room)) == []
    assert codes(registered(head + "好" * (room + 1))) == ["text_too_long"]


def test_values_go_out_in_the_registered_order():
    assert in_order(("b", "a"), {"a": "1", "b": "2", "c": "3"}) == ["2", "1"]
    with pytest.raises(KeyError):
        in_order(("z",), {})
