"""When the silence or the failures of the sidecar are worth a manager's time."""

from __future__ import annotations

from datetime import datetime, timedelta

SILENT_AFTER = timedelta(minutes=10)
FAILING_AFTER = timedelta(hours=1)


def lateness(now: datetime, last_seen: datetime, failing_since: datetime | None) -> str:
    """Why a sidecar is late: ``silent``, ``failing``, or nothing.

    Ten minutes are ten missed heartbeats; a bank's server that is away for a moment mends itself
    within the hour.
    """
    if now - last_seen > SILENT_AFTER:
        return "silent"
    if failing_since is not None and now - failing_since > FAILING_AFTER:
        return "failing"
    return ""
