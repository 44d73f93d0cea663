"""A bank for the demo and the tests: reads request files of the CCB layout and answers them.

It is written from the layout's description alone and shares no code with the sidecar, so that a
misreading of the layout on one side shows. It takes requests out of `outbox/`, keeps them in
`bank/`, and puts answers into `inbox/` in one step.

    python -m tools.bank_simulator FOLDER [--date 2026-11-21] [--damage wrong-total]
"""

import argparse
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

ENCODING = "gbk"
COLUMNS = 11

SUFFIXES = {"0001": "funds", "0002": "closed", "0003": "partial"}
"""Last four digits of an account number → what the bank does; all others succeed."""

WORDS = {
    "success": ("成功", ""),
    "partial": ("部分成功", "余额不足"),
    "funds": ("失败", "余额不足"),
    "closed": ("失败", "账户已销户"),
    "limit": ("失败", "单笔超限"),
    "mandate": ("失败", "客户未签约"),
    "refused": ("失败", "客户拒付"),
    "deceased": ("失败", "户主身故"),
    "duplicate": ("失败", "重复扣款"),
    "technical": ("失败", "通讯故障"),
    "unknown": ("处理中", ""),
}
"""What the bank does → its words in the columns of result and reason."""

Rule = Callable[["Request"], str]


@dataclass(frozen=True)
class Request:
    """One row of a request file; the amount is in fen."""

    cells: tuple[str, ...]

    @property
    def account(self) -> str:
        """Account number."""
        return self.cells[1]

    @property
    def amount(self) -> int:
        """Amount asked, in fen."""
        return fen(self.cells[3])

    @property
    def reference(self) -> str:
        """Instruction reference."""
        return self.cells[8]


@dataclass(frozen=True)
class Row:
    """One row of an answer; amounts as the bank writes them."""

    cells: tuple[str, ...]
    settled: str
    day: str
    result: str
    reason: str

    def line(self) -> str:
        """The row in the bank's layout."""
        return "|".join((*self.cells, self.settled, self.day, self.result, self.reason)) + "|"


def fen(text: str) -> int:
    """`123.45` as 12345."""
    yuan, point, rest = text.partition(".")
    if not point or len(rest) != 2:
        raise ValueError(f"the bank reads yuan with two decimals, not {text!r}")
    return int(yuan) * 100 + int(rest)


def yuan(amount: int) -> str:
    """12345 as `123.45`."""
    return f"{amount // 100}.{amount % 100:02d}"


def by_suffix(request: Request) -> str:
    """Decide by the last four digits of the account."""
    return SUFFIXES.get(request.account[-4:], "success")


def seeded(seed: int, failures: float = 0.1) -> Rule:
    """Decide by chance, the same for the same seed and reference."""

    def decide(request: Request) -> str:
        chance = random.Random(f"{seed} {request.reference}")
        if chance.random() >= failures:
            return "success"
        return chance.choice(["funds", "funds", "closed", "partial"])

    return decide


def read_request(content: bytes) -> list[Request]:
    """Rows of a request file; anything but the agreed layout is refused, as a bank would."""
    text = content.decode(ENCODING)
    if not text.endswith("\r\n"):
        raise ValueError("the last row has no line end")
    rows = []
    for number, line in enumerate(text[:-2].split("\r\n"), start=1):
        cells = line.split("|")
        if len(cells) != COLUMNS + 1 or cells[-1] or cells[0] != str(number):
            raise ValueError(f"row {number} is not of the agreed layout")
        rows.append(Request(tuple(cells[:COLUMNS])))
    return rows


def answer_row(request: Request, what: str, day: date) -> Row:
    """The bank's answer to one row."""
    taken = {"success": request.amount, "partial": request.amount // 2}.get(what, 0)
    if what == "partial" and not taken:
        what = "funds"
    result, reason = WORDS[what]
    return Row(request.cells, yuan(taken), day.strftime("%Y%m%d") if taken else "", result, reason)


def answer(requests: list[Request], day: date, rule: Rule = by_suffix) -> list[Row]:
    """The bank's answer to a whole file."""
    return [answer_row(request, rule(request), day) for request in requests]


def written(rows: list[Row]) -> bytes:
    """An answer as bytes."""
    return "".join(row.line() + "\r\n" for row in rows).encode(ENCODING)


# Broken answers, for tests


def _wrong_total(rows: list[Row]) -> bytes:
    """One echoed amount differs by a fen: the file's total is not the batch's."""
    first = rows[0]
    cells = (*first.cells[:3], yuan(fen(first.cells[3]) + 1), *first.cells[4:])
    settled = yuan(fen(first.settled) + 1) if fen(first.settled) else first.settled
    return written([replace(first, cells=cells, settled=settled), *rows[1:]])


def _unknown_reference(rows: list[Row]) -> bytes:
    """One row answers an instruction that nobody gave."""
    first = rows[0]
    cells = (*first.cells[:8], "ZZ9999999", *first.cells[9:])
    return written([replace(first, cells=cells), *rows[1:]])


def _half_a_row(rows: list[Row]) -> bytes:
    """A row in the middle lacks its end."""
    lines = [row.line() for row in rows]
    middle = len(lines) // 2
    lines[middle] = lines[middle][: len(lines[middle]) // 2]
    return "".join(line + "\r\n" for line in lines).encode(ENCODING)


def _truncated(rows: list[Row]) -> bytes:
    """The transfer broke off in the last row."""
    return written(rows)[:-12]


def _missing_row(rows: list[Row]) -> bytes:
    """The last row is missing altogether."""
    return written(rows[:-1])


def _utf8(rows: list[Row]) -> bytes:
    """Somebody saved the file in another encoding."""
    return written(rows).decode(ENCODING).encode("utf-8")


def _duplicate_row(rows: list[Row]) -> bytes:
    """One row stands twice."""
    return written([*rows, rows[0]])


def _fen_for_yuan(rows: list[Row]) -> bytes:
    """The bank changed its unit."""
    return written([replace(row, settled=str(fen(row.settled))) for row in rows])


DAMAGES: dict[str, Callable[[list[Row]], bytes]] = {
    "wrong-total": _wrong_total,
    "unknown-reference": _unknown_reference,
    "half-a-row": _half_a_row,
    "truncated": _truncated,
    "missing-row": _missing_row,
    "utf-8": _utf8,
    "duplicate-row": _duplicate_row,
    "fen": _fen_for_yuan,
    "unknown-batch": written,
}
"""Name of a damage → what writes such an answer. `unknown-batch` shows in the name alone."""


class BankSimulator:
    """The bank at the other end of one channel's folders.

    :param folder: the channel's folder with `outbox/` and `inbox/`.
    :param day: the day on which the bank moves the money.
    """

    def __init__(self, folder: Path, day: date, rule: Rule = by_suffix) -> None:
        self.folder = folder
        self.day = day
        self.rule = rule

    def collect(self) -> list[Path]:
        """Take all requests out of the outbox, as a bank's program does."""
        (self.folder / "bank").mkdir(exist_ok=True)
        taken = []
        for request in sorted((self.folder / "outbox").glob("*.txt")):
            target = self.folder / "bank" / request.name
            if target.exists():
                raise FileExistsError(f"{request.name} was handed in before")
            taken.append(request.rename(target))
        return taken

    def answer_all(self, damage: str = "", number: int = 1) -> list[Path]:
        """Collect and answer; returns the answers, which lie in the inbox."""
        return [self.answer(request, damage, number) for request in self.collect()]

    def answer(self, request: Path, damage: str = "", number: int = 1) -> Path:
        """Answer one request that was collected."""
        rows = answer(read_request(request.read_bytes()), self.day, self.rule)
        content = DAMAGES[damage](rows) if damage else written(rows)
        batch = "DK0000000000" if damage == "unknown-batch" else request.stem
        return self.deliver(f"{batch}_R{number}.txt", content)

    def deliver(self, name: str, content: bytes) -> Path:
        """Put a file into the inbox in one step."""
        target = self.folder / "inbox" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f"{name}.part")
        temporary.write_bytes(content)
        os.replace(temporary, target)
        return target


def _summary(paths: list[Path]) -> Iterator[str]:
    """One line for each answer."""
    for path in paths:
        rows = path.read_bytes().count(b"\n")
        yield f"{path.name}: {rows} rows answered"


def main() -> None:
    """Answer what lies in a channel's outbox."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the channel's folder")
    parser.add_argument("--date", type=date.fromisoformat, default=None, help="the bank's day")
    parser.add_argument("--damage", choices=sorted(DAMAGES), default="", help="answer wrongly")
    parser.add_argument("--seed", type=int, default=None, help="decide by chance, not by account")
    options = parser.parse_args()
    rule = by_suffix if options.seed is None else seeded(options.seed)
    bank = BankSimulator(options.folder, options.date or date.today(), rule)
    for line in _summary(bank.answer_all(options.damage)):
        print(line)


if __name__ == "__main__":
    main()
