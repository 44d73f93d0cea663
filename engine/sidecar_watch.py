"""When the silence or the failures of the sidecar are worth a manager's time."""

from __future__ import annotations

from datetime import datetime, timedelta

SILENT_AFTER = timedelta(minutes=10)
FAILING_AFTER = timedelta(hours=1)
KEY_WARNING = timedelta(days=14)


def lateness(
    now: datetime,
    last_seen: datetime,
    failing_since: datetime | None = None,
    key_until: datetime | None = None,
) -> str:
    """What a manager has to hear of a sidecar: ``silent``, ``failing``, ``key``, or nothing.

    Ten minutes are ten missed heartbeats; a bank's server that is away for a moment mends itself
    within the hour; two weeks leave time to make the next key.

    :param key_until: when the last valid API key ends; None when it has none that ends
    """
    if now - last_seen > SILENT_AFTER:
        return "silent"
    if failing_since is not None and now - failing_since > FAILING_AFTER:
        return "failing"
    if key_until is not None and key_until - now < KEY_WARNING:
        return "key"
    return ""
