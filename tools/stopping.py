"""`./dev stop` and `./dev clean`: end what this clone left running, and what it keeps."""

import os
import shutil

from tools import background, postgres, runtime
from tools.places import find_places
from tools.progress import say, step


def stop_all() -> int:
    """Stop the demo's programs, then the embedded PostgreSQL. Nothing running is no failure."""
    places = find_places()
    stopped = False
    for name in background.running(places):
        with step(f"Stopping {name}"):
            stopped |= background.stop(places, name)
    python = runtime.recorded_python(places)
    if python and not os.environ.get("PGHOST"):
        stopped |= postgres.stop_embedded(places, python)
    say("Stopped." if stopped else "Nothing was running.")
    return 0


def clean() -> int:
    """Stop everything, then remove this clone's databases, logs and environment.

    What clones share (the unpacked Odoo) stays in the cache.
    """
    stop_all()
    places = find_places()
    python = runtime.recorded_python(places)
    targets = [places.state, postgres.SYSTEM_HOME / places.key]
    if python:
        targets.append(python.parent.parent)
    for target in targets:
        if target.exists():
            with step(f"Removing {target}"):
                shutil.rmtree(target)
    return 0
