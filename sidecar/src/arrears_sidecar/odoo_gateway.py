"""The gateway over odoorpc. The only module that knows odoorpc; JSON-2 would be another one.

Only `execute_kw` is used: odoorpc's records fetch far more than they are asked for, and our user
may read nothing but the seam. At DEBUG odoorpc's logger prints the API key, so it is held at INFO.
"""

import base64
import logging
import urllib.request
from collections.abc import Sequence
from typing import Any

import odoorpc
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from . import __version__
from .config import OdooSettings
from .errors import KeyRefused, Retryable
from .faults import sorted_faults
from .journal import note
from .records import (
    Answer,
    Batch,
    Creditor,
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
from .statement_gateway import StatementCalls

MODEL = "arrears.sidecar"


class OdooGateway(StatementCalls):
    """Speaks with one database of one Odoo as the technical user."""

    def __init__(
        self, settings: OdooSettings, sidecar: str, page_size: int = 1000, instance: str = ""
    ) -> None:
        for name in ("odoorpc", "odoorpc.rpc.jsonrpclib"):
            logging.getLogger(name).setLevel(logging.INFO)
        self._settings = settings
        self._sidecar = sidecar
        self._instance = instance
        self._page_size = page_size
        self._odoo: odoorpc.ODOO | None = None
        self._retrying = Retrying(
            stop=stop_after_attempt(4),
            wait=wait_exponential(multiplier=0.5, max=5),
            retry=retry_if_exception_type(Retryable),
            reraise=True,
        )

    def connect(self) -> odoorpc.ODOO:
        """Find Odoo and log in. Tried once: whoever waits decides how long."""
        settings = self._settings
        protocol = "jsonrpc+ssl" if settings.secure else "jsonrpc"
        key = settings.read_key()
        with sorted_faults(settings.address):
            odoo = odoorpc.ODOO(
                settings.host,
                protocol,
                settings.port,
                timeout=settings.timeout_seconds,
                opener=_opener(settings.host),
            )
            odoo.login(settings.database, settings.login, key)
        self._odoo = odoo
        return odoo

    def _call(self, method: str, **arguments: Any) -> Any:
        """One call of the seam, repeated while Odoo is busy or away: every call may be."""
        return self._retrying(self._call_once, method, arguments)

    def _call_once(self, method: str, arguments: dict[str, Any]) -> Any:
        """One call. A refused key is read anew once, so that it can be changed while we run."""
        try:
            return self._execute(method, arguments)
        except KeyRefused:
            self._odoo = None
            note("key refused, it is read anew", logging.WARNING)
            return self._execute(method, arguments)

    def _execute(self, method: str, arguments: dict[str, Any]) -> Any:
        """Send a call and sort its faults."""
        odoo = self._odoo or self.connect()
        # Odoo's messages come in the language of our user there.
        context = {"lang": odoo.env.context.get("lang")}
        with sorted_faults(self._settings.address):
            return odoo.execute_kw(MODEL, method, [], {**arguments, "context": context})

    def ping(self) -> dict[str, Any]:
        """Who answers."""
        return self._call("ping", version=__version__)

    def batches_to_export(self) -> list[Batch]:
        """Approved batches of folder channels that have no file yet."""
        return [_batch(one) for one in self._call("batches_to_export", sidecar=self._sidecar)]

    def renders_wanted(self) -> list[Batch]:
        """Batches whose file a person asked for on the form."""
        return [_batch(one) for one in self._call("renders_wanted", sidecar=self._sidecar)]

    def batch_rows(self, batch_id: int, after: int) -> tuple[list[Instruction], int | None]:
        """A page of instructions."""
        page = self._call("batch_rows", batch_id=batch_id, after=after, limit=self._page_size)
        return [_instruction(row) for row in page["rows"]], page["next"]

    def confirm_export(
        self, batch_id: int, file: RenderedFile, part: int = 1, parts: int = 1
    ) -> int:
        """Hand the bytes over."""
        answer = self._call(
            "confirm_export",
            batch_id=batch_id,
            sidecar=self._sidecar,
            instance=self._instance,
            name=file.name,
            sha256=hash_of(file.content),
            row_count=file.row_count,
            total=file.total,
            content_base64=_base64(file.content),
            part=part,
            parts=parts,
        )
        return answer["file_id"]

    def open_file(self, channel: str, profile: str, file: IncomingFile) -> OpenedFile:
        """Make a reply known."""
        answer = self._call("open_file", **self._told(channel, profile, file))
        return OpenedFile(answer["file_id"], answer["state"], answer.get("staged_rows") or 0)

    def files_to_parse(self) -> list[Uploaded]:
        """Replies uploaded on a form."""
        return [
            Uploaded(
                file_id=one["file_id"],
                name=one["name"] or "",
                channel=one["channel"] or "",
                profile=one["profile"] or "",
                sha256=one["sha256"],
            )
            for one in self._call("files_to_parse", sidecar=self._sidecar)
        ]

    def file_content(self, file_id: int) -> IncomingFile:
        """Bytes of an uploaded reply."""
        answer = self._call("file_content", file_id=file_id)
        content = base64.b64decode(answer["content_base64"])
        return IncomingFile(answer["name"] or "", answer["sha256"], content)

    def stage_rows(self, file_id: int, rows: Sequence[dict[str, Any]]) -> int:
        """Store a page of rows."""
        return self._call("stage_rows", file_id=file_id, rows=list(rows))["staged"]

    def seal_file(
        self, file_id: int, row_count: int, offered: int, settled: int, batch_reference: str
    ) -> Sealed:
        """Say that all rows were staged."""
        answer = self._call(
            "seal_file",
            file_id=file_id,
            row_count=row_count,
            total_offered=offered,
            total_settled=settled,
            batch_reference=batch_reference,
        )
        return Sealed(
            state=answer["state"],
            code=answer.get("code") or "",
            message=answer.get("message") or "",
            line=answer.get("line") or None,
        )

    def quarantine_file(self, channel: str, profile: str, file: IncomingFile, fault: Sealed) -> int:
        """Report a file that cannot be read."""
        told = self._told(channel, profile, file)
        return self._call("quarantine_file", **told, **_fault(fault))["file_id"]

    def quarantine_known_file(self, file_id: int, fault: Sealed) -> None:
        """The same for a file Odoo already has."""
        self._call("quarantine_file", file_id=file_id, **_fault(fault))

    def _told(self, channel: str, profile: str, file: IncomingFile) -> dict[str, Any]:
        """A file as the seam wants to be told of it."""
        return {
            "sidecar": self._sidecar,
            "channel": channel,
            "profile": profile,
            "name": file.name,
            "sha256": file.sha256,
            "content_base64": _base64(file.content),
        }

    def incentive_programs(self) -> list[Program]:
        """Programmes that run today."""
        return [
            Program(**{key: one.get(key) or "" for key in _PROGRAM_TEXTS}, **_program_rest(one))
            for one in self._call("incentive_programs")
        ]

    def incentive_facts(
        self, program_id: int, after: int
    ) -> tuple[list[dict[str, Any]], int | None]:
        """A page of facts."""
        page = self._call(
            "incentive_facts", program_id=program_id, after=after, limit=self._page_size
        )
        return page["rows"], page["next"]

    def grant_awards(self, program_id: int, awards: Sequence[dict[str, Any]]) -> list[Answer]:
        """Ask for rewards."""
        answers = self._call("grant_awards", program_id=program_id, awards=list(awards))
        return [_answer(one, "cause") for one in answers]

    def waivers_to_apply(self) -> list[Waiver]:
        """Approved waivers that were not applied yet."""
        return [
            Waiver(
                waiver_id=one["waiver_id"],
                reference=one["reference"] or "",
                digits=one["digits"],
                lines=tuple(
                    WaiverLine(line["charge_id"], line["approved"], line["remaining"])
                    for line in one["lines"]
                ),
            )
            for one in self._call("waivers_to_apply")
        ]

    def apply_waivers(self, waivers: Sequence[dict[str, Any]]) -> list[Answer]:
        """Apply waivers."""
        answers = self._call("apply_waivers", waivers=list(waivers))
        return [_answer(one, "waiver_id") for one in answers]

    def take_leases(self, kind: str, codes: list[str], seconds: int) -> list[Lease]:
        """Take or renew leases."""
        answers = self._call(
            "take_leases",
            sidecar=self._sidecar,
            instance=self._instance,
            kind=kind,
            codes=codes,
            seconds=seconds,
        )
        return [Lease(**one) for one in answers]

    def give_back_leases(self) -> None:
        """Let others have what we hold."""
        self._call("give_back_leases", instance=self._instance)

    def heartbeat(self, state: str, backlog: int, last_error: str) -> None:
        """Say that we live."""
        self._call(
            "heartbeat",
            sidecar=self._sidecar,
            version=__version__,
            state=state,
            backlog=backlog,
            last_error=last_error,
        )


def _opener(host: str) -> urllib.request.OpenerDirector | None:
    """No proxy between two processes of one machine; elsewhere as the environment says."""
    if host in ("localhost", "::1") or host.startswith("127."):
        return urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return None


_PROGRAM_TEXTS = ("name", "kind", "currency", "date_from", "date_to")


def _program_rest(one: dict[str, Any]) -> dict[str, Any]:
    """The parts of a programme that are no texts."""
    return {
        "program_id": one["program_id"],
        "digits": one["digits"],
        "rules": one.get("rules") or {},
    }


def _batch(one: dict[str, Any]) -> Batch:
    """A batch of the seam; Odoo says False where it has no text."""
    values = {key: _plain(one[key]) for key in Batch.__dataclass_fields__ if key in one}
    creditor = Creditor(**{key: _plain(value) for key, value in one.get("creditor", {}).items()})
    return Batch(**values | {"creditor": creditor})


def _instruction(row: dict[str, Any]) -> Instruction:
    """An instruction of the seam."""
    fields = Instruction.__dataclass_fields__
    return Instruction(**{key: _plain(row[key]) for key in fields if key in row})


def _plain(value: Any) -> Any:
    """Odoo's empty texts are False or None."""
    return "" if value is None or value is False else value


def _answer(one: dict[str, Any], key: str) -> Answer:
    """The answer to one item."""
    return Answer(
        key=str(one[key]),
        state=one["state"],
        code=one.get("code") or "",
        message=one.get("message") or "",
    )


def _fault(fault: Sealed) -> dict[str, Any]:
    """Why a file is set aside, as the seam wants to be told."""
    return {"code": fault.code, "line": fault.line, "message": fault.message}


def _base64(content: bytes) -> str:
    """Bytes as text for JSON."""
    return base64.b64encode(content).decode("ascii")
