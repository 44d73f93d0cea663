"""When a bank takes requests: its hours by a clock of its own time zone.

Which days are bank days is known in Odoo, where public holidays and worked weekends are entered
once; here are only the hours. Aware times alone are compared, so a change of daylight saving time
moves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .declaration import Table
from .errors import ConfigError


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when on a day, and whether on bank days alone.

    :param opens: None means at any time; when it is later than `closes`, the time spans midnight.
    """

    opens: time | None = None
    closes: time | None = None
    bank_days_only: bool = False
    zone: ZoneInfo | None = None

    def is_open(self, now: datetime, is_bank_day: bool) -> bool:
        """Whether a request may go out at that moment.

        :param now: an aware time.
        :param is_bank_day: what Odoo says of today.
        """
        if self.bank_days_only and not is_bank_day:
            return False
        if self.opens is None or self.closes is None:
            return True
        local = now.astimezone(self.zone).time()
        if self.opens <= self.closes:
            return self.opens <= local < self.closes
        return local >= self.opens or local < self.closes


ALWAYS = Hours()


def hours_of(table: Table, zone_name: str) -> Hours:
    """The settings `hours = "08:30-17:00"` and `bank_days_only = true` of a channel."""
    text = table.take("hours", str, "")
    bank_days_only = table.take("bank_days_only", bool, False)
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            "exchange.timezone", f"{zone_name!r} is no time zone", 'Write "Asia/Shanghai"'
        ) from error
    if not text:
        return Hours(bank_days_only=bank_days_only, zone=zone)
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError as error:
        raise ConfigError(
            table.path("hours"), f"{text!r} is no span of time", 'Write "08:30-17:00"'
        ) from error
    return Hours(opens, closes, bank_days_only, zone)


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(timezone.utc)


Now = Callable[[], datetime]
