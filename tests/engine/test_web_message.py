"""A web gateway's messages, answers and receipts."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.web_message import (
    PARTS,
    AnswerRules,
    Receipt,
    ReceiptRules,
    body_faults,
    filled_body,
    headers_of,
    hidden,
    is_signed,
    next_channel,
    pick,
    read_answer,
    read_receipts,
    states_of,
    url_faults,
    values_in,
)

BODY = (
    '{"to": "{recipient}", "content": "{text}", "params": "{variables}", "id": "ref {reference}"}'
)
RULES = AnswerRules("data.code", ("0", "ok"), "data.id")
RECEIPTS = ReceiptRules(
    "items", "ref", "id", "status", "why", {"DELIVRD": "delivered", "UNDELIV": "bounced"}
)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    "url",
    ["https://gate.example/send", "https://gate.example:8443/a/b?x=1", "https://gate.example"],
)
def test_an_encrypted_address_is_taken(url):
    assert url_faults(url) == []


@pytest.mark.parametrize(
    "url",
    ["http://gate.example/", "ftp://x", "", "https://user:pw@gate.example/", "https://a b/",
     "http://127.0.0.1:80/x", "https://gate.example/#x"],
)  # fmt: skip
def test_any_other_address_is_refused(url):
    assert codes(url_faults(url)) == ["web_url"]


def test_the_machine_itself_is_an_address_only_where_that_is_allowed():
    assert url_faults("http://127.0.0.1:8080/x", allow_local=True) == []
    assert url_faults("http://127.0.0.2/x", allow_local=True)
    assert url_faults("http://127.0.0.1.evil.example/x", allow_local=True)


def test_headers_are_one_a_line_and_the_wrong_line_is_named():
    assert headers_of("A: 1\n\nX-Key: {secret}") == {"A": "1", "X-Key": "{secret}"}
    for wrong in ("A: 1\nno header", "A: 1\nÜ: 2", "A: 1\nB:"):
        with pytest.raises(ValueError, match="2"):
            headers_of(wrong)


def test_a_body_is_json_with_known_parts_a_recipient_and_a_text():
    assert body_faults(BODY) == []
    assert codes(body_faults('{"to":\n {recipient}}')) == ["web_body_json"]
    assert codes(body_faults("")) == ["web_body_json"]
    assert codes(body_faults('{"a": "{recipient} {text} {name}"}')) == ["web_body_part"]
    assert codes(body_faults('{"a": "{text}"}')) == ["web_body_missing"]
    assert codes(body_faults('{"a": "{recipient}"}')) == ["web_body_missing"]
    assert codes(body_faults('{"a": "{recipient} {variables}"}')) == ["web_body_missing"]


def test_a_gateway_of_registered_texts_needs_their_number_signature_and_values():
    body = '{"a": "{recipient} {template} {signature}", "b": "{named_variables}"}'
    assert body_faults(body, registered=True) == []
    faults = body_faults('{"a": "{recipient} {text}"}', registered=True)
    assert [fault.arguments["part"] for fault in faults] == ["template", "signature", "variables"]


def test_values_keep_their_type_where_they_stand_alone():
    values = {"recipient": "o1", "text": "Hello", "variables": ["1", "2"], "reference": "7-x"}
    assert json.loads(filled_body(BODY, values)) == {
        "to": "o1", "content": "Hello", "params": ["1", "2"], "id": "ref 7-x",
    }  # fmt: skip


@given(st.text())
def test_no_text_breaks_out_of_its_place(text):
    values = dict.fromkeys(PARTS, "") | {"text": text, "variables": [text], "reference": text}
    filled = json.loads(filled_body(BODY, values))
    assert filled["content"] == text
    assert filled["params"] == [text]
    assert set(filled) == {"to", "content", "params", "id"}


def test_a_secret_in_a_debtors_text_is_not_filled():
    values = {"text": "{secret}", "recipient": "r", "secret": "hush"}
    assert "hush" not in filled_body('{"t": "x {text}", "r": "{recipient}"}', values)


@given(st.lists(st.text(), min_size=2, max_size=2))
def test_values_are_read_back_so_that_the_gateway_makes_the_same_text(pair):
    body = "Unit {units}: {amount} due. {units}!"
    text = body.replace("{units}", pair[0]).replace("{amount}", pair[1])
    if "{amount}" in pair[0]:
        return
    values = values_in(body, text)
    assert body.replace("{amount}", values["amount"]).replace("{units}", values["units"]) == text


def test_a_text_that_was_made_from_another_body_has_no_values():
    assert values_in("Unit {units}.", "House 1.") is None
    assert values_in("Unit {units}, {units}.", "Unit 1, 2.") is None
    assert values_in("Unit {units}: {amount}", "Unit 1: 5") == {"units": "1", "amount": "5"}


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, '{"data": {"code": 0, "id": 17}}', "accepted"),
        (201, '{"data": {"code": "ok"}}', "accepted"),
        (200, '{"data": {"code": 1}}', "refused"),
        (200, '{"data": {}}', "unknown"),
        (200, "not json", "unknown"),
        (200, "", "unknown"),
        (302, "", "refused"),
        (400, "bad", "refused"),
        (429, "later", "refused"),
        (499, "", "unknown"),
        (408, "", "unknown"),
        (500, '{"data": {"code": 0}}', "unknown"),
        (503, "", "unknown"),
    ],
)
def test_an_answer_is_yes_no_or_nobody_knows(status, body, verdict):
    assert read_answer(status, body, RULES).verdict == verdict


def test_the_gateways_number_is_kept_as_text():
    assert read_answer(200, '{"data": {"code": 0, "id": 17}}', RULES).number == "17"
    assert read_answer(200, '{"data": {"code": 0}}', RULES).number == ""


def test_without_a_field_that_says_yes_any_2xx_does():
    assert read_answer(204, "", AnswerRules("", ())).verdict == "accepted"
    assert read_answer(299, "x", AnswerRules("", ())).verdict == "accepted"
    assert read_answer(300, "x", AnswerRules("", ())).verdict == "refused"


def test_a_path_leads_through_objects_and_lists():
    value = {"a": [{"b": 1}]}
    assert pick(value, "a.0.b") == 1
    assert pick(value, "a.1.b") is None
    assert pick(value, "a.b") is None
    assert pick(None, "a") is None


def test_states_are_mapped_line_by_line():
    assert states_of("DELIVRD = delivered\n\n0=read") == {"DELIVRD": "delivered", "0": "read"}
    for wrong in ("A = delivered\nB", "A = read\nB = gone", "A = read\n= read"):
        with pytest.raises(ValueError, match="2"):
            states_of(wrong)


def test_receipts_are_read_one_by_one_and_the_wrong_ones_named():
    rows = [
        {"ref": "7-a", "status": "DELIVRD", "id": 9},
        {"id": "8", "status": "UNDELIV", "why": "gone"},
        {"id": "8", "status": "ON_ITS_WAY"},
        {"status": "DELIVRD"},
        {"ref": "7-a"},
        "text",
    ]
    found, faults = read_receipts(json.dumps({"items": rows}), RECEIPTS)
    assert found == [
        Receipt("7-a", "9", "delivered"),
        Receipt("", "8", "bounced", "gone"),
        Receipt("", "8", ""),
    ]
    assert codes(faults) == ["receipt_no_message", "receipt_no_state", "receipt_no_message"]


@pytest.mark.parametrize(
    ("body", "code"),
    [("no", "receipt_no_json"), ('{"items": []}', "receipt_empty"), ("{}", "receipt_no_message"),
     ("[]", "receipt_no_message"), ("3", "receipt_no_message")],
)  # fmt: skip
def test_what_is_no_receipt_says_why(body, code):
    found, faults = read_receipts(body, RECEIPTS)
    assert found == []
    assert codes(faults) == [code]


@given(st.text())
def test_nothing_posted_makes_the_reader_fail(body):
    read_receipts(body, RECEIPTS)
    read_answer(200, body, RULES)


def test_a_signature_fits_its_secret_and_body_alone():
    signature = hmac.new(b"key", b"body", hashlib.sha256).hexdigest()
    assert is_signed("key", b"body", signature)
    assert is_signed("key", b"body", f"sha256={signature.upper()}")
    assert not is_signed("key", b"body!", signature)
    assert not is_signed("other", b"body", signature)
    assert not is_signed("key", b"body", "")
    assert not is_signed("key", b"body", "ß")


def test_numbers_addresses_and_secrets_are_masked():
    shown = hidden("to +86 138-1234-5678 or mary@example.com key=hush 42", "hush")
    assert "1234" not in shown
    assert "mary" not in shown
    assert "hush" not in shown
    assert shown.endswith("42")


def test_the_next_channel_is_the_first_that_reaches_and_was_not_tried():
    order = ("wechat", "email", "sms")
    assert next_channel(order, ("sms", "email"), ("email",)) == "sms"
    assert next_channel(order, ("sms", "email", "wechat"), ("email",)) == "wechat"
    assert next_channel(order, ("email",), ("email",)) == ""
