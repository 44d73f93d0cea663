"""Logs with named facts and without personal data.

Only the facts on a closed list are written at all, and long runs of digits are masked wherever
they stand, so that an account number cannot slip in with somebody else's message.
"""

import json
import logging
import re
import sys
from datetime import datetime, timezone

FACTS = (
    "job",
    "channel",
    "batch",
    "file",
    "profile",
    "rows",
    "state",
    "code",
    "line",
    "count",
    "seconds",
    "error",
    "program",
)
"""The facts a log line may carry."""

_LONG_NUMBER = re.compile(r"[0-9]{9,}([0-9]{4})")

log = logging.getLogger("arrears_sidecar")


def masked(text: str) -> str:
    """The text with all runs of 13 digits and more cut to their last four."""
    return _LONG_NUMBER.sub(r"…\1", text)


def note(message: str, level: int = logging.INFO, **facts: object) -> None:
    """Write one event.

    :param facts: names from `FACTS`; any other name is a mistake of the program.
    """
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise ValueError(f"{sorted(unknown)} may not be logged")
    log.log(level, message, extra={"facts": facts})


class TextForm(logging.Formatter):
    """For people: time, level, message, facts."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        facts = getattr(record, "facts", {})
        tail = " ".join(f"{key}={value}" for key, value in facts.items() if value not in ("", None))
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        text = f"{time} {record.levelname.lower():7} {record.getMessage()}"
        return masked(f"{text} [{tail}]" if tail else text) + self._trace(record)

    def _trace(self, record: logging.LogRecord) -> str:
        """The traceback of an unexpected failure."""
        return f"\n{masked(self.formatException(record.exc_info))}" if record.exc_info else ""


class JsonForm(TextForm):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname.lower(),
            "message": masked(record.getMessage()),
        }
        for key, value in getattr(record, "facts", {}).items():
            entry[key] = masked(value) if isinstance(value, str) else value
        if record.exc_info:
            entry["trace"] = self._trace(record)
        return json.dumps(entry, ensure_ascii=False)


def start_logging(form: str, verbose: bool = False) -> None:
    """Send the log to the error stream in the given form (`text` or `json`)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonForm() if form == "json" else TextForm())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    log.setLevel(logging.DEBUG if verbose else logging.INFO)
    # `schedule` announces every run of every job.
    logging.getLogger("schedule").setLevel(logging.WARNING)
