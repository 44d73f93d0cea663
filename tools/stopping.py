"""`./dev stop`: end what this clone left running."""

import os

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
