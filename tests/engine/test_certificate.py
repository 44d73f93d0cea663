"""A collector's certificate: its last day counts, and its end is told a month ahead."""

from datetime import date, timedelta

from engine.certificate import certificate_reason, is_to_warn

TODAY = date(2026, 9, 15)


def test_the_last_day_still_counts():
    assert certificate_reason(TODAY, TODAY) is None
    assert certificate_reason(TODAY - timedelta(days=1), TODAY).code == "certificate_expired"
    assert certificate_reason(None, TODAY).code == "certificate_missing"


def test_the_end_is_told_thirty_days_ahead():
    assert is_to_warn(TODAY + timedelta(days=30), TODAY)
    assert not is_to_warn(TODAY + timedelta(days=31), TODAY)
    assert is_to_warn(TODAY - timedelta(days=5), TODAY)
