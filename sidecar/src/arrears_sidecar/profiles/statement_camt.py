"""Statements in camt.053 (ISO 20022), of every message version: elements go by their local name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile
from ..money import signed_text
from ..statement_records import StatementRow, StatementTable
from .cells import BadCell, CellForms, account_of, named
from .iso_message import all_of, message, one_of, text_in
from .statement_check import checked
from .statement_table import LONGEST_NAME, LONGEST_REFERENCE, LONGEST_REMARK

_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.[0-9]{2}")
_FORMS = CellForms(("%Y-%m-%d",), False, 2, ".", "")
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class CamtStatement:
    """The statement message of ISO 20022.

    :param digits: decimal places of the account's currency.
    """

    code: str
    title: str
    digits: int
    max_rows: int
    detect: bool

    @classmethod
    def read(cls, table: Table) -> "CamtStatement":
        """Make the profile of its declaration."""
        amount, rows = table.table("amount", {}), table.table("rows", {})
        profile = cls(
            code=table.take("code", str),
            title=table.take("title", str),
            digits=amount.take("digits", int, 2),
            max_rows=rows.take("max_rows", int, 200_000),
            detect=rows.take("detect", bool, True),
        )
        for part in (amount, rows, table):
            part.done()
        return profile

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether the message's namespace stands near the start."""
        return self.detect and bool(_NAMESPACE.search(content[:4096]))

    def parse(self, name: str, content: bytes) -> StatementTable:
        """Read the statement whole, or refuse it with `BadFile`."""
        reader = CamtReader(name, self.digits, self.max_rows)
        return reader.read(
            message(name, content, _NAMESPACE, "camt.053 message", "statement (camt.053)")
        )


@dataclass
class CamtReader:
    """Reads one message; several statements in it follow on from each other."""

    name: str
    digits: int
    max_rows: int
    rows: list[StatementRow] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict, repr=False)
    currencies: dict[str, int] = field(default_factory=dict)
    opening: tuple[int, int] | None = None
    closing: tuple[int, int] | None = None

    def read(self, root: Any) -> StatementTable:
        """The statement.

        :raises BadFile: for the first thing that is wrong
        """
        statements = all_of(root, "BkToCstmrStmt/Stmt")
        if not statements:
            self.refuse("empty", "the message holds no statement", ASK_AGAIN, 1)
        for statement in statements:
            self._statement(statement)
        return checked(self)

    def _statement(self, statement: Any) -> None:
        """One statement: identity, balances, entries, its own sums."""
        self._identity(statement)
        opening, closing = (
            self._balance(statement, "OPBD", "PRCD"),
            self._balance(statement, "CLBD"),
        )
        if self.closing and opening and self.closing[0] != opening[0]:
            self.refuse("balance", f"it opens with {self.shown(opening[0])}; the one before"
                        f" it closed with {self.shown(self.closing[0])}", ASK_AGAIN,
                        opening[1])  # fmt: skip
        self.opening = self.opening or opening
        self.closing = closing or None
        before = len(self.rows)
        for entry in all_of(statement, "Ntry"):
            self.rows += self._entry(entry)
        if len(self.rows) > self.max_rows:
            self.refuse("too_long", f"the message has more than {self.max_rows} movements",
                        "Ask the bank for shorter periods")  # fmt: skip
        self._summary(statement, self.rows[before:])

    def _identity(self, statement: Any) -> None:
        account = one_of(statement, "Acct")
        line = statement.sourceline
        if account is None:
            self.refuse("account", "the statement names no account", ASK_AGAIN, line)
        number = account_of(text_in(account, "Id/IBAN", "Id/Othr/Id"))
        currency = text_in(account, "Ccy") or self._currency_of_entries(statement)
        for value, known, what in (
            (number, self.accounts, "account"), (currency, self.currencies, "currency"),
        ):  # fmt: skip
            if value:
                known.setdefault(value, line)
            if len(known) > 1:
                self.refuse(f"several_{what}s",
                            f"another {what} begins here; a file is read for one {what}",
                            f"Ask the bank for one file for each {what}", line)  # fmt: skip

    def _currency_of_entries(self, statement: Any) -> str:
        amount = one_of(statement, "Bal/Amt")
        return "" if amount is None else amount.get("Ccy", "")

    def _balance(self, statement: Any, *codes: str) -> tuple[int, int] | None:
        """The balance of a kind with its line; of several the first or, closing, the last."""
        found = [
            (self._signed(one), one.sourceline)
            for one in all_of(statement, "Bal")
            if text_in(one, "Tp/CdOrPrtry/Cd") in codes
        ]
        if not found:
            return None
        return found[-1] if "CLBD" in codes else found[0]

    def _signed(self, node: Any) -> int:
        """An amount with the sign of its direction; a reversal turns it."""
        amount = one_of(node, "Amt")
        line = node.sourceline
        text = "" if amount is None else (amount.text or "").strip()
        if not _AMOUNT.fullmatch(text):
            self.refuse("amount", f"{text[:30]!r} is no amount", ASK_AGAIN, line)
        currency = amount.get("Ccy", "")
        if self.currencies and currency not in self.currencies:
            self.refuse("currency", f"an amount is in {currency}, the account in"
                        f" {next(iter(self.currencies))}", ASK_AGAIN, line)  # fmt: skip
        shifted = Decimal(text).scaleb(self.digits)
        if shifted != shifted.to_integral_value():
            self.refuse("amount_decimals", f"{text!r} has more than {self.digits} decimals",
                        "Check amount.digits in the layout, or ask the bank", line)  # fmt: skip
        direction = text_in(node, "CdtDbtInd")
        if direction not in ("CRDT", "DBIT"):
            self.refuse("sign", "the movement says neither credit nor debit", ASK_AGAIN, line)
        return int(shifted) if direction == "CRDT" else -int(shifted)

    # Entries

    def _entry(self, entry: Any) -> Iterator[StatementRow]:
        """Movements of an entry: one, or one for each detail of a lump sum that gives amounts.

        Entries that are only announced (PDNG, INFO) did not move the account.
        """
        if text_in(entry, "Sts/Cd", "Sts") not in ("BOOK", ""):
            return
        total = self._signed(entry)
        details = all_of(entry, "NtryDtls/TxDtls")
        parts = [self._part(detail, total) for detail in details]
        split = len(details) > 1 and None not in parts and sum(parts) == total
        reference = self._reference(entry, details)
        if not split:
            yield self._row(entry, details[:1], total, reference)
            return
        for number, (detail, part) in enumerate(zip(details, parts, strict=True), start=1):
            yield self._row(entry, [detail], part, reference and f"{reference}/{number}")

    def _part(self, detail: Any, total: int) -> int | None:
        """What one detail contributes, with the sign of its entry; None where it is not told."""
        text = text_in(detail, "Amt", "AmtDtls/TxAmt/Amt")
        if not _AMOUNT.fullmatch(text):
            return None
        part = int(Decimal(text).scaleb(self.digits))
        return part if total > 0 else -part

    def _reference(self, entry: Any, details: list[Any]) -> str:
        """The bank's own reference of the entry; `NtryRef` is a mere number in the message."""
        found = text_in(entry, "AcctSvcrRef")
        if not found and len(details) == 1:
            found = text_in(details[0], "Refs/AcctSvcrRef", "Refs/TxId")
        return "" if found == "NOTPROVIDED" else found[:LONGEST_REFERENCE]

    def _row(self, entry: Any, details: list[Any], amount: int, reference: str) -> StatementRow:
        side = "Dbtr" if amount > 0 else "Cdtr"
        detail = details[0] if details else entry
        try:
            booked = self._day(entry, "BookgDt")
            return StatementRow(
                line=entry.sourceline,
                date=booked,
                value_date=self._day(entry, "ValDt", booked),
                amount=amount,
                reference=reference,
                payer_name=named(
                    text_in(detail, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"),
                    LONGEST_NAME,
                ),
                payer_account=account_of(
                    text_in(
                        detail, f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id"
                    )
                ),
                remark=_remark(entry, detail),
            )
        except BadCell as bad:
            self.refuse(bad.code, bad.cause, bad.cure, entry.sourceline)

    def _day(self, entry: Any, name: str, default: str = "") -> str:
        text = text_in(entry, f"{name}/Dt", f"{name}/DtTm")[:10]
        return _FORMS.day(text) if text or not default else default

    def _summary(self, statement: Any, rows: list[StatementRow]) -> None:
        """Numbers and sums that the statement gives of its entries.

        An entry split into its details counts once for the bank, so only sums are compared then.
        """
        entries = len({row.line for row in rows})
        for path, wanted in (("TtlCdtNtries", 1), ("TtlDbtNtries", -1)):
            node = one_of(statement, f"TxsSummry/{path}")
            text = "" if node is None else text_in(node, "Sum")
            if _AMOUNT.fullmatch(text):
                told = int(Decimal(text).scaleb(self.digits))
                found = sum(abs(row.amount) for row in rows if row.amount * wanted > 0)
                if told != found:
                    what = "came in" if wanted > 0 else "went out"
                    cause = (
                        f"the file says that {self.shown(told)} {what}; its movements add up to"
                        f" {self.shown(found)}"
                    )
                    self.refuse("total", cause, ASK_AGAIN, node.sourceline)
        node = one_of(statement, "TxsSummry/TtlNtries")
        count = "" if node is None else text_in(node, "NbOfNtries")
        if count.isdecimal() and entries == len(rows) and int(count) != entries:
            cause = f"the file speaks of {count} movements and holds {entries}"
            self.refuse("count", cause, ASK_AGAIN, node.sourceline)

    # What the check of statements asks

    def amount_told(self, name: str) -> tuple[int, int] | None:
        """Opening and closing balance."""
        return {"opening": self.opening, "closing": self.closing}.get(name)

    def count_told(self, name: str) -> None:
        """Counts are compared statement by statement."""

    def shown(self, minor: int) -> str:
        """An amount in a message."""
        return signed_text(minor, self.digits)

    def refuse(self, code: str, cause: str, cure: str, line: int | None = None) -> NoReturn:
        """End here."""
        raise BadFile(self.name, code, cause, cure, line=line)


def _remark(entry: Any, detail: Any) -> str:
    """All words of the movement, each once."""
    texts = [one.text or "" for one in all_of(detail, "RmtInf/Ustrd")]
    texts += [
        text_in(detail, "RmtInf/Strd/CdtrRefInf/Ref"),
        text_in(detail, "AddtlTxInf"),
        text_in(entry, "AddtlNtryInf"),
    ]
    # What a lump sum is for: the part of a message, or the message, that the firm had sent.
    texts += [
        found
        for node, path in (
            (entry, "NtryDtls/Btch/PmtInfId"),
            (entry, "NtryDtls/Btch/MsgId"),
            (detail, "Refs/EndToEndId"),
        )
        if (found := text_in(node, path)) != "NOTPROVIDED"
    ]
    plain = dict.fromkeys(" ".join(text.split()) for text in texts)
    return " ".join(text for text in plain if text)[:LONGEST_REMARK]
