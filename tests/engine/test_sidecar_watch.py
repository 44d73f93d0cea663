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
