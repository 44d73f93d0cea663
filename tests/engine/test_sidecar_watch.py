"""When a sidecar is late."""

from datetime import datetime, timedelta

import pytest

from engine.sidecar_watch import lateness

NOW = datetime(2026, 11, 30, 9, 0)


@pytest.mark.parametrize(
    ("seen_minutes", "failing_minutes", "why"),
    [
        (0, None, ""),
        (10, None, ""),
        (11, None, "silent"),
        (1, 60, ""),
        (1, 61, "failing"),
        (11, 61, "silent"),
    ],
)
def test_late_after_ten_silent_minutes_or_an_hour_of_failures(
    seen_minutes: int, failing_minutes: int | None, why: str
) -> None:
    """Silence is told first: what failed before it says nothing of now."""
    failing = None if failing_minutes is None else NOW - timedelta(minutes=failing_minutes)
    assert lateness(NOW, NOW - timedelta(minutes=seen_minutes), failing) == why


@pytest.mark.parametrize(
    ("seen_minutes", "key_days", "why"),
    [(0, 14, ""), (0, 13, "key"), (0, -1, "key"), (11, 1, "silent"), (0, None, "")],
)
def test_key_that_ends_within_two_weeks_is_told(
    seen_minutes: int, key_days: int | None, why: str
) -> None:
    """Unless there is worse to tell."""
    until = None if key_days is None else NOW + timedelta(days=key_days)
    assert lateness(NOW, NOW - timedelta(minutes=seen_minutes), None, until) == why
