import pytest

from engine.debit_waits import Standing, waits_for


def test_a_batch_waits_for_each_step_of_its_way():
    way = ("draft", "approved", "exported", "handed_in", "answered", "closed", "withdrawn")
    assert [waits_for(Standing(state)) for state in way] == [
        "approval", "file", "hand_in", "answer", "unknown", "nothing", "nothing",
    ]  # fmt: skip


def test_a_draft_without_instructions_waits_for_the_selection():
    assert waits_for(Standing("draft", is_empty=True)) == "selection"


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_at_the_end_only_money_that_is_not_on_the_statement_is_waited_for(state):
    assert waits_for(Standing(state, is_clearing=True)) == "money"


def test_money_in_clearing_does_not_hide_what_the_bank_owes_an_answer_for():
    assert waits_for(Standing("answered", is_clearing=True)) == "unknown"


def test_a_withdrawal_asked_for_is_decided_before_anything_else_while_the_file_is_out():
    asked = {"asked_to_withdraw": True, "is_set_aside": True, "is_keyed": True, "is_late": True}
    assert waits_for(Standing("handed_in", **asked)) == "withdrawal"
    assert waits_for(Standing("closed", **asked)) == "set_aside"


def test_an_answer_set_aside_comes_before_one_to_confirm():
    assert waits_for(Standing("handed_in", is_set_aside=True, is_keyed=True)) == "set_aside"
    assert waits_for(Standing("handed_in", is_keyed=True, is_late=True)) == "confirm"


def test_nothing_is_left_to_look_at_of_a_batch_that_was_withdrawn():
    assert waits_for(Standing("withdrawn", is_set_aside=True, is_keyed=True)) == "nothing"


def test_the_bank_is_late_only_while_it_has_the_file():
    assert waits_for(Standing("exported", is_late=True)) == "late"
    assert waits_for(Standing("closed", is_late=True)) == "nothing"
