"""A time zone in which the firm may write to its owners now.

Owners are contacted between nine and twenty o'clock on their own clock. Where somebody starts
the demonstration at night in China, the firm moves to a zone in which it is day, and says so;
the date stays that of China, or that of the day before from midnight to four.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HOME = "Asia/Shanghai"
OPEN_FROM, OPEN_TO = 10, 19
SMALL_HOURS = 4


def working_zone(now: datetime) -> str:
    """The name of a time zone where it is working time at this moment.

    :param now: an aware moment
    """
    local = now.astimezone(ZoneInfo(HOME))
    if OPEN_FROM <= local.hour < OPEN_TO:
        return HOME
    wanted = OPEN_FROM if SMALL_HOURS <= local.hour < OPEN_FROM else OPEN_TO - 1
    day = local.date() - timedelta(days=local.hour < SMALL_HOURS)
    there = datetime(day.year, day.month, day.day, wanted, local.minute, tzinfo=timezone.utc)
    offset = round((there - now.astimezone(timezone.utc)) / timedelta(hours=1))
    # The sign of these names is the other way round: Etc/GMT-9 is nine hours ahead of UTC.
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"
