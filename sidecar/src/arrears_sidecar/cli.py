"""The command `arrears-sidecar`.

Exit codes: 0 well done · 1 unexpected · 2 settings · 3 login or key refused · 4 Odoo away ·
5 done, but something was refused or needs a person.
"""

import functools
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Annotated, TypeVar

import typer

from . import __version__
from .config import Config, find_config, load_config
from .containers import refuse_archive
from .doctor import examine
from .errors import ConfigError, Permanent, SidecarError
from .exchange import Exchange
from .gateway import Gateway
from .handing_in import hand_in
from .jobs import JOBS, disks_of, exchanges_of, opened, statement_exchanges_of
from .journal import masked, start_logging
from .leases import instance_of
from .odoo_gateway import OdooGateway
from .profiles import load_profiles, load_statement_profiles
from .screen import bars, console, fail, show_explained, show_tallies
from .worker import Worker, stop_on_signals, wait_for_odoo
from .workplace import Tally

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Exchanges direct-debit files with banks for the Odoo addon property_arrears.",
)
ConfigPath = Annotated[
    Path | None, typer.Option("--config", "-c", help="The settings file (TOML).")
]
Result = TypeVar("Result")


def one_clear_line(command: Callable[..., Result]) -> Callable[..., Result]:
    """Turn a known failure of a command into one line and its exit code."""

    @functools.wraps(command)
    def told(*arguments: object, **options: object) -> Result:
        try:
            return command(*arguments, **options)
        except SidecarError as error:
            fail(masked(str(error)))
            raise typer.Exit(error.exit_code) from error

    return told


def _start(path: Path | None, verbose: bool = False) -> tuple[Config, OdooGateway]:
    """Settings, log and the gateway, which is not connected yet."""
    config = load_config(find_config(path))
    start_logging(config.log_form, verbose)
    try:
        instance = instance_of(config.root)
    except OSError as error:
        cause = f"{config.root} cannot be written ({error.strerror})"
        raise ConfigError("exchange.root", cause, "Mend path or rights") from error
    return config, OdooGateway(config.odoo, config.name, config.page_size, instance)


@app.command()
@one_clear_line
def run(config: ConfigPath = None, verbose: bool = False) -> None:
    """Run all jobs by the clock until stopped. Waits for Odoo as long as it takes."""
    settings, gateway = _start(config, verbose)
    stop = Event()
    stop_on_signals(stop)

    def reconnect() -> None:
        wait_for_odoo(gateway, settings.odoo, for_ever=True, stop=stop)

    serve(settings, gateway, reconnect, stop)


def serve(
    settings: Config, gateway: Gateway, reconnect: Callable[[], None], stop: Event, **parts: object
) -> None:
    """The inside of `run`, with the gateway (and in tests the folders) from outside."""
    reconnect()
    if stop.is_set():
        return
    with opened(settings, gateway, stopping=stop.is_set, **parts) as place:
        worker = Worker(place, dict(JOBS), settings.every_seconds, reconnect, stop)
        worker.run()


@app.command()
@one_clear_line
def once(
    job: Annotated[str, typer.Argument(help=f"One of: {', '.join(JOBS)}, all")],
    config: ConfigPath = None,
    dry_run: Annotated[
        Path | None,
        typer.Option(help="incentives only: write all answers to this spreadsheet, grant nothing"),
    ] = None,
    verbose: bool = False,
) -> None:
    """Run one job, or all, once."""
    settings, gateway = _start(config, verbose)
    _do_once(settings, gateway, _named(job), dry_run)


@app.command(name="export")
@one_clear_line
def export_now(config: ConfigPath = None, verbose: bool = False) -> None:
    """Bring all approved batches to their outboxes, once."""
    settings, gateway = _start(config, verbose)
    _do_once(settings, gateway, ["export"])


@app.command(name="import")
@one_clear_line
def import_now(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    channel: Annotated[str, typer.Option(help="The bank channel whose answer it is.")] = "",
    source: Annotated[str, typer.Option(help="Or the statement source it is a statement of.")] = "",
    config: ConfigPath = None,
    verbose: bool = False,
) -> None:
    """Take in a bank's answer or a statement from anywhere on this machine. The file stays."""
    settings, gateway = _start(config, verbose)
    with hand_in(settings, file, channel, source) as job:
        if job:
            _do_once(settings, gateway, [job])
        else:
            console.print(f"{file.name}: in the inbox of the sidecar that runs", highlight=False)


def _do_once(
    settings: Config, gateway: OdooGateway, names: list[str], dry_run: Path | None = None
) -> None:
    """Jobs in the foreground, with bars and a table of what they did."""
    stop = Event()
    stop_on_signals(stop)
    wait_for_odoo(gateway, settings.odoo, for_ever=False, stop=stop)
    with bars() as progress:
        parts = {"progress": progress, "stopping": stop.is_set}
        tallies = work_once(settings, gateway, names, dry_run, **parts)
    show_tallies(tallies)
    if any(tally.errors for tally in tallies):
        raise typer.Exit(Permanent.exit_code)


def work_once(
    settings: Config, gateway: Gateway, names: list[str], dry_run: Path | None, **parts: object
) -> list[Tally]:
    """The inside of `once`, with the gateway (and in tests the folders) from outside."""
    with opened(settings, gateway, **parts) as place:
        for exchange in (*place.exchanges.values(), *place.statement_exchanges.values()):
            # A store that is away is told by the job itself.
            with suppress(OSError, Permanent):
                exchange.reach()
                exchange.settle()
        if dry_run is None:
            return [JOBS[name](place) for name in names]
        if names != ["incentives"]:
            raise ConfigError("--dry-run", "only incentives can be tried", "Name that job")
        from .incentives import preview

        return [preview(place, dry_run)]


def _named(job: str) -> list[str]:
    """The jobs that a word on the command line means."""
    if job == "all":
        return list(JOBS)
    if job not in JOBS:
        raise ConfigError("JOB", f"{job!r} is not known", f"Use one of: {', '.join(JOBS)}, all")
    return [job]


@app.command()
@one_clear_line
def parse(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    explain: Annotated[bool, typer.Option("--explain", help="Show how each line is read.")] = False,
    profile: Annotated[str, typer.Option(help="The layout's code; detected when left out.")] = "",
    profiles: Annotated[Path | None, typer.Option(help="A folder of layouts of one's own.")] = None,
    rows: Annotated[int, typer.Option(help="At most so many lines are explained.")] = 20,
) -> None:
    """Read a bank's answer without telling anybody. Needs neither settings nor Odoo."""
    known = load_profiles(profiles)
    content = file.read_bytes()
    refuse_archive(file.name, content)
    layout = known.get(profile, "--profile") if profile else known.detect(file.name, content)
    table = layout.parse(file.name, content)
    if explain:
        show_explained(layout.explain(file.name, content), rows)
    outcomes = {one: list(table.outcomes).count(one) for one in dict.fromkeys(table.outcomes)}
    console.print(
        f"{file.name}: layout {layout.code}, batch {table.batch_reference or '(not in the name)'},"
        f" {len(table)} rows, asked {table.total_offered}, taken {table.total_settled}"
        f" (minor units), {outcomes}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


@app.command()
@one_clear_line
def statement(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    profile: Annotated[str, typer.Option(help="The layout's code; detected when left out.")] = "",
    profiles: Annotated[Path | None, typer.Option(help="A folder of layouts of one's own.")] = None,
) -> None:
    """Read a bank statement without telling anybody. Needs neither settings nor Odoo."""
    known = load_statement_profiles(profiles)
    content = file.read_bytes()
    refuse_archive(file.name, content)
    layout = known.get(profile, "--profile") if profile else known.detect(file.name, content)
    table = layout.parse(file.name, content)
    console.print(
        f"{file.name}: layout {layout.code}, {len(table)} movements from {table.rows[0].date} to"
        f" {table.rows[-1].date}, in {table.total_in}, out {table.total_out}, opening"
        f" {table.opening}, closing {table.closing} (minor units)",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


@app.command()
@one_clear_line
def status(config: ConfigPath = None) -> None:
    """What lies in the folders, and what waits in quarantine."""
    settings, _gateway = _start(config)
    disks = disks_of(settings)
    kinds = (exchanges_of(settings, disks), statement_exchanges_of(settings, disks))
    problems = [_show_folders(one) for kind in kinds for one in kind.values()]
    if not all(problems):
        raise typer.Exit(Permanent.exit_code)


def _show_folders(exchange: Exchange) -> bool:
    """One channel's folders; False when they cannot be reached."""
    try:
        exchange.open()
        counts = ", ".join(f"{name} {number}" for name, number in exchange.counts().items())
        reasons = exchange.quarantined()
    except (OSError, Permanent) as error:
        fail(masked(f"{exchange.channel}: {error}"))
        return False
    console.print(f"{exchange.channel}: {counts}", highlight=False, soft_wrap=True)
    for reason in reasons:
        console.print(f"    quarantine: {reason}", highlight=False, soft_wrap=True, markup=False)
    return True


@app.command()
@one_clear_line
def doctor(config: ConfigPath = None) -> None:
    """Look over settings, folders, layouts and the way to Odoo."""
    settings, gateway = _start(config)
    findings = list(examine(settings, gateway))
    for finding in findings:
        mark = "ok   " if finding.fine else "WRONG"
        console.print(
            f"{mark} {finding.what}: {finding.words}", highlight=False, soft_wrap=True, markup=False
        )
    if not all(finding.fine for finding in findings):
        raise typer.Exit(Permanent.exit_code)


def _version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        console.print(__version__, highlight=False)
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Options of the command itself."""


def main() -> None:
    """Entry point of the console command."""
    app()
