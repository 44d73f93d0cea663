"""What a script says, in which half of a talk, and what it leaves out."""

import pytest

from engine.script_rules import DEBT_PARTS, NEUTRAL_PARTS, ScriptText, script_faults
from engine.wording_phrases import REQUIRED_PARTS

BEFORE = "{caller}, {creditor}. {recording_notice} {ask_convenient}"
AFTER = "{amount}, due {due_date}. {help_line}"
WRITTEN = " ".join(f"{{{part}}}" for part in REQUIRED_PARTS)


def text(**values):
    values = {
        "channel": "call",
        "situation": "opening",
        "contact_class": "dunning",
        "tone": "gentle",
        "before": BEFORE,
        "body": AFTER,
    } | values
    return ScriptText(**values)


def faults(**values):
    return [(f.code, *f.arguments.values()) for f in script_faults(text(**values))]


def test_a_whole_opening_passes():
    assert faults() == []


@pytest.mark.parametrize("part", ["caller", "creditor", "recording_notice", "ask_convenient"])
def test_an_opening_says_who_calls_that_it_is_recorded_and_asks_whether_it_suits(part):
    without = BEFORE.replace(f"{{{part}}}", "")
    assert ("wording_part_missing", part) in faults(before=without)
    moved = faults(before=without, body=f"{AFTER} {{{part}}}")
    assert ("wording_part_missing", part) in moved, "afterwards is too late"


@pytest.mark.parametrize("part", ["amount", "due_date", "help_line"])
def test_an_opening_names_the_debt_and_the_way_out(part):
    assert ("wording_part_missing", part) in faults(body=AFTER.replace(f"{{{part}}}", ""))


@pytest.mark.parametrize("part", [*DEBT_PARTS, "units", "how_to_pay"])
def test_nothing_of_the_account_stands_before_the_identity_check(part):
    found = faults(before=f"{BEFORE} {{{part}}}")
    assert ("wording_too_early", f"{{{part}}}") in found


@pytest.mark.parametrize(
    "words",
    ["您有欠费", "您的账单已逾期", "尚未缴清", "you owe us", "it is overdue", "your arrears"],
)
def test_nor_in_words(words):
    assert any(code == "wording_too_early" for code, *_rest in faults(before=f"{BEFORE} {words}"))


@pytest.mark.parametrize("words", ["I know the way", "我想跟您核对一件事", "the flowers"])
def test_other_words_pass(words):
    assert faults(before=f"{BEFORE} {words}") == []


@pytest.mark.parametrize(("tone", "missing"), [("gentle", 0), ("notice", 1), ("firm", 1)])
def test_from_the_second_tone_on_a_text_names_its_deadline(tone, missing):
    found = faults(situation="promise_ask", before="", body="When?", tone=tone)
    assert len(found) == missing
    assert faults(situation="promise_ask", before="", body="By {pay_by}.", tone=tone) == []


@pytest.mark.parametrize("part", REQUIRED_PARTS)
def test_a_written_text_carries_what_every_message_carries(part):
    written = {"channel": "wechat", "situation": "opening", "before": ""}
    assert faults(**written, body=WRITTEN) == []
    found = faults(**written, body=WRITTEN.replace(f"{{{part}}}", ""))
    assert found == [("wording_part_missing", part)]


def test_a_service_call_has_no_word_on_arrears():
    service = {"situation": "service", "contact_class": "service", "before": ""}
    assert faults(**service, body="Is the repair in order? {office}") == []
    assert faults(**service, body="{amount}") == [("wording_service_names_debt", "{amount}")]
    assert faults(**service, body="顺便说一下欠费") == [("wording_service_names_debt", "欠")]
    assert faults(**service, body="{how_to_pay}")


def test_a_promotion_carries_the_way_out():
    promotion = {"situation": "invitation", "contact_class": "marketing", "before": ""}
    assert faults(**promotion, body="Try it.") == [("wording_part_missing", "opt_out")]
    assert faults(**promotion, body="Try it. {opt_out}") == []


def test_a_threat_is_refused_in_a_talk_too():
    assert ("wording_veiled_threat", "后果自负") in faults(body=f"{AFTER} 后果自负")


@pytest.mark.parametrize("part", ["age", "family", "segment", "score", "name"])
def test_nothing_about_the_person_can_be_named(part):
    assert ("wording_part_unknown", part) in faults(body=f"{AFTER} {{{part}}}")


def test_neutral_parts_and_parts_of_the_debt_are_apart():
    assert not set(NEUTRAL_PARTS) & set(DEBT_PARTS)


def test_a_link_is_written_and_never_spoken():
    spoken = f"{AFTER} {{payment_link}}"
    assert ("wording_link_spoken",) in faults(body=spoken)
    written = WRITTEN + " {payment_link}"
    assert faults(channel="wechat", before="", body=written) == []
