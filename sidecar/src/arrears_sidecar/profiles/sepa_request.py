"""Writing pain.008, the direct debit initiation of ISO 20022, in the form SEPA uses.

Own code because the same rows must give identical bytes: the libraries at hand put random
identifications and the hour into every message. Versions .02 and .08 of the scheme differ in the
element of a bank's code and in how long a name may be.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..declaration import Table
from ..errors import BadRow, ConfigError, Permanent
from ..money import format_minor
from ..records import Batch, Instruction, RenderedFile
from .amount_form import AmountForm
from .request_rows import CURE, check_batch

VERSIONS = {"pain.008.001.02": ("BIC", 70), "pain.008.001.08": ("BICFI", 140)}
"""Message → element of a bank's code, longest name."""

SCHEMES = ("CORE", "B2B")
RECURRING = "RCUR"
SEQUENCE_TYPES = ("FRST", RECURRING, "FNAL")
SAME_MANDATE = "SMNDA"
"""Stands for the original account: same mandate, new debtor account."""

_SPELLED = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "œ": "oe", "Œ": "OE", "&": "+", "’": "'", "–": "-", "_": "-",
})  # fmt: skip
_LATIN = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
_MANDATE = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]{1,35}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def spelled(text: str) -> str:
    """A text in the letters that every bank of SEPA takes: accents off, the rest as it is."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


@dataclass(frozen=True, slots=True)
class SepaRequest:
    """The `[request]` table of a profile of this family."""

    message: str
    scheme: str
    name: str
    max_rows: int
    amounts: AmountForm

    @classmethod
    def read(cls, table: Table, amounts: AmountForm) -> "SepaRequest":
        """Take the layout out of its declaration."""
        request = cls(
            message=table.choice("message", tuple(VERSIONS)),
            scheme=table.choice("scheme", SCHEMES, "CORE"),
            name=table.take("name", str),
            max_rows=table.take("max_rows", int, 100_000),
            amounts=amounts,
        )
        if "{batch}" not in request.name:
            raise ConfigError(table.path("name"), "{batch} is not in it", "Write {batch}.xml")
        table.done()
        return request

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The batch as messages, at most so many debits in each.

        :raises BadRow: when an instruction lacks what the scheme asks for; the row is named
        :raises Permanent: when the creditor's side lacks it, or batch and rows differ
        """
        check_batch(batch, rows, self.amounts.currency, self.amounts.digits)
        self._check_creditor(batch)
        for row in rows:
            cause = _fault(row)
            if cause:
                raise BadRow(row.sequence, row.reference, cause, CURE)
        parts = [rows[at : at + self.max_rows] for at in range(0, len(rows), self.max_rows)]
        files = []
        for number, part in enumerate(parts, start=1):
            mark = f"-{number:02d}" if len(parts) > 1 else ""
            name = self.name.replace("{batch}", f"{batch.reference}{mark}")
            total = sum(row.amount for row in part)
            files.append(
                RenderedFile(name, self._message(batch, part, mark, total), len(part), total)
            )
        return tuple(files)

    def _check_creditor(self, batch: Batch) -> None:
        """What the firm's own side of the message needs."""
        creditor = batch.creditor
        faults = [
            (not creditor.name.strip(), "the creditor has no name"),
            (not _IBAN.fullmatch(creditor.account), "the bank account of the journal is no IBAN"),
            (not creditor.identifier, "the creditor identifier is missing"),
            (bool(creditor.bank_code) and not _BIC.fullmatch(creditor.bank_code),
             "the bank's code is no BIC"),
            (not batch.approved_at, "the hour of its approval is missing"),
        ]  # fmt: skip
        for wrong, cause in faults:
            if wrong:
                raise Permanent(
                    f"batch {batch.reference}: {cause}. Mend it on the bank channel in Odoo"
                )

    def _message(self, batch: Batch, rows: Sequence[Instruction], mark: str, total: int) -> bytes:
        """One message."""
        space = f"urn:iso:std:iso:20022:tech:xsd:{self.message}"
        root = etree.Element("Document", nsmap={None: space})
        initiation = _under(root, "CstmrDrctDbtInitn")
        creditor = batch.creditor
        name = spelled(creditor.name)[: VERSIONS[self.message][1]]
        identification = f"{batch.reference}{mark}"
        control = {"NbOfTxs": str(len(rows)), "CtrlSum": format_minor(total, self.amounts.digits)}
        head = _under(initiation, "GrpHdr")
        _texts(head, {"MsgId": identification, "CreDtTm": batch.approved_at, **control})
        _under(head, "InitgPty/Nm").text = name
        kinds = dict.fromkeys(row.sequence_type or RECURRING for row in rows)
        for kind in sorted(kinds, key=SEQUENCE_TYPES.index):
            of_kind = [row for row in rows if (row.sequence_type or RECURRING) == kind]
            # One kind alone is the message itself, by which the bank books it.
            own = identification if len(kinds) == 1 else f"{identification}-{kind}"
            self._payment(initiation, batch, of_kind, kind, own)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _payment(
        self, initiation: Any, batch: Batch, rows: Sequence[Instruction], kind: str, own: str
    ) -> None:
        """The debits of one place in the life of their mandates.

        :param own: the identification of this part of the message
        """
        creditor = batch.creditor
        name = spelled(creditor.name)[: VERSIONS[self.message][1]]
        total = sum(row.amount for row in rows)
        control = {"NbOfTxs": str(len(rows)), "CtrlSum": format_minor(total, self.amounts.digits)}
        payment = _under(initiation, "PmtInf")
        _texts(payment, {"PmtInfId": own, "PmtMtd": "DD", "BtchBookg": "true"} | control)
        information = _under(payment, "PmtTpInf")
        _under(information, "SvcLvl/Cd").text = "SEPA"
        _under(information, "LclInstrm/Cd").text = self.scheme
        _under(information, "SeqTp").text = kind
        _under(payment, "ReqdColltnDt").text = batch.collection_date
        _under(payment, "Cdtr/Nm").text = name
        _under(payment, "CdtrAcct/Id/IBAN").text = creditor.account
        self._agent(payment, "CdtrAgt", creditor.bank_code)
        _under(payment, "ChrgBr").text = "SLEV"
        _identifier(_under(payment, "CdtrSchmeId"), creditor.identifier)
        for row in rows:
            self._debit(payment, row)

    def _debit(self, payment: Any, row: Instruction) -> None:
        """One instruction."""
        debit = _under(payment, "DrctDbtTxInf")
        _under(debit, "PmtId/EndToEndId").text = row.reference
        amount = _under(debit, "InstdAmt")
        amount.set("Ccy", self.amounts.currency)
        amount.text = format_minor(row.amount, self.amounts.digits)
        mandate = _under(debit, "DrctDbtTx/MndtRltdInf")
        _texts(mandate, {"MndtId": row.agreement, "DtOfSgntr": row.signed_on})
        if row.is_amended:
            self._amendment(mandate, row)
        self._agent(debit, "DbtrAgt", row.bank_code)
        longest = VERSIONS[self.message][1]
        _under(debit, "Dbtr/Nm").text = spelled(row.holder_name)[:longest]
        _under(debit, "DbtrAcct/Id/IBAN").text = row.account_number
        remark = spelled(f"{row.summary} {row.memo}")
        if remark and _LATIN.fullmatch(remark):
            _under(debit, "RmtInf/Ustrd").text = remark[:140]

    def _amendment(self, mandate: Any, row: Instruction) -> None:
        """What has changed since the bank last heard of the mandate: the values as they were."""
        _under(mandate, "AmdmntInd").text = "true"
        details = _under(mandate, "AmdmntInfDtls")
        if row.original_agreement:
            _under(details, "OrgnlMndtId").text = row.original_agreement
        if row.original_creditor_identifier or row.original_creditor_name:
            creditor = _under(details, "OrgnlCdtrSchmeId")
            if row.original_creditor_name:
                name = spelled(row.original_creditor_name)[: VERSIONS[self.message][1]]
                _under(creditor, "Nm").text = name
            if row.original_creditor_identifier:
                _identifier(creditor, row.original_creditor_identifier)
        if row.original_account:
            path = "OrgnlDbtrAcct/Id/IBAN"
            if row.original_account == SAME_MANDATE:
                path = "OrgnlDbtrAcct/Id/Othr/Id"
            _under(details, path).text = row.original_account

    def _agent(self, node: Any, element: str, bank_code: str) -> None:
        """A bank, by its code where it is known."""
        if bank_code:
            _under(node, f"{element}/FinInstnId/{VERSIONS[self.message][0]}").text = bank_code
        else:
            _under(node, f"{element}/FinInstnId/Othr/Id").text = "NOTPROVIDED"


def _fault(row: Instruction) -> str:
    """What an instruction lacks, without showing it: it may be personal."""
    name = spelled(row.holder_name)
    if not name:
        return "holder_name is empty"
    if not _LATIN.fullmatch(name):
        strange = next(one for one in name if not _LATIN.fullmatch(one))
        return f"holder_name holds the character U+{ord(strange):04X}, which SEPA lacks"
    if not _IBAN.fullmatch(row.account_number):
        return "account_number is no IBAN"
    if row.bank_code and not _BIC.fullmatch(row.bank_code):
        return "bank_code is no BIC"
    if not _MANDATE.fullmatch(row.agreement):
        return "agreement, the number of the mandate, is missing or has other signs than SEPA takes"
    if not _DAY.fullmatch(row.signed_on):
        return "signed_on, the day the mandate was signed, is missing"
    return _amendment_fault(row)


def _amendment_fault(row: Instruction) -> str:
    """What is wrong with the place of the debit, or with what its mandate was before."""
    if row.sequence_type not in ("", *SEQUENCE_TYPES):
        return "sequence_type is none of FRST, RCUR, FNAL"
    if row.original_agreement and not _MANDATE.fullmatch(row.original_agreement):
        return "original_agreement has other signs than SEPA takes"
    known = not row.original_account or row.original_account == SAME_MANDATE
    if not known and not _IBAN.fullmatch(row.original_account):
        return "original_account is no IBAN"
    return ""


def _identifier(node: Any, identifier: str) -> None:
    """A creditor identifier as the scheme writes it."""
    other = _under(node, "Id/PrvtId/Othr")
    _under(other, "Id").text = identifier
    _under(other, "SchmeNm/Prtry").text = "SEPA"


def _under(node: Any, path: str) -> Any:
    """A new element below a node; elements between are made with it."""
    space = etree.QName(node).namespace or node.nsmap.get(None)
    for part in path.split("/"):
        node = etree.SubElement(node, f"{{{space}}}{part}")
    return node


def _texts(node: Any, values: dict[str, str]) -> None:
    """New elements with a text each."""
    for element, text in values.items():
        _under(node, element).text = text
