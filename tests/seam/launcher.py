"""A sidecar that kills itself: the real process, gateway and folders, with a fuse in front.

    launcher.py CONFIG COUNT AT WHEN JOB…

At operation AT (0: never) the process sends itself SIGKILL, before or after the operation (WHEN).
When it ends by itself it writes the number of operations to the file COUNT. Nothing of this is
in the product.
"""

import os
import signal
import sys
from pathlib import Path
from threading import Event

from crashing import Fuse, Fused, fused_disk

from arrears_sidecar.cli import work_once
from arrears_sidecar.config import load_config
from arrears_sidecar.exchange import Exchange
from arrears_sidecar.journal import start_logging
from arrears_sidecar.leases import instance_of
from arrears_sidecar.odoo_gateway import OdooGateway
from arrears_sidecar.worker import wait_for_odoo


class Gun(Fuse):
    """A fuse that leaves no time for any handler."""

    def blow(self) -> None:
        """kill -9."""
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run the jobs once."""
    config_path, count, at, when, *jobs = sys.argv[1:]
    config = load_config(Path(config_path))
    start_logging(config.log_form)
    gun = Gun(int(at), after=when == "after")
    instance = instance_of(config.root)
    gateway = OdooGateway(config.odoo, config.name, config.page_size, instance)
    wait_for_odoo(gateway, config.odoo, for_ever=False, stop=Event())
    exchanges = {
        channel.code: Exchange(
            channel.code,
            channel.folder,
            disk=fused_disk(gun),
            settle_seconds=config.settle_seconds,
        )
        for channel in config.channels
    }
    tallies = work_once(config, Fused(gateway, gun), jobs, None, exchanges=exchanges)
    Path(count).write_text(str(gun.count))
    for tally in tallies:
        for error in tally.errors:
            sys.stderr.write(f"{error}\n")


main()
