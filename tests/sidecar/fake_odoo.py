"""Odoo as the sidecar sees it, in memory: the rules of the seam, idempotency among them.

`state()` gives all of it as plain values, so that two worlds can be compared.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from fake_statements import FakeFile, FakeStatements

from arrears_sidecar.errors import Rejected
from arrears_sidecar.records import (
    Answer,
    Batch,
    IncomingFile,
    Instruction,
    Lease,
    OpenedFile,
    Program,
    RenderedFile,
    Sealed,
    Uploaded,
    Waiver,
    WaiverLine,
    hash_of,
)

PROGRAM = Program(
    program_id=1,
    name="On time",
    kind="on_time",
    currency="CNY",
    digits=2,
    date_from="2026-01-01",
    date_to="2026-12-31",
    rules={"grace_days": 5, "kinds": ["principal"], "estates": [1], "no_arrears": True},
)


@dataclass
class FakeBatch:
    """A batch and, once exported, its file."""

    batch: Batch
    rows: list[Instruction]
    state: str = "approved"
    exchange: str = "folder"
    files: dict[int, RenderedFile] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The bytes of all its files, in their order."""
        return b"".join(self.files[number].content for number in sorted(self.files))

    @property
    def name(self) -> str:
        """The names of its files."""
        return " ".join(self.files[number].name for number in sorted(self.files))


def instructions(count: int, *, start: int = 1, amount: int = 12_345) -> list[Instruction]:
    """So many instructions; the accounts of some make the simulated bank refuse."""
    suffixes = {2: "0001", 3: "0002", 4: "0003"}
    return [
        Instruction(
            sequence=number,
            reference=f"L{start + number:08d}",
            account_number=f"62270012345{suffixes.get(number, f'{9000 + number}')}",
            holder_name="张三",
            amount=amount + number,
            summary="物业费",
            memo=f"3-2-{1500 + number}",
        )
        for number in range(1, count + 1)
    ]


def batch_of(rows: list[Instruction], batch_id: int, **changes: Any) -> Batch:
    """The batch that fits the rows."""
    batch = Batch(
        batch_id=batch_id,
        reference=f"DK26112100{batch_id:02d}",
        channel="ccb",
        profile="ccb_batch",
        currency="CNY",
        digits=2,
        row_count=len(rows),
        total=sum(row.amount for row in rows),
        collection_date="2026-11-21",
        summary="物业费",
    )
    return replace(batch, **changes)


class FakeOdoo(FakeStatements):
    """The seam in memory. `page_size` is small so that paging has crash points of its own."""

    def __init__(self, page_size: int = 2) -> None:
        super().__init__()
        self.page_size = page_size
        self.batches: dict[int, FakeBatch] = {}
        self.files: dict[int, FakeFile] = {}
        self.results: dict[str, tuple[str, int]] = {}
        self.facts: list[dict[str, Any]] = []
        self.programs: list[Program] = [PROGRAM]
        self.awards: dict[str, int] = {}
        self.waivers: dict[int, list[WaiverLine]] = {}
        self.waived: dict[int, list[int]] = {}
        self.beats: list[tuple[str, int, str]] = []
        self.leases: dict[tuple[str, str], str] = {}
        self.instance = "a"
        self.is_bank_day = True

    # What the tests do as people in Odoo

    def approve(self, rows: list[Instruction], batch_id: int = 1, **changes: Any) -> FakeBatch:
        """Approve a batch."""
        exchange = changes.pop("exchange", "folder")
        batch = FakeBatch(batch_of(rows, batch_id, **changes), rows, exchange=exchange)
        self.batches[batch_id] = batch
        return batch

    def upload(self, name: str, content: bytes) -> int:
        """Upload an answer on the form."""
        return self._file("ccb", "ccb_batch", name, content).file_id

    def book(self) -> None:
        """What Odoo's own job does with sealed files: one result an instruction, once."""
        for file in self.files.values():
            if file.state == "sealed":
                for row in file.rows.values():
                    self.results.setdefault(row["reference"], (row["outcome"], row["settled"]))
                file.state = "booked"

    def state(self) -> dict[str, Any]:
        """Everything that counts, comparable."""
        return {
            "batches": {
                key: (one.state, one.name, one.content) for key, one in self.batches.items()
            },
            "files": {
                (one.channel, one.sha256): (one.state, one.name, one.rows, one.verdict)
                for one in self.files.values()
            },
            "results": self.results,
            "statements": {
                one.sha256: (one.state, one.name, one.rows) for one in self.statements.values()
            },
            "lines": self.lines,
            "awards": self.awards,
            "waived": self.waived,
        }

    # The seam

    def connect(self) -> None:
        """Always there."""

    def ping(self) -> dict[str, Any]:
        return {"today": "2026-11-21", "layouts": {"ccb": "ccb_batch"}}

    def batches_to_export(self) -> list[Batch]:
        return [
            one.batch
            for one in self.batches.values()
            if one.state == "approved" and one.exchange == "folder"
        ]

    def renders_wanted(self) -> list[Batch]:
        return [
            one.batch
            for one in self.batches.values()
            if one.state == "approved" and one.exchange == "browser"
        ]

    def batch_rows(self, batch_id: int, after: int) -> tuple[list[Instruction], int | None]:
        rows = [row for row in self.batches[batch_id].rows if row.sequence > after]
        page = rows[: self.page_size]
        return page, page[-1].sequence if len(rows) > len(page) else None

    def confirm_export(
        self, batch_id: int, file: RenderedFile, part: int = 1, parts: int = 1
    ) -> int:
        batch = self.batches[batch_id]
        if batch.state == "exported":
            if file.content not in [one.content for one in batch.files.values()]:
                raise Rejected(f"batch {batch_id} was exported with other bytes")
            return batch_id
        if batch.state != "approved":
            raise Rejected(f"batch {batch_id} is not approved")
        held = batch.files.get(part)
        if held and held.content != file.content:
            batch.files = {}
        batch.files[part] = file
        if len(batch.files) == parts:
            said = [(one.row_count, one.total) for one in batch.files.values()]
            if (sum(s[0] for s in said), sum(s[1] for s in said)) != (
                batch.batch.row_count,
                batch.batch.total,
            ):
                del batch.files[part]
                raise Rejected("count or total differ")
            batch.state = "exported"
        return batch_id

    def open_file(self, channel: str, profile: str, file: IncomingFile) -> OpenedFile:
        found = self._file(channel, profile, file.name, file.content)
        return OpenedFile(found.file_id, found.state, len(found.rows))

    def _file(self, channel: str, profile: str, name: str, content: bytes) -> FakeFile:
        sha256 = hash_of(content)
        for one in self.files.values():
            if (one.channel, one.sha256) == (channel, sha256):
                return one
        number = len(self.files) + 1
        self.files[number] = FakeFile(number, channel, profile, name, sha256, content)
        return self.files[number]

    def files_to_parse(self) -> list[Uploaded]:
        return [
            Uploaded(one.file_id, one.name, one.channel, one.profile, one.sha256)
            for one in self.files.values()
            if one.state in ("received", "staged")
        ]

    def file_content(self, file_id: int) -> IncomingFile:
        file = self.files[file_id]
        return IncomingFile(file.name, file.sha256, file.content)

    def stage_rows(self, file_id: int, rows: list[dict[str, Any]]) -> int:
        file = self.files[file_id]
        for row in rows:
            if file.rows.setdefault(row["line"], dict(row)) != row:
                raise Rejected(f"line {row['line']} was staged with other content")
        if file.state == "received":
            file.state = "staged"
        return len(file.rows)

    def seal_file(
        self, file_id: int, row_count: int, offered: int, settled: int, batch_reference: str
    ) -> Sealed:
        file = self.files[file_id]
        if file.verdict is None:
            file.verdict = self._judge(file, row_count, offered, batch_reference)
            file.state = file.verdict.state
        return file.verdict

    def _judge(self, file: FakeFile, count: int, offered: int, reference: str) -> Sealed:
        batch = next(
            (one for one in self.batches.values() if one.batch.reference == reference), None
        )
        if batch is None:
            return Sealed("quarantined", "unknown_batch", f"batch {reference} is unknown")
        asked = {row.reference: row.amount for row in batch.rows}
        for line, row in sorted(file.rows.items()):
            if row["reference"] not in asked:
                return Sealed("quarantined", "unknown_reference", "nobody asked for this", line)
            if row["offered"] != asked[row["reference"]]:
                return Sealed("quarantined", "wrong_amount", "another amount was asked", line)
        if count != len(asked) or len(file.rows) != count or offered != sum(asked.values()):
            return Sealed("quarantined", "wrong_total", "count or total differ")
        return Sealed("sealed")

    def quarantine_file(self, channel: str, profile: str, file: IncomingFile, fault: Sealed) -> int:
        found = self._file(channel, profile, file.name, file.content)
        self.quarantine_known_file(found.file_id, fault)
        return found.file_id

    def quarantine_known_file(self, file_id: int, fault: Sealed) -> None:
        file = self.files[file_id]
        if file.state not in ("sealed", "booked"):
            file.state, file.verdict = "quarantined", fault

    def incentive_programs(self) -> list[Program]:
        return list(self.programs)

    def incentive_facts(
        self, program_id: int, after: int
    ) -> tuple[list[dict[str, Any]], int | None]:
        rows = [
            one
            for one in self.facts
            if one["charge_id"] > after and one["cause"] not in self.awards
        ]
        page = rows[: self.page_size]
        return page, page[-1]["charge_id"] if len(rows) > len(page) else None

    def grant_awards(self, program_id: int, awards: list[dict[str, Any]]) -> list[Answer]:
        answers = []
        for award in awards:
            new = award["cause"] not in self.awards
            self.awards.setdefault(award["cause"], award["basis"])
            answers.append(Answer(award["cause"], "granted" if new else "exists"))
        return answers

    def waivers_to_apply(self) -> list[Waiver]:
        return [
            Waiver(key, f"W{key}", 2, tuple(lines))
            for key, lines in self.waivers.items()
            if key not in self.waived
        ]

    def apply_waivers(self, waivers: list[dict[str, Any]]) -> list[Answer]:
        answers = []
        for one in waivers:
            key = one["waiver_id"]
            answers.append(Answer(str(key), "already" if key in self.waived else "applied"))
            self.waived.setdefault(key, [line["amount"] for line in one["lines"]])
        return answers

    def take_leases(self, kind: str, codes: list[str], seconds: int) -> list[Lease]:
        answers = []
        for code in codes:
            holder = self.leases.setdefault((kind, code), self.instance)
            answers.append(Lease(code, holder == self.instance, holder, self.is_bank_day))
        return answers

    def give_back_leases(self) -> None:
        self.leases = {key: one for key, one in self.leases.items() if one != self.instance}

    def heartbeat(self, state: str, backlog: int, last_error: str) -> None:
        self.beats.append((state, backlog, last_error))


def fact(charge_id: int, **changes: Any) -> dict[str, Any]:
    """A charge that was paid in time, but for the changes."""
    return {
        "cause": f"on_time:{charge_id}",
        "charge_id": charge_id,
        "debtor_id": 10 + charge_id,
        "unit_id": 20 + charge_id,
        "estate_id": 1,
        "kind": "principal",
        "period_from": "2026-07-01",
        "period_to": "2026-09-30",
        "due_date": "2026-10-10",
        "settled_on": "2026-10-09",
        "original": 30_000,
        "credited": 0,
        "remaining": 0,
        "overdue_principal": 0,
        "returned": False,
        **changes,
    }
