"""Reasons survive storage as JSON."""

import json

from engine.reason import Reason, as_json, from_json


def test_a_reason_comes_back_from_json_as_it_was():
    reasons = [Reason("debit_in_flight", {"reference": "D1"}), Reason("no_phone")]
    assert from_json(json.loads(json.dumps(as_json(reasons)))) == reasons


def test_an_empty_field_holds_no_reasons():
    assert from_json(None) == from_json([]) == []


def test_reasons_can_be_collected_in_a_set():
    assert len({Reason("a", {"x": 1}), Reason("a", {"x": 1}), Reason("b")}) == 2
