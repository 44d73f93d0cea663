"""Reading what came back after settlement: camt.054 and camt.053, of every message version.

A returned debit is a debit entry with a reason (`RtrInf`) and our own reference. Its amount is
what was collected, not what the bank adds for its trouble, or the part of it that came back. Other
entries are the business of bank statements and are passed over.
"""

import re
from dataclasses import dataclass
from typing import Any

from ..errors import ASK_AGAIN, BadFile
from ..records import ReplyTable
from .amount_form import AmountForm
from .iso_message import all_of, amount_in, message, one_of, text_in
from .layout import OutcomeMap

_SPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.[0-9]{2}")
_REFERENCE = re.compile("[!-~]{1,12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ROOTS = ("BkToCstmrDbtCdtNtfctn/Ntfctn", "BkToCstmrStmt/Stmt")


@dataclass(frozen=True, slots=True)
class Returned:
    """One debit that came back; `amount` in minor units."""

    line: int
    reference: str
    amount: int
    day: str
    code: str


@dataclass(frozen=True, slots=True)
class SepaReturns:
    """Returns in a notification or a statement; the outcome classes are those of the profile."""

    outcomes: OutcomeMap
    amounts: AmountForm

    def looks_like(self, content: bytes) -> bool:
        """Whether the message's namespace stands near the start."""
        return bool(_SPACE.search(content[:4096]))

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """The returns, taken back amounts below zero; of batches of several weeks perhaps.

        :raises BadFile: no return is in it, or one of them cannot be read
        """
        root = message(name, content, _SPACE, "camt.054 or camt.053 message",
                       "notification of returns (camt.054)")  # fmt: skip
        rows = _once(self._returns(name, root))
        if not rows:
            cause = "no returned debit is in it"
            raise BadFile(name, "no_returns", cause, "Nothing has to be done with it here", line=1)
        return ReplyTable(
            batch_reference="",
            # A message may stand in one line: its returns are counted.
            lines=range(1, len(rows) + 1),
            references=[row.reference for row in rows],
            outcomes=[self.outcomes.outcome_of("RJCT", row.code) for row in rows],
            offered=[row.amount for row in rows],
            settled=[-row.amount for row in rows],
            value_dates=[row.day for row in rows],
            codes=[row.code for row in rows],
            texts=[row.code for row in rows],
            raws=[f"{row.reference} {row.code}" for row in rows],
        )

    def _returns(self, name: str, root: Any) -> list[Returned]:
        entries = [entry for path in ROOTS for entry in all_of(root, f"{path}/Ntry")]
        return [
            self._row(name, entry, detail)
            for entry in entries
            if text_in(entry, "CdtDbtInd") == "DBIT"
            for detail in all_of(entry, "NtryDtls/TxDtls")
            if one_of(detail, "RtrInf") is not None
        ]

    def _row(self, name: str, entry: Any, detail: Any) -> Returned:
        line = detail.sourceline
        reference = text_in(detail, "Refs/EndToEndId")
        if not _REFERENCE.fullmatch(reference):
            cause = "EndToEndId of a return holds no instruction reference"
            raise BadFile(name, "reference", cause, ASK_AGAIN, line=line)
        code = text_in(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")[:35]
        if not code:
            cause = f"the return of {reference} has no reason"
            raise BadFile(name, "reason", cause, ASK_AGAIN, line=line)
        day = text_in(entry, "ValDt/Dt", "ValDt/DtTm", "BookgDt/Dt", "BookgDt/DtTm")[:10]
        if not _DAY.fullmatch(day):
            cause = f"the return of {reference} has no day"
            raise BadFile(name, "date", cause, ASK_AGAIN, line=line)
        amount = self._amount(name, entry, detail)
        if not amount:
            raise BadFile(name, "amount", f"the return of {reference} is of nothing", ASK_AGAIN,
                          line=line)  # fmt: skip
        return Returned(line, reference, amount, day, code)

    def _amount(self, name: str, entry: Any, detail: Any) -> int:
        """What came back of the debit: where the bank took more than was collected it added its
        charges, where it took less it sent a part of it back."""
        paths = ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "Amt")
        told = [one for path in paths if (one := one_of(detail, path)) is not None]
        nodes = told or [one_of(entry, "Amt")]
        return min(amount_in(name, node, detail.sourceline, self.amounts) for node in nodes)


def _once(rows: list[Returned]) -> list[Returned]:
    """The same return told twice counts once; Odoo knows whether several fit together."""
    known: dict[tuple[str, str, int, str], Returned] = {}
    for row in rows:
        known.setdefault((row.reference, row.code, row.amount, row.day), row)
    return list(known.values())
