"""The seam's calls about bank statements, for any way of calling Odoo."""

import base64
from collections.abc import Sequence
from typing import Any

from .records import IncomingFile, OpenedFile, Sealed, Uploaded
from .statement_records import StatementTable


class StatementCalls:
    """Mixed into a gateway that has `_call` and a name for this sidecar."""

    _sidecar: str

    def _call(self, method: str, **arguments: Any) -> Any:
        """One call of the seam."""
        raise NotImplementedError

    def statements_to_parse(self) -> list[Uploaded]:
        """Statements uploaded on a form."""
        return [
            Uploaded(
                file_id=one["file_id"],
                name=one["name"] or "",
                channel=one["source"] or "",
                profile=one["profile"] or "",
                sha256=one["sha256"],
            )
            for one in self._call("statements_to_parse", sidecar=self._sidecar)
        ]

    def statement_content(self, file_id: int) -> IncomingFile:
        """Bytes of an uploaded statement."""
        answer = self._call("statement_content", file_id=file_id)
        content = base64.b64decode(answer["content_base64"])
        return IncomingFile(answer["name"] or "", answer["sha256"], content)

    def open_statement(self, source: str, profile: str, file: IncomingFile) -> OpenedFile:
        """Make a statement known."""
        answer = self._call("open_statement", **self._told_statement(source, profile, file))
        return OpenedFile(answer["file_id"], answer["state"], answer.get("staged_rows") or 0)

    def stage_statement_rows(self, file_id: int, rows: Sequence[dict[str, Any]]) -> int:
        """Store a page of movements."""
        return self._call("stage_statement_rows", file_id=file_id, rows=list(rows))["staged"]

    def seal_statement(self, file_id: int, table: StatementTable, profile: str) -> Sealed:
        """Say that all movements were staged."""
        answer = self._call(
            "seal_statement",
            file_id=file_id,
            row_count=len(table),
            total_in=table.total_in,
            total_out=table.total_out,
            opening=table.opening,
            closing=table.closing,
            account=table.account,
            currency=table.currency,
            profile=profile,
        )
        return Sealed(
            state=answer["state"],
            code=answer.get("code") or "",
            message=answer.get("message") or "",
            line=answer.get("line") or None,
        )

    def quarantine_statement(
        self, source: str, profile: str, file: IncomingFile, fault: Sealed
    ) -> int:
        """Report a statement that cannot be read."""
        told = self._told_statement(source, profile, file)
        return self._call("quarantine_statement", **told, **_fault(fault))["file_id"]

    def quarantine_known_statement(self, file_id: int, fault: Sealed) -> None:
        """The same for a statement Odoo already has."""
        self._call("quarantine_statement", file_id=file_id, **_fault(fault))

    def _told_statement(self, source: str, profile: str, file: IncomingFile) -> dict[str, Any]:
        """A statement as the seam wants to be told of it."""
        return {
            "sidecar": self._sidecar,
            "source": source,
            "profile": profile,
            "name": file.name,
            "sha256": file.sha256,
            "content_base64": base64.b64encode(file.content).decode("ascii"),
        }


def _fault(fault: Sealed) -> dict[str, Any]:
    """Why a file is set aside, as the seam wants to be told."""
    return {"code": fault.code, "line": fault.line, "message": fault.message}
