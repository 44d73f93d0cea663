"""When a bank takes requests: its hours by a clock of its own time zone.

On which days a bank takes files is known in Odoo, on its channel, where public holidays and worked
weekends are entered once; here are only the hours. Aware times alone are compared, so a change of
daylight saving time moves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .declaration import Table
from .errors import ConfigError


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when on a day.

    :param opens: None means at any time; when it is later than `closes`, the time spans midnight.
    """

    opens: time | None = None
    closes: time | None = None
    zone: ZoneInfo | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether a request may go out at that moment, an aware time."""
        if self.opens is None or self.closes is None:
            return True
        local = now.astimezone(self.zone).time()
        if self.opens <= self.closes:
            return self.opens <= local < self.closes
        return local >= self.opens or local < self.closes


ALWAYS = Hours()


def hours_of(table: Table, zone_name: str) -> Hours:
    """The setting `hours = "08:30-17:00"` of a channel."""
    text = table.take("hours", str, "")
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            "exchange.timezone", f"{zone_name!r} is no time zone", 'Write "Asia/Shanghai"'
        ) from error
    if not text:
        return Hours(zone=zone)
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError as error:
        raise ConfigError(
            table.path("hours"), f"{text!r} is no span of time", 'Write "08:30-17:00"'
        ) from error
    return Hours(opens, closes, zone)


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(timezone.utc)


Now = Callable[[], datetime]
