"""OCA's credit control, the other side of ``nightly_run``: brought for the bench alone.

It is AGPL-3 and no part of the addon: it lies in the cache, under its version, and in no package
of ours. Its own data and its own methods are used as they are.
"""

from dataclasses import replace

from tools.files import lock
from tools.process import run_logged
from tools.runtime import Runtime

MODULE = "account_credit_control"
PACKAGE, VERSION = "odoo-addon-account-credit-control", "19.0.1.0.0.13"


def with_credit_control(runtime: Runtime) -> Runtime:
    """The runtime whose Odoo knows the module as well; brought once a machine."""
    folder = runtime.places.cache / "oca" / f"{MODULE}-{VERSION}"
    addons = folder / "odoo" / "addons"
    with lock(runtime.places.cache / "oca.lock", "it brings OCA's credit control"):
        if not (folder / "complete").is_file():
            command = [runtime.python, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade",
                       "--target", folder, f"{PACKAGE}=={VERSION}"]  # fmt: skip
            run_logged(command, runtime.places.logs / "oca.log", cure="see whether PyPI answers")
            (folder / "complete").touch()
    return replace(runtime, more_addons=(addons,))


def install(runtime: Runtime, database: str) -> None:
    """Install it beside the addon."""
    log = runtime.places.logs / f"{MODULE}.log"
    configuration = runtime.write_configuration(database)
    runtime.run_odoo(configuration, "-i", MODULE, "--no-http", "--stop-after-init", log=log)


def policy(env):
    """Its policy of three reminders, for the receivable accounts of the company."""
    found = env.ref(f"{MODULE}.credit_control_3_time")
    found.account_ids = env["account.account"].search([("account_type", "=", "asset_receivable")])
    env.company.credit_policy_id = found
    return found


def compute_levels(env, day):
    """What its nightly work does: one run that finds the level of every open line.

    :return: the lines it made
    """
    run = env["credit.control.run"].create(
        {"date": day, "company_id": env.company.id,
         "policy_ids": [(6, 0, env.company.credit_policy_id.ids)]}
    )  # fmt: skip
    run.generate_credit_lines()
    env.flush_all()
    return len(run.line_ids)
