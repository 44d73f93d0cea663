"""The jobs by name, and what builds the place they work in."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .config import ChannelSettings, Config
from .disk import Disk, LocalDisk, only_one
from .errors import FolderHeld, Permanent, SidecarError
from .exchange import FOLDERS, INCOMING, Exchange
from .gateway import Gateway
from .inbound import import_answers
from .journal import note
from .leases import Leases
from .outbound import export
from .profiles import load_profiles, load_statement_profiles
from .served import Job, served
from .sftp import SftpDisk
from .statements import import_statements
from .waivers import apply_waivers
from .workplace import NoProgress, Progress, Tally, Workplace


def _incentives(place: Workplace) -> Tally:
    """Rewards; pandas is loaded only when they are worked out."""
    from .incentives import grant_incentives

    return grant_incentives(place)


JOBS: dict[str, Job] = {
    "export": served(export, within_hours=True),
    "import": served(import_answers),
    "statements": served(import_statements),
    "incentives": _incentives,
    "waivers": apply_waivers,
}
"""Name → job, in the order in which `once all` runs them."""


def exchanges_of(config: Config, disks: dict[str, Disk] | None = None) -> dict[str, Exchange]:
    """The folders of the configured channels."""
    disks = disks_of(config) if disks is None else disks
    return _exchanges(config, config.channels, FOLDERS, disks)


def statement_exchanges_of(
    config: Config, disks: dict[str, Disk] | None = None
) -> dict[str, Exchange]:
    """The folders of the configured statement sources."""
    disks = disks_of(config) if disks is None else disks
    return _exchanges(config, config.statements, INCOMING, disks)


def disks_of(config: Config) -> dict[str, Disk]:
    """This machine's disk as "", and the SSH servers by name: one connection each."""
    servers = {name: SftpDisk(settings) for name, settings in config.servers.items()}
    return {"": LocalDisk(), **servers}


def _exchanges(
    config: Config,
    settings: tuple[ChannelSettings, ...],
    folders: tuple[str, ...],
    disks: dict[str, Disk],
) -> dict[str, Exchange]:
    return {
        one.code: Exchange(
            one.code,
            one.folder,
            folders=folders,
            disk=disks[one.sftp],
            settle_seconds=config.settle_seconds,
            max_bytes=config.max_bytes,
            lock_folder=_lock_folder(config, one) if one.sftp else None,
        )
        for one in settings
    }


def _lock_folder(config: Config, one: ChannelSettings) -> Path:
    """Where this machine notes that one of its processes works on a server's folder."""
    return config.root / ".locks" / f"{one.sftp}-{one.folder.as_posix().replace('/', '-')}"


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

    The folders are opened by the jobs: a bank's server that is away stops no other channel.

    :raises Permanent: when another sidecar works in one of the folders.
    """
    disks = disks_of(config)
    place = Workplace(
        gateway=gateway,
        exchanges=exchanges_of(config, disks) if exchanges is None else exchanges,
        profiles=load_profiles(config.profiles),
        fixed_profiles={one.code: one.profile for one in config.channels if one.profile},
        statement_exchanges=statement_exchanges_of(config, disks),
        statement_profiles=load_statement_profiles(config.profiles),
        fixed_statement_profiles={
            one.code: one.profile for one in config.statements if one.profile
        },
        page_size=config.page_size,
        progress=progress or NoProgress(),
        stopping=stopping,
        hours={one.code: one.hours for one in config.channels},
        leases=Leases(gateway),
    )
    for code in place.fixed_profiles.values():
        place.profiles.get(code, "channel.profile")
    for code in place.fixed_statement_profiles.values():
        place.statement_profiles.get(code, "statement.profile")
    with ExitStack() as stack:
        for exchange in (*place.exchanges.values(), *place.statement_exchanges.values()):
            stack.enter_context(hold(exchange))
        yield place
        if place.leases is not None:
            _give_back(place.leases)


@contextmanager
def hold(exchange: Exchange) -> Iterator[None]:
    """Keep other processes of this machine out of a channel's folder.

    :raises FolderHeld: when one is in there already.
    :raises Permanent: when the folder cannot be used.
    """
    folder = exchange.lock_folder
    with ExitStack() as stack:
        try:
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            is_ours = stack.enter_context(only_one(folder))
        except OSError as error:
            raise Permanent(
                f"{folder} cannot be used ({error.strerror}). Mend path or rights"
            ) from error
        if not is_ours:
            raise FolderHeld(
                f"another sidecar works in {folder}. Stop it, or give this one another folder"
            )
        yield


def _give_back(leases: Leases) -> None:
    """Leave politely; when Odoo does not hear it, the leases end by themselves."""
    try:
        leases.give_back()
    except SidecarError as error:
        note("leases were not given back", logging.WARNING, error=str(error))
