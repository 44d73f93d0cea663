"""The part of the seam in memory that is about statements, and the file both parts keep."""

from dataclasses import dataclass, field
from typing import Any

from arrears_sidecar.errors import Rejected
from arrears_sidecar.records import IncomingFile, OpenedFile, Sealed, Uploaded, hash_of
from arrears_sidecar.statement_records import StatementTable


@dataclass
class FakeFile:
    """A bank's answer or statement as Odoo keeps it."""

    file_id: int
    channel: str
    profile: str
    name: str
    sha256: str
    content: bytes
    state: str = "received"
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    verdict: Sealed | None = None
    uploaded: bool = False


class FakeStatements:
    """Statements as Odoo keeps them; `lines` are its bank lines by what they are known by."""

    def __init__(self) -> None:
        self.statements: dict[int, FakeFile] = {}
        self.lines: dict[str, int] = {}

    def statements_to_parse(self) -> list[Uploaded]:
        return [
            Uploaded(one.file_id, one.name, one.channel, one.profile, one.sha256)
            for one in self.statements.values()
            if one.uploaded and one.state in ("received", "staged")
        ]

    def statement_content(self, file_id: int) -> IncomingFile:
        file = self.statements[file_id]
        return IncomingFile(file.name, file.sha256, file.content)

    def upload_statement(self, name: str, content: bytes, profile: str = "") -> int:
        """Upload a statement on the form."""
        file = self._statement("ccb-main", profile, name, content)
        file.uploaded = True
        return file.file_id

    def _statement(self, source: str, profile: str, name: str, content: bytes) -> FakeFile:
        sha256 = hash_of(content)
        for one in self.statements.values():
            if one.sha256 == sha256:
                return one
        number = len(self.statements) + 1
        self.statements[number] = FakeFile(number, source, profile, name, sha256, content)
        return self.statements[number]

    def open_statement(self, source: str, profile: str, file: IncomingFile) -> OpenedFile:
        found = self._statement(source, profile, file.name, file.content)
        return OpenedFile(found.file_id, found.state, len(found.rows))

    def stage_statement_rows(self, file_id: int, rows: list[dict[str, Any]]) -> int:
        file = self.statements[file_id]
        for row in rows:
            if file.rows.setdefault(row["position"], dict(row)) != row:
                raise Rejected(f"line {row['line']} was staged with other content")
        if file.state == "received":
            file.state = "staged"
        return len(file.rows)

    def seal_statement(self, file_id: int, table: StatementTable, profile: str) -> Sealed:
        file = self.statements[file_id]
        if file.verdict is None:
            whole = len(file.rows) == len(table)
            file.verdict = Sealed("sealed") if whole else Sealed("quarantined", "count", "differs")
            file.state = file.verdict.state
        return file.verdict

    def book_statements(self) -> None:
        """What Odoo's own job does: one bank line a movement, once."""
        for file in self.statements.values():
            for row in file.rows.values() if file.state == "sealed" else ():
                key = row["reference"] or f"{row['date']} {row['amount']} {row['balance']}"
                self.lines.setdefault(key, row["amount"])
            if file.state == "sealed":
                file.state = "booked"

    def quarantine_statement(
        self, source: str, profile: str, file: IncomingFile, fault: Sealed
    ) -> int:
        found = self._statement(source, profile, file.name, file.content)
        self.quarantine_known_statement(found.file_id, fault)
        return found.file_id

    def quarantine_known_statement(self, file_id: int, fault: Sealed) -> None:
        file = self.statements[file_id]
        if file.state not in ("sealed", "booked"):
            file.state, file.verdict = "quarantined", fault
