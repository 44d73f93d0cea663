"""Reading pain.002, the bank's status report on a direct debit initiation, of every version.

Such a report names what was refused before settlement; silence about a debit means that nothing
stands in its way. What comes back after settlement (camt.054, camt.053) is no answer but a return.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, shown
from ..records import ReplyTable
from .amount_form import AmountForm
from .iso_message import all_of, amount_in, message, one_of, text_in
from .layout import BATCH_REFERENCE, OutcomeMap

_SPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.[0-9]{2}")
_REFERENCE = re.compile("[!-~]{1,12}")
REFUSED, ACCEPTED = ("RJCT",), ("ACCP", "ACSC", "ACSP", "ACTC", "ACWC", "PDNG")


@dataclass(frozen=True, slots=True)
class SepaReply:
    """The `[reply]` table of a profile of this family."""

    outcomes: OutcomeMap
    amounts: AmountForm
    lists: str = "failures"

    @classmethod
    def read(cls, table: Table, amounts: AmountForm) -> "SepaReply":
        """Take the layout out of its declaration."""
        reply = cls(OutcomeMap.read(table), amounts)
        table.done()
        return reply

    def looks_like(self, content: bytes) -> bool:
        """Whether the message's namespace stands near the start."""
        return bool(_SPACE.search(content[:4096]))

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """The refusals of the report, or `BadFile`."""
        root = message(name, content, _SPACE, "pain.002 message", "status report (pain.002)")
        report = one_of(root, "CstmrPmtStsRpt")
        if report is None:
            raise BadFile(name, "unknown_layout", "the message holds no report", ASK_AGAIN, line=1)
        self._check_group(name, report)
        batch = _batch_of(name, report)
        refused = [
            row
            for payment in all_of(report, "OrgnlPmtInfAndSts")
            for row in all_of(payment, "TxInfAndSts")
            if text_in(row, "TxSts") not in ACCEPTED
        ]
        rows = [self._row(name, row) for row in refused]
        references = [row["reference"] for row in rows]
        twice = next((at for at, one in enumerate(references) if one in references[:at]), None)
        if twice is not None:
            cause = f"instruction {references[twice]} is answered twice"
            raise BadFile(name, "duplicate_row", cause, ASK_AGAIN, line=refused[twice].sourceline)
        return ReplyTable(
            batch_reference=batch,
            # A message may stand in one line: its debits are counted.
            lines=range(1, len(rows) + 1),
            references=references,
            outcomes=[row["outcome"] for row in rows],
            offered=[row["offered"] for row in rows],
            settled=[0] * len(rows),
            value_dates=[""] * len(rows),
            codes=[row["code"] for row in rows],
            texts=[row["text"] for row in rows],
            raws=[f"{row['reference']} {row['code']}" for row in rows],
        )

    def _check_group(self, name: str, report: Any) -> None:
        """A refusal of the whole message is no answer to its debits.

        :raises BadFile: the bank refused the whole message, or a whole payment in it
        """
        places: Sequence[tuple[str, str]] = (
            ("OrgnlGrpInfAndSts", "GrpSts"), ("OrgnlPmtInfAndSts", "PmtInfSts"),
        )  # fmt: skip
        for path, status in places:
            for node in all_of(report, path):
                if text_in(node, status) in REFUSED and not all_of(node, "TxInfAndSts"):
                    code = text_in(node, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")
                    words = f" ({code[:35]})" if code else ""
                    raise BadFile(
                        name, "file_refused", f"the bank refused the whole file{words}",
                        "Withdraw the batch in Odoo, mend the cause and approve it again",
                        line=node.sourceline,
                    )  # fmt: skip

    def _row(self, name: str, node: Any) -> dict[str, Any]:
        """One refused debit."""
        line = node.sourceline
        status = text_in(node, "TxSts")
        if status not in REFUSED:
            cause = f"{shown(status)} is no status of a debit"
            raise BadFile(name, "status", cause, ASK_AGAIN, line=line)
        reference = text_in(node, "OrgnlEndToEndId")
        if not _REFERENCE.fullmatch(reference):
            cause = "OrgnlEndToEndId holds no instruction reference"
            raise BadFile(name, "reference", cause, ASK_AGAIN, line=line)
        code = text_in(node, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")[:35]
        return {
            "reference": reference,
            "outcome": self.outcomes.outcome_of(status, code),
            "offered": self._offered(name, node),
            "code": code,
            "text": code or status,
        }

    def _offered(self, name: str, node: Any) -> int:
        """What was asked for, as the bank gives it back."""
        amount = one_of(node, "OrgnlTxRef/Amt/InstdAmt")
        if amount is None:
            cause = "the report does not repeat the amount (OrgnlTxRef/Amt/InstdAmt)"
            cure = "Ask the bank for reports with the original transaction"
            raise BadFile(name, "amount", cause, cure, line=node.sourceline)
        return amount_in(name, amount, node.sourceline, self.amounts)


def _batch_of(name: str, report: Any) -> str:
    """The batch that the original message was made for."""
    found = re.fullmatch(
        rf"({BATCH_REFERENCE})(-[0-9]{{2}})?",
        text_in(report, "OrgnlGrpInfAndSts/OrgnlMsgId"),
    )
    if not found:
        cause = "OrgnlMsgId names no batch of ours"
        raise BadFile(name, "batch", cause, "Check which message the report is about", line=1)
    return found[1]
