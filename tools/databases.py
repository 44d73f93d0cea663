"""Databases made from templates: installing Odoo's base modules is done once, not per test run."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tools.failure import Failure
from tools.files import copy_tree_by_links, digest, lock
from tools.process import environment
from tools.progress import say, step
from tools.runtime import ADDON, Runtime

# What the addon builds on, and what its demo and tests use besides.
MODULES = ["account", "sms", "portal", "l10n_cn", "web_tour"]
# Below the checkout, what an installation does not read.
NOT_INSTALLED = {"tests", "docs", "bench", "tools", "sidecar", "demo"}
INSTALLED_PREFIX = "pa_installed_"
# The first is the default of new users and partners.
LANGUAGES = ["en_US", "zh_CN"]


@contextmanager
def using(runtime: Runtime, database: str) -> Iterator[None]:
    """Keep two commands off the same database."""
    with lock(runtime.places.locks / f"database-{database}", f"it uses {database}"):
        yield


def template_name(runtime: Runtime, with_demo: bool = False) -> str:
    """The template's name changes with what goes into it."""
    parts = [runtime.odoo.version, str(runtime.odoo.root), *MODULES, *LANGUAGES]
    return f"pa_template_{'demo_' if with_demo else ''}{digest(*parts)[:8]}"


def ensure_template(runtime: Runtime, with_demo: bool = False) -> str:
    """Build the template database if it is not there; an interrupted one is built again."""
    name = template_name(runtime, with_demo)
    with lock(runtime.places.locks / name, "it builds a template database"):
        if not runtime.server.exists(name):
            kind = "with Odoo's demo data, " if with_demo else ""
            with step(f"Building a template database ({kind}{', '.join(MODULES)}; a minute)"):
                _build_template(runtime, name, with_demo)
    return name


def _build_template(runtime: Runtime, name: str, with_demo: bool) -> None:
    """Install the modules in a scratch database, then give it the template's name."""
    _drop_older_templates(runtime, with_demo)
    scratch = f"{name}_partial"
    drop(runtime, scratch)
    runtime.server.create(scratch)
    runtime.server.make_throwaway(scratch)
    options = ["-i", ",".join(MODULES), f"--load-language={','.join(LANGUAGES)}", "--no-http"]
    demo = ["--with-demo"] if with_demo else []
    configuration = runtime.write_configuration(scratch)
    log = runtime.places.logs / f"{name}.log"
    runtime.run_odoo(configuration, *options, *demo, "--stop-after-init", log=log)
    _take_over(runtime, scratch, name)


def _drop_older_templates(runtime: Runtime, with_demo: bool) -> None:
    """Templates of another Odoo or another list of modules are of no use any more."""
    prefix = "pa_template_demo_" if with_demo else "pa_template_"
    for name in runtime.server.databases():
        is_demo = name.startswith("pa_template_demo_")
        if name.startswith(prefix) and is_demo == with_demo:
            drop(runtime, name)


def ensure_installed(runtime: Runtime) -> str:
    """A database with the addon as its files are now, to be copied; made once for each state.

    Installing takes half a minute, a copy a second.
    """
    name = INSTALLED_PREFIX + digest(template_name(runtime), *_installed_files(runtime))
    with lock(runtime.places.locks / "installed", "it installs the addon"):
        if not runtime.server.exists(name):
            for older in runtime.server.databases():
                if older.startswith(INSTALLED_PREFIX):
                    drop(runtime, older)
            scratch = f"{INSTALLED_PREFIX}partial"
            create(runtime, scratch)
            install_addon(runtime, scratch)
            _take_over(runtime, scratch, name)
    return name


def _take_over(runtime: Runtime, scratch: str, name: str) -> None:
    """Give what was made whole in a scratch database its name; the database comes last."""
    if runtime.file_store(scratch).is_dir():
        shutil.rmtree(runtime.file_store(name), ignore_errors=True)
        runtime.file_store(scratch).rename(runtime.file_store(name))
    runtime.server.rename(scratch, name)


def _installed_files(runtime: Runtime) -> Iterator[str | bytes]:
    """Names and contents of all files that decide what an installation looks like."""
    root = runtime.places.repository
    folders = [
        folder
        for folder in sorted(root.iterdir())
        if folder.is_dir() and folder.name not in NOT_INSTALLED and folder.name[0] != "."
    ]
    inside = (path for folder in folders for path in sorted(folder.rglob("*")))
    for path in (*sorted(root.glob("*.py")), *inside):
        if path.is_file() and path.suffix != ".pyc":
            yield str(path.relative_to(root))
            yield path.read_bytes()


def create(
    runtime: Runtime, database: str, *, with_demo: bool = False, throwaway: bool = True
) -> None:
    """Make a fresh database from the template, replacing one of that name."""
    copy(runtime, ensure_template(runtime, with_demo), database, throwaway=throwaway)


def copy(runtime: Runtime, source: str, target: str, *, throwaway: bool = True) -> None:
    """Make `target` a copy of `source`, database and attachments; an older `target` is dropped.

    Nobody may be connected to the source. A throwaway copy may lose its last writes in a crash.
    """
    drop(runtime, target)
    runtime.server.create(target, source)
    if throwaway:
        runtime.server.make_throwaway(target)
    own = "UPDATE ir_config_parameter SET value = gen_random_uuid() WHERE key = 'database.uuid'"
    runtime.server.query(own, target)
    if runtime.file_store(source).is_dir():
        copy_tree_by_links(str(runtime.file_store(source)), str(runtime.file_store(target)))


def carry(source: Runtime, database: str, target: Runtime, name: str) -> None:
    """Make a copy of a database on another server; nobody may use its attachments meanwhile.

    A crash of that server loses nothing it has confirmed: the copy is no throwaway.
    """
    drop(target, name)
    target.server.create(name)
    programs = source.server.programs
    with step(f"Carrying {database} to another PostgreSQL"):
        dump = [programs / "pg_dump", "-Fc", "--compress=0", "--no-owner", database]
        restore = [programs / "pg_restore", "--no-owner", "--exit-on-error", "-d", name]
        with subprocess.Popen(
            dump, stdout=subprocess.PIPE, env=environment(source.server.variables)
        ) as dumping:
            done = subprocess.run(
                restore,
                stdin=dumping.stdout,
                stderr=subprocess.PIPE,
                text=True,
                env=environment(target.server.variables),
                check=False,
            )
        if done.returncode or dumping.returncode:
            raise Failure(f"{database} was not carried:\n{done.stderr}", "see the message above")
    if source.file_store(database).is_dir():
        copy_tree_by_links(str(source.file_store(database)), str(target.file_store(name)))


def drop(runtime: Runtime, database: str) -> None:
    """Remove a database and its attachments, if there."""
    runtime.server.drop(database)
    shutil.rmtree(runtime.file_store(database), ignore_errors=True)
    for path in runtime.configurations.glob(f"{database}-*.conf"):
        path.unlink(missing_ok=True)


def has_addon(runtime: Runtime, database: str) -> bool:
    """Whether the addon is fully installed in a database."""
    found = f"SELECT 1 FROM ir_module_module WHERE name = '{ADDON}' AND state = 'installed'"
    return runtime.server.exists(database) and bool(runtime.server.query(found, database))


def install_addon(
    runtime: Runtime, database: str, *, with_demo: bool = False, update: bool = False
) -> None:
    """Install the addon in an existing database, or update it there."""
    option = "-u" if update else "-i"
    demo = ["--with-demo"] if with_demo else []
    log = runtime.places.logs / f"install-{database}.log"
    configuration = runtime.write_configuration(database)
    with step(f"{'Updating' if update else 'Installing'} {ADDON} in {database}"):
        arguments = [option, ADDON, *demo, "--no-http", "--stop-after-init"]
        runtime.run_odoo(configuration, *arguments, log=log)
    _show_warnings(log)


def _show_warnings(log) -> None:
    """Warnings of an installation are worth a look, since Odoo goes on after them."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    warnings = [line for line in lines if " WARNING " in line or " ERROR " in line]
    for line in warnings[:20]:
        say(f"  {line}")
    if len(warnings) > 20:
        say(f"  … and {len(warnings) - 20} more in {log}")


def ready(runtime: Runtime, database: str, *, update: bool = False, anew: bool = False) -> None:
    """Make sure a database has the addon: create, install or update as needed."""
    if anew or not runtime.server.exists(database):
        copy(runtime, ensure_installed(runtime), database)
    elif not has_addon(runtime, database):
        install_addon(runtime, database)
    elif update:
        install_addon(runtime, database, update=True)
