"""The one door to Odoo: what the sidecar may ask, as a protocol.

The names and meanings are those of the seam (`arrears.sidecar` in Odoo). Every call is one
transaction there and safe to repeat, so a lost answer is mended by asking again.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from .records import (
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
)
from .statement_records import StatementTable


class Gateway(Protocol):
    """What the sidecar asks of Odoo.

    All methods raise `Retryable` when Odoo did not answer, `Rejected` when it said no to the
    content, `KeyRefused` when it did not let us in, and `Permanent` for anything else that a
    person has to mend.
    """

    def ping(self) -> dict[str, Any]:
        """Who answers: database, versions, today's date there, companies served, and the layout of
        each bank channel (`layouts`)."""

    def batches_to_export(self) -> list[Batch]:
        """Approved batches of folder channels that have no file yet."""

    def renders_wanted(self) -> list[Batch]:
        """Batches whose file a person asked for on the form, to download there."""

    def batch_rows(self, batch_id: int, after: int) -> tuple[list[Instruction], int | None]:
        """A page of instructions after a sequence, and where the next page starts."""

    def confirm_export(
        self, batch_id: int, file: RenderedFile, part: int = 1, parts: int = 1
    ) -> int:
        """Hand the bytes over; the batch is exported with the last of its `parts` files.

        Returns the file's id. For a batch that is exported the part does not matter: Odoo knows
        its files by their bytes.
        """

    def open_file(self, channel: str, profile: str, file: IncomingFile) -> OpenedFile:
        """Make a reply known; bytes seen before give back the file they belong to."""

    def files_to_parse(self) -> list[Uploaded]:
        """Replies uploaded on a form that wait to be read."""

    def file_content(self, file_id: int) -> IncomingFile:
        """Bytes of an uploaded reply."""

    def stage_rows(self, file_id: int, rows: Sequence[dict[str, Any]]) -> int:
        """Store a page of rows; returns how many the file has now."""

    def seal_file(
        self, file_id: int, row_count: int, offered: int, settled: int, batch_reference: str
    ) -> Sealed:
        """Say that all rows were staged; Odoo checks the file whole."""

    def quarantine_file(self, channel: str, profile: str, file: IncomingFile, fault: Sealed) -> int:
        """Report a file that cannot be read."""

    def quarantine_known_file(self, file_id: int, fault: Sealed) -> None:
        """The same for a file Odoo already has."""

    def statements_to_parse(self) -> list[Uploaded]:
        """Statements uploaded on a form that wait to be read."""

    def statement_content(self, file_id: int) -> IncomingFile:
        """Bytes of an uploaded statement."""

    def open_statement(self, source: str, profile: str, file: IncomingFile) -> OpenedFile:
        """Make a statement known; bytes seen before give back the file they belong to."""

    def stage_statement_rows(self, file_id: int, rows: Sequence[dict[str, Any]]) -> int:
        """Store a page of movements; returns how many the file has now."""

    def seal_statement(self, file_id: int, table: StatementTable, profile: str) -> Sealed:
        """Say that all movements were staged; Odoo checks the file whole."""

    def quarantine_statement(
        self, source: str, profile: str, file: IncomingFile, fault: Sealed
    ) -> int:
        """Report a statement that cannot be read."""

    def quarantine_known_statement(self, file_id: int, fault: Sealed) -> None:
        """The same for a statement Odoo already has."""

    def incentive_programs(self) -> list[Program]:
        """Programmes that run today."""

    def incentive_facts(
        self, program_id: int, after: int
    ) -> tuple[list[dict[str, Any]], int | None]:
        """A page of facts about charges a programme might reward."""

    def grant_awards(self, program_id: int, awards: Sequence[dict[str, Any]]) -> list[Answer]:
        """Ask for rewards; each cause is rewarded once."""

    def waivers_to_apply(self) -> list[Waiver]:
        """Approved waivers that were not applied yet."""

    def apply_waivers(self, waivers: Sequence[dict[str, Any]]) -> list[Answer]:
        """Apply waivers; each once."""

    def take_leases(self, kind: str, codes: list[str], seconds: int) -> list[Lease]:
        """Take or renew leases of channels or statement sources; others' are told as well."""

    def give_back_leases(self) -> None:
        """Let other sidecars have what this one holds."""

    def heartbeat(self, state: str, backlog: int, last_error: str) -> None:
        """Say that we live."""
