"""The scheduler of Odoo, to a job whose time is always up: after each piece it has to stop.

What a job says is left decides whether it is called again at once, or considered done until its
next turn, a day away perhaps.
"""

from unittest.mock import patch

MOST_CALLS = 20


class HurriedClock:
    """Calls a job as the scheduler would, without commits."""

    def __init__(self, env):
        self.cron = env.registry["ir.cron"]
        self.remaining = 0
        self.calls = 0

    def run(self, job):
        """Call a job until it says that nothing is left."""
        with patch.object(self.cron, "_commit_progress", self._progress):
            for self.calls in range(1, MOST_CALLS + 1):
                self.remaining = 0
                job()
                if not self.remaining:
                    return
        raise AssertionError(f"{self.remaining} are left after {MOST_CALLS} calls")

    def _progress(self, processed=0, *, remaining=None, deactivate=False):
        left = max(self.remaining - processed, 0)
        self.remaining = left if remaining is None else remaining
        return 0.0
