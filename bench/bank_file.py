"""Reading a bank's answer of 100,000 rows, against pandas reading the same bytes as texts.

Ours decodes, splits, checks every row (reference once, amounts exact, outcome and money agree,
days real) and maps the bank's words to outcome classes. Pandas only makes a table of texts of
them. Both in turns in one process. The other families and the writing of as many instructions
are reported without a bar.
"""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

ROWS, ROUNDS, BAR = 100_000, 7, 4
DAY = date(2026, 11, 21)
REPOSITORY = Path(__file__).resolve().parent.parent


def main(runtime, words) -> int:
    """``./dev bench bank_file [ROWS]``: needs neither Odoo nor a database."""
    command = [runtime.python, "-m", "bench.bank_file", *words]
    return subprocess.run(command, check=False, cwd=REPOSITORY).returncode


def compare(rows: int) -> int:
    """Both sides in turns, then the layouts that write."""
    from bench import measure

    for folder in ("sidecar/src", "tests/sidecar"):
        sys.path.insert(0, str(REPOSITORY / folder))
    import pandas
    from fake_odoo import batch_of, instructions

    from arrears_sidecar.profiles import load_profiles

    profiles = load_profiles()
    asked = instructions(rows)
    content = ccb_answer(asked)
    ccb = profiles.get("ccb_batch")

    def by_pandas():
        return pandas.read_csv(
            io.BytesIO(content), dtype=str, encoding="gbk", sep="|", header=None,
            keep_default_na=False,
        )  # fmt: skip

    def by_us():
        return ccb.parse("DK2611210001_R1.txt", content)

    assert len(by_pandas()) == len(by_us()) == rows
    seconds = measure.in_turns(
        ROUNDS,
        {"pandas.read_csv": measure.Work(by_pandas), "read and checked": measure.Work(by_us)},
    )
    written = {
        f"written: {code}": writing(profiles.get(code), code, asked, batch_of)
        for code in profiles.codes()
        if not code.startswith("sepa")
    }
    for name, work in written.items():
        seconds |= measure.in_turns(1, {name: measure.Work(work)})
    measure.table(
        ["", "best s", "worst s"],
        [[name, f"{min(took):.2f}", f"{max(took):.2f}"] for name, took in seconds.items()],
    )
    print(f"{rows} rows, {len(content) / 1e6:.1f} MB in GBK")
    ratio = measure.median_ratio(seconds, "read and checked", "pandas.read_csv")
    return measure.close("bank_file", ratio, f"{BAR}", ratio <= BAR)


def ccb_answer(asked) -> bytes:
    """The bank's words for every row: most done, some without money, some in part."""
    from tools import bank_simulator

    request = "".join(
        f"{number}|{row.account_number}|{row.holder_name}"
        f"|{row.amount // 100}.{row.amount % 100:02d}|0||||{row.reference}"
        f"|{row.summary}|{row.memo}|\r\n"
        for number, row in enumerate(asked, start=1)
    )
    requests = bank_simulator.read_request(request.encode("gbk"))
    return bank_simulator.written(bank_simulator.answer(requests, DAY))


def writing(profile, code, asked, batch_of):
    """What writes all of them in one layout."""
    rows = asked
    if code == "icbc_other":
        other = {"bank_name": "农业银行", "bank_code": "103100000026", "agreement": "A1"}
        rows = [replace(row, **other) for row in asked]
    batch = batch_of(rows, 1, profile=code)
    return lambda: profile.render(batch, rows)


if __name__ == "__main__":
    sys.exit(compare(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
