"""Which channels a job may serve at this moment, and why not the others."""

import functools
from collections.abc import Callable
from dataclasses import replace

from .errors import KeyRefused, Permanent
from .exchange import Exchange
from .workplace import Tally, Workplace

Job = Callable[[Workplace], Tally]


def served(job: Job, *, within_hours: bool = False) -> Job:
    """The job, with the channels that are ours, reachable and (for requests) open.

    A channel that is left out is told in the tally; what waits there waits for the next run.
    """

    @functools.wraps(job)
    def run(place: Workplace) -> Tally:
        told = Tally(job.__name__)
        channels = _usable(place, "channel", place.exchanges, told)
        sources = _usable(place, "source", place.statement_exchanges, told)
        if within_hours:
            channels = {code: one for code, one in channels.items() if _is_open(place, code, told)}
        tally = job(
            replace(
                place,
                exchanges=channels,
                statement_exchanges=sources,
                stopping=_stopping(place, channels, sources),
            )
        )
        tally.errors[:0] = told.errors
        tally.left += told.left
        return tally

    return run


def _usable(
    place: Workplace, kind: str, exchanges: dict[str, Exchange], told: Tally
) -> dict[str, Exchange]:
    """Those whose lease is ours and whose folders can be reached."""
    if place.leases is not None:
        with told.one():
            place.leases.renew(kind, exchanges)
    found: dict[str, Exchange] = {}
    for code, exchange in exchanges.items():
        if place.leases is not None and not place.leases.holds(kind, code):
            told.left.append(_left_to_others(place, kind, code))
            continue
        with told.one(channel=code):
            exchange.reach()
            found[code] = exchange
        if place.leases is not None:
            exchange.is_ours = functools.partial(place.leases.holds, kind, code)
    return found


def _left_to_others(place: Workplace, kind: str, code: str) -> str:
    """Who serves a channel instead of us."""
    lease = place.leases.told(kind, code) if place.leases is not None else None
    holder = f"sidecar {lease.holder} serves it" if lease and lease.holder else "no lease yet"
    return f"{code}: {holder}"


def _is_open(place: Workplace, code: str, told: Tally) -> bool:
    """Whether the bank takes requests now."""
    hours = place.hours.get(code)
    lease = place.leases.told("channel", code) if place.leases is not None else None
    is_bank_day = lease is None or lease.is_bank_day
    if is_bank_day and (hours is None or hours.is_open(place.now())):
        return True
    told.left.append(f"{code}: the bank takes no requests now")
    return False


def _stopping(
    place: Workplace, channels: dict[str, Exchange], sources: dict[str, Exchange]
) -> Callable[[], bool]:
    """Asked between two pieces of work: told to stop, or a lease was lost meanwhile."""
    leases = place.leases
    if leases is None:
        return place.stopping

    def asked() -> bool:
        if place.stopping():
            return True
        try:
            leases.renew("channel", channels)
            leases.renew("source", sources)
        except KeyRefused:
            raise
        except Permanent:
            return True
        return not (
            all(leases.holds("channel", code) for code in channels)
            and all(leases.holds("source", code) for code in sources)
        )

    return asked
