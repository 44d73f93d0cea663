"""The commands of `./dev`."""

import argparse
import importlib
import importlib.util
import sys
from pathlib import Path

from tools.failure import Failure
from tools.progress import say

DEFAULT_DATABASE = "pa_dev"


def main(words: list[str]) -> int:
    """Run one command; return its exit code. A failure shows its cause and cure."""
    # Programs that this one starts write to the same pipe: whole lines, at once.
    sys.stdout.reconfigure(line_buffering=True)
    arguments, rest = _parser().parse_known_args(words)
    if rest and not arguments.takes_rest:
        _parser().error(f"unknown arguments: {' '.join(rest)}")
    try:
        return arguments.command(arguments, rest) or 0
    except Failure as failure:
        say(f"\nFAILED: {failure}")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted. The command can be started again.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev", description=__doc__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_basic(commands)
    _add_checks(commands)
    return parser


def _add(commands, name: str, function, text: str, takes_rest: bool = False):
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(command=function, takes_rest=takes_rest)
    return command


def _add_database(command, default: str = DEFAULT_DATABASE) -> None:
    command.add_argument("--database", default=default, help=f"its name (default {default})")


def _add_basic(commands) -> None:
    setup = _add(commands, "setup", _setup, "find or fetch all that the commands need")
    setup.add_argument("--again", action="store_true", help="look for everything afresh")
    shell = _add(commands, "shell", _shell, "Odoo's shell on a database", takes_rest=True)
    _add_database(shell)
    install = _add(commands, "install", _install, "make a database with the addon, or update it")
    _add_database(install)
    install.add_argument("--anew", action="store_true", help="drop the database first")
    install.add_argument("--with-demo", action="store_true", help="with Odoo's own demo data")
    serve = _add(commands, "serve", _serve, "run Odoo in the foreground", takes_rest=True)
    _add_database(serve)
    serve.add_argument("--http-port", default="8069", help="the port (default 8069)")
    psql = _add(commands, "psql", _psql, "PostgreSQL's shell on a database", takes_rest=True)
    _add_database(psql)
    drop = _add(commands, "drop", _drop, "drop a database and its attachments")
    drop.add_argument("--database", required=True)
    _add(commands, "stop", _stop, "stop whatever this clone left running")
    _add(commands, "clean", _clean, "stop, and remove this clone's databases and environment")


def _add_checks(commands) -> None:
    quick = _add(
        commands, "odoo-test", _odoo_test, "pytest-odoo on a kept database", takes_rest=True
    )
    _add_database(quick, "pa_test")
    quick.add_argument("--update", action="store_true", help="update the addon first")
    quick.add_argument("--anew", action="store_true", help="make the database afresh first")
    test = _add(commands, "test", _test, "every test, in lanes")
    test.add_argument("--only", default="", help="some lanes, by commas")
    test.add_argument("--result", default="", help=argparse.SUPPRESS)
    lint = _add(commands, "lint", _lint, "ruff, pylint-odoo, the OCA checks, import boundaries")
    lint.add_argument("--fix", action="store_true", help="let ruff mend and format first")
    words = _add(commands, "translations", _translations, "bring i18n/ up to the addon's texts")
    words.add_argument("--database", default="", help="export from it as it is, not from a new one")
    words.add_argument("--drop-obsolete", action="store_true", help="remove what is of no use")
    for name, text in (
        ("demo", "set up the demo firm, run the main job, leave Odoo and the sidecar running"),
        ("bench", "measure one claim: ./dev bench NAME"),
        ("soak", "the long tests: kills, random operations"),
    ):
        command = _add(commands, name, _dispatch, text, takes_rest=True)
        command.set_defaults(name=name)


def _setup(arguments, rest) -> int:
    from tools import programs, runtime

    made = runtime.set_up(again=arguments.again)
    programs.ensure(made.places)
    say(f"Ready: Odoo {made.odoo.version} ({made.odoo.origin}), PostgreSQL at {made.server.host}")
    return 0


def _shell(arguments, rest) -> int:
    from tools import runtime

    made = runtime.set_up()
    configuration = made.write_configuration(arguments.database)
    return made.run_shown(
        made.odoo_command(configuration, "shell", "--no-http", *rest), made.places.state
    )


def _install(arguments, rest) -> int:
    from tools import databases, runtime

    made = runtime.set_up()
    with databases.using(made, arguments.database):
        if arguments.with_demo:
            databases.create(made, arguments.database, with_demo=True)
        databases.ready(made, arguments.database, update=True, anew=arguments.anew)
    return 0


def _serve(arguments, rest) -> int:
    from tools import databases, runtime

    made = runtime.set_up()
    databases.ready(made, arguments.database)
    configuration = made.write_configuration(
        arguments.database, http_port=arguments.http_port, max_cron_threads=1
    )
    say(f"http://127.0.0.1:{arguments.http_port}/odoo (admin / admin); Ctrl-C ends it")
    return made.run_shown(made.odoo_command(configuration, *rest), made.places.state)


def _psql(arguments, rest) -> int:
    from tools import runtime

    made = runtime.set_up()
    return made.run_shown([made.server.programs / "psql", "-d", arguments.database, *rest])


def _drop(arguments, rest) -> int:
    from tools import databases, runtime

    made = runtime.set_up()
    with databases.using(made, arguments.database):
        databases.drop(made, arguments.database)
    return 0


def _stop(arguments, rest) -> int:
    from tools import stopping

    return stopping.stop_all()


def _clean(arguments, rest) -> int:
    from tools import stopping

    return stopping.clean()


def _odoo_test(arguments, rest) -> int:
    from tools import odoo_tests, runtime

    made = runtime.set_up()
    return odoo_tests.run_quick(
        made, arguments.database, rest, update=arguments.update, anew=arguments.anew
    )


def _test(arguments, rest) -> int:
    from tools import test_run

    if arguments.result:
        return test_run.run_for_another(arguments.only, Path(arguments.result))
    return test_run.main([name for name in arguments.only.split(",") if name])


def _lint(arguments, rest) -> int:
    from tools import lint, runtime

    return lint.main(runtime.set_up(), fix=arguments.fix)


def _translations(arguments, rest) -> int:
    from tools import runtime, translations

    made = runtime.set_up()
    return translations.main(made, arguments.database, arguments.drop_obsolete)


def _dispatch(arguments, rest) -> int:
    """Run `tools/demo.py`, `tools/soak.py` or `bench/NAME.py` by its `main(runtime, words)`."""
    from tools import programs, runtime

    module = f"tools.{arguments.name}"
    if arguments.name == "bench":
        if not rest:
            raise Failure("which bench?", "./dev bench NAME, one of those in bench/")
        module = f"bench.{rest.pop(0)}"
    if not importlib.util.find_spec(module):
        raise Failure(f"{module.replace('.', '/')}.py does not exist yet", "nothing to run")
    made = runtime.set_up()
    programs.ensure(made.places)
    return importlib.import_module(module).main(made, rest)
