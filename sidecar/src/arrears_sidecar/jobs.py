"""The jobs by name, and what builds the place they work in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from .config import ChannelSettings, Config
from .disk import LocalDisk, only_one
from .errors import Permanent
from .exchange import FOLDERS, INCOMING, Exchange
from .gateway import Gateway
from .inbound import import_answers
from .outbound import export
from .profiles import load_profiles, load_statement_profiles
from .statements import import_statements
from .waivers import apply_waivers
from .workplace import NoProgress, Progress, Tally, Workplace

Job = Callable[[Workplace], Tally]


def _incentives(place: Workplace) -> Tally:
    """Rewards; pandas is loaded only when they are worked out."""
    from .incentives import grant_incentives

    return grant_incentives(place)


JOBS: dict[str, Job] = {
    "export": export,
    "import": import_answers,
    "statements": import_statements,
    "incentives": _incentives,
    "waivers": apply_waivers,
}
"""Name → job, in the order in which `once all` runs them."""


def exchanges_of(config: Config) -> dict[str, Exchange]:
    """The folders of the configured channels."""
    return _exchanges(config, config.channels, FOLDERS)


def statement_exchanges_of(config: Config) -> dict[str, Exchange]:
    """The folders of the configured statement sources."""
    return _exchanges(config, config.statements, INCOMING)


def _exchanges(
    config: Config, settings: tuple[ChannelSettings, ...], folders: tuple[str, ...]
) -> dict[str, Exchange]:
    disk = LocalDisk()
    return {
        one.code: Exchange(
            one.code,
            one.folder,
            folders=folders,
            disk=disk,
            settle_seconds=config.settle_seconds,
            max_bytes=config.max_bytes,
        )
        for one in settings
    }


@contextmanager
def opened(
    config: Config,
    gateway: Gateway,
    *,
    exchanges: dict[str, Exchange] | None = None,
    progress: Progress | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Workplace]:
    """The place to work in, with every folder held for this process alone.

    :raises Permanent: when another sidecar works in one of the folders.
    """
    place = Workplace(
        gateway=gateway,
        exchanges=exchanges_of(config) if exchanges is None else exchanges,
        profiles=load_profiles(config.profiles),
        fixed_profiles={one.code: one.profile for one in config.channels if one.profile},
        statement_exchanges=statement_exchanges_of(config),
        statement_profiles=load_statement_profiles(config.profiles),
        fixed_statement_profiles={
            one.code: one.profile for one in config.statements if one.profile
        },
        page_size=config.page_size,
        progress=progress or NoProgress(),
        stopping=stopping,
    )
    for code in place.fixed_profiles.values():
        place.profiles.get(code, "channel.profile")
    for code in place.fixed_statement_profiles.values():
        place.statement_profiles.get(code, "statement.profile")
    with ExitStack() as stack:
        for exchange in (*place.exchanges.values(), *place.statement_exchanges.values()):
            exchange.root.mkdir(mode=0o750, parents=True, exist_ok=True)
            if not stack.enter_context(only_one(exchange.root)):
                raise Permanent(
                    f"another sidecar works in {exchange.root}. Stop it, or give this one another"
                    " folder"
                )
            exchange.open()
        yield place
