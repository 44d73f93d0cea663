"""Other people's addons that ours is tried beside: brought for the tests alone, never shipped."""

from dataclasses import replace
from pathlib import Path

from tools.files import lock
from tools.process import run_logged
from tools.progress import step
from tools.runtime import Runtime

# OCA's queue of jobs, LGPL-3, and what it needs besides Odoo.
PACKAGES = ("odoo-addon-queue-job==19.0.2.4.0.1", "openupgradelib==3.13.7")
# The second stands in for an addon that cannot be had here (tests/beside/addons).
MODULES = ("queue_job", "account_followup")


def with_others(runtime: Runtime) -> Runtime:
    """The runtime whose Odoo knows these addons as well; brought once a machine."""
    folder = _bring(runtime)
    stand_ins = runtime.places.repository / "tests" / "beside" / "addons"
    return replace(
        runtime,
        more_addons=(folder / "odoo" / "addons", stand_ins),
        more_packages=(folder,),
    )


def _bring(runtime: Runtime) -> Path:
    folder = runtime.places.cache / "oca" / PACKAGES[0].replace("==", "-")
    with lock(runtime.places.cache / "oca.lock", "it brings OCA's queue of jobs"):
        if not (folder / "complete").is_file():
            command = [runtime.python, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade",
                       "--target", folder, *PACKAGES]  # fmt: skip
            run_logged(command, runtime.places.logs / "oca.log", cure="see whether PyPI answers")
            (folder / "complete").touch()
    return folder


def install(runtime: Runtime, database: str) -> None:
    """Install them in a database that has our addon."""
    log = runtime.places.logs / f"beside-{database}.log"
    configuration = runtime.write_configuration(database)
    with step(f"Installing {', '.join(MODULES)} in {database}"):
        arguments = ["-i", ",".join(MODULES), "--no-http", "--stop-after-init"]
        runtime.run_odoo(configuration, *arguments, log=log)
