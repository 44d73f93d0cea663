"""What the terminal shows while a command works."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str = "") -> None:
    """Print one line at once, also when the output goes to a file."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Print one line that deserves attention."""
    print(f"! {text}", file=sys.stderr, flush=True)


def heading(title: str) -> None:
    """Print a heading that separates the parts of a long run."""
    say(f"\n── {title} " + "─" * max(4, 76 - len(title)))


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and say how long it took or that it failed."""
    say(f"• {title} …")
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"  ✗ {title}: stopped after {time.monotonic() - start:.1f} s")
        raise
    say(f"  ✓ {time.monotonic() - start:.1f} s")
