"""`./dev translations`: export the addon's texts, and bring the catalogues in `i18n/` up to them.

The texts come from Odoo's own exporter, on a database made afresh: in an older one, those of
fields and records that are gone may linger.
"""

from pathlib import Path

from tools import databases
from tools.failure import Failure
from tools.process import run_logged
from tools.progress import step
from tools.runtime import ADDON, Runtime

SCRATCH = "pa_translations"


def main(runtime: Runtime, database: str = "", drop_obsolete: bool = False) -> int:
    """Write the template and the Chinese catalogue; return 1 while that needs a translator.

    :param database: export from it as it is; "" makes a fresh one and drops it again
    :param drop_obsolete: remove translations whose text is gone; else they stay, commented out
    """
    exported = _exported(runtime, database)
    options = ["--drop-obsolete"] if drop_obsolete else []
    # In the virtual environment, since this Python has nothing but the standard library.
    command = [runtime.python, "-m", "tools.translation_catalogues", exported, *options]
    return runtime.run_shown(command, runtime.places.repository)


def _exported(runtime: Runtime, database: str) -> Path:
    """The file that Odoo exported the addon's texts to."""
    if database and not databases.has_addon(runtime, database):
        raise Failure(f"{database} does not have the addon", "./dev install --database NAME")
    if database:
        return _export(runtime, database)
    with databases.using(runtime, SCRATCH):
        databases.ready(runtime, SCRATCH, anew=True)
        try:
            return _export(runtime, SCRATCH)
        finally:
            databases.drop(runtime, SCRATCH)


def _export(runtime: Runtime, database: str) -> Path:
    output = runtime.places.state / "exported.pot"
    configuration = runtime.write_configuration(database)
    # Not by `runtime.odoo_command`: this command of Odoo has a command of its own.
    command = [runtime.python, "-m", "odoo", "i18n", "export", "-c", configuration]
    with step(f"Exporting the texts of {ADDON} from {database}"):
        run_logged(
            [*command, "-o", output, ADDON],
            runtime.places.logs / "translations.log",
            changes=runtime.variables,
            folder=runtime.places.state,
        )
    return output
