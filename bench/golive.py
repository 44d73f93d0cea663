"""The go-live of a whole estate at its real size: planted errors, zero, and a first run that acts.

The test of the go-live itself (``tests/test_golive_estate.py``) at 1,800 units on a fresh
database: units and owners, open items of which twenty rows are spoilt, each named by its cause;
the corrected lists, booked; the opening balance moved; the transfer account at zero, the tie-out
at 0.00; and the preview of the first run. Whatever of it fails makes the bench fail. Reported:
the seconds of each part, and in how many of the cases to act on the first run acts.
"""

import json
import os
import tempfile
from pathlib import Path

NAME, UNITS, BAR = "bench_golive", 1_800, 0.9


def main(runtime, words) -> int:
    """``./dev bench golive [UNITS]``: makes its own database and drops it."""
    from bench import measure
    from tools import databases, odoo_tests

    units = int(words[0]) if words else UNITS
    measure.fresh_database(runtime, NAME)
    try:
        with tempfile.TemporaryDirectory(dir=runtime.places.state) as folder:
            figures = Path(folder) / "figures.json"
            os.environ |= {
                "ARREARS_GOLIVE_UNITS": str(units), "ARREARS_GOLIVE_FIGURES": str(figures),
            }  # fmt: skip
            test = runtime.places.addon / "tests" / "test_golive_estate.py"
            failed = odoo_tests.run(runtime, NAME, ["-q", str(test)])
            found = json.loads(figures.read_text(encoding="utf-8")) if figures.is_file() else None
    finally:
        databases.drop(runtime, NAME)
    if failed or not found:
        return measure.close("golive", 0.0, f"{BAR}", passed=False)
    return report(measure, found, units)


def report(measure, found, units) -> int:
    """The seconds of each part, the counts, and the verdict."""
    print(
        f"{units} units, {found['rows']} rows booked, {found['errors']} planted errors named; "
        f"transfer account {found['transfer']:.2f}, unexplained {found['unexplained']:.2f}"
    )
    measure.table(["", "seconds"], [[name, f"{took:.1f}"] for name, took in found["seconds"]])
    print(f"the first run acts on {found['acted']} of {found['wanted']} cards to act on, and on "
          f"{found['beside']} others")  # fmt: skip
    ratio = found["acted"] / found["wanted"]
    exact = not found["transfer"] and not found["unexplained"] and not found["beside"]
    return measure.close("golive", ratio, f"{BAR}", ratio >= BAR and exact)
