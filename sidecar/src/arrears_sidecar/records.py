"""What passes between Odoo, the folders and the layouts: frozen records, no behaviour to speak of.

Amounts are integers of the currency's minor unit, dates are ISO strings, as in the seam.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

OUTCOMES = (
    "success",
    "partial",
    "funds",
    "limit",
    "account",
    "mandate",
    "refused",
    "deceased",
    "duplicate",
    "technical",
    "unknown",
)
"""The outcome classes of the normalised answer."""


def hash_of(content: bytes) -> str:
    """SHA-256 of a file's bytes, as Odoo knows it."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Creditor:
    """The firm as the bank knows it, where a layout names it.

    :param identifier: the creditor identifier of the scheme.
    """

    name: str = ""
    account: str = field(default="", repr=False)
    bank_code: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A direct-debit batch that waits for its file."""

    batch_id: int
    reference: str
    channel: str
    profile: str
    currency: str
    digits: int
    row_count: int
    total: int
    collection_date: str
    summary: str = ""
    approved_at: str = ""
    creditor: Creditor = field(default_factory=Creditor)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One debit of a batch. The account number is whole: it goes into the file and nowhere else.

    :param sequence_type: FRST, RCUR or FNAL, where the scheme asks for it.
    :param original_account: the account before it changed, or `SMNDA`; likewise the other
        originals of an amended mandate, each empty where it has not changed.
    """

    sequence: int
    reference: str
    account_number: str = field(repr=False)
    holder_name: str = field(repr=False)
    amount: int
    bank_name: str = ""
    bank_code: str = ""
    agreement: str = ""
    summary: str = ""
    memo: str = ""
    signed_on: str = ""
    sequence_type: str = ""
    original_agreement: str = ""
    original_account: str = field(default="", repr=False)
    original_creditor_identifier: str = ""
    original_creditor_name: str = ""

    @property
    def is_amended(self) -> bool:
        """Whether the bank has to hear that the mandate changed."""
        return bool(
            self.original_agreement
            or self.original_account
            or self.original_creditor_identifier
            or self.original_creditor_name
        )


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """The bytes of one request file, with what Odoo checks before it confirms them."""

    name: str
    content: bytes = field(repr=False)
    row_count: int
    total: int


@dataclass(frozen=True, slots=True)
class ReplyTable:
    """A reply in normal form, kept by columns since it may have 100,000 rows.

    Every column has the same length; `lines` are physical line numbers counted from 1.
    """

    batch_reference: str
    lines: Sequence[int]
    references: Sequence[str]
    outcomes: Sequence[str]
    offered: Sequence[int]
    settled: Sequence[int]
    value_dates: Sequence[str]
    codes: Sequence[str]
    texts: Sequence[str]
    raws: Sequence[str] = field(repr=False)

    def __len__(self) -> int:
        """How many rows the reply has."""
        return len(self.lines)

    @property
    def total_offered(self) -> int:
        """Sum of what was asked, as the bank echoes it."""
        return sum(self.offered)

    @property
    def total_settled(self) -> int:
        """Sum of what the bank says it took."""
        return sum(self.settled)

    def page(self, start: int, size: int) -> list[dict[str, Any]]:
        """Rows `start` … `start + size` in the form of the seam's `stage_rows`."""
        part = slice(start, start + size)
        columns = (
            self.lines,
            self.references,
            self.outcomes,
            self.offered,
            self.settled,
            self.value_dates,
            self.codes,
            self.texts,
            self.raws,
        )
        return [
            dict(zip(STAGED_KEYS, row, strict=True))
            for row in zip(*(column[part] for column in columns), strict=True)
        ]


STAGED_KEYS = (
    "line",
    "reference",
    "outcome",
    "offered",
    "settled",
    "value_date",
    "code",
    "text",
    "raw",
)
"""Keys of one row of `stage_rows`, in the order of the columns of `ReplyTable`."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file's bytes with the name and hash Odoo knows it by."""

    name: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may work on a channel or statement source.

    :param holder: name of the sidecar that has it.
    :param is_bank_day: whether the channel's bank takes files today.
    """

    code: str
    granted: bool
    holder: str = ""
    is_bank_day: bool = True


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What Odoo knows of a file; `state` is received, staged, sealed, booked or quarantined."""

    file_id: int
    state: str
    staged_rows: int = 0

    @property
    def is_done(self) -> bool:
        """Nothing is left to be done: the file was accepted earlier, under whatever name."""
        return self.state in {"sealed", "booked"}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that a person uploaded on a form in Odoo and that waits to be read."""

    file_id: int
    name: str
    channel: str
    profile: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Odoo's verdict on a whole file."""

    state: str
    code: str = ""
    message: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A running incentive programme with its published rules."""

    program_id: int
    name: str
    kind: str
    currency: str
    digits: int
    date_from: str
    date_to: str
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A late fee that an approved waiver lets go, and what is still open of it."""

    charge_id: int
    approved: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Waiver:
    """An approved waiver that has not been applied yet."""

    waiver_id: int
    reference: str
    digits: int
    lines: tuple[WaiverLine, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Odoo's answer to one item of a list that was sent."""

    key: str
    state: str
    code: str = ""
    message: str = ""
