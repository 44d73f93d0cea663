"""Reading the rows of a reply, whatever family the file is of: from cells to the normal form.

Whole columns are read at a time, since replies may be long; rows are looked at one by one only to
name the first bad one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, Protocol

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, shown
from ..records import ReplyTable
from .amount_form import AmountForm, BadAmount
from .columns import Columns, Sheet
from .layout import ExplainedRow, OutcomeMap, ReplyName
from .reply_fields import Places, ReplyFields
from .totals import TotalsRow

_REFERENCE = "[!-~]{1,12}"


class ReplyForm(Protocol):
    """How the bytes of one family become rows."""

    def looks_like(self, content: bytes, reply: "ReplyRows") -> bool:
        """Whether the first bytes look like this reply. Never raises."""

    def sheet(self, name: str, content: bytes, reply: "ReplyRows") -> Sheet:
        """The file's rows, or `BadFile`."""


@dataclass(frozen=True, slots=True)
class ReplyRows:
    """The `[reply]` table of a profile.

    :param lists: `all`, or `failures` when silence about a row means success.
    :param widths: columns of a row (delimited), or their bytes (fixed); empty: by heading.
    :param dated: whether the bank gives a value date with each row that moved money.
    :param amount_decides: a bank whose words do not tell partial from full success.
    """

    name: ReplyName
    lists: str
    widths: tuple[int, ...]
    titles: bool
    dates: str
    dated: bool
    amount_decides: bool
    fields: ReplyFields
    head: TotalsRow | None
    tail: TotalsRow | None
    outcomes: OutcomeMap
    amounts: AmountForm
    form: ReplyForm

    @classmethod
    def read(
        cls, table: Table, widths: tuple[int, ...], amounts: AmountForm, form: ReplyForm
    ) -> "ReplyRows":
        """Take the layout out of its declaration."""
        fields = ReplyFields.read(table, len(widths))
        head, tail = (
            TotalsRow.read(table.table(key)) if table.has(key) else None for key in ("head", "tail")
        )
        layout = cls(
            name=ReplyName.read(table.take("name", str), table.path("name")),
            lists=table.choice("lists", ("all", "failures"), "all"),
            widths=widths,
            titles=table.take("titles", bool, False) or fields.by_heading,
            dates=table.take("dates", str, "%Y%m%d"),
            dated=table.choice("value_dates", ("row", "none"), "row") == "row",
            amount_decides=table.take("amount_decides", bool, False),
            fields=fields,
            head=head,
            tail=tail,
            outcomes=OutcomeMap.read(table),
            amounts=amounts,
            form=form,
        )
        table.done()
        return layout

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read the whole reply; any doubt refuses it with `BadFile`."""
        sheet = self.form.sheet(name, content, self)
        return self._table(name, sheet, self.fields.places(name, sheet.titles))

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each line is read. The file is parsed first, so a bad one is refused with words."""
        sheet = self.form.sheet(name, content, self)
        places = self.fields.places(name, sheet.titles)
        table = self._table(name, sheet, places)
        rows = []
        for index, line in enumerate(table.lines):
            shown = tuple(
                masked(cell) if place in places.masked else cell
                for place, cell in enumerate(sheet.columns.row(index))
            )
            reading = {
                "reference": table.references[index],
                "outcome": table.outcomes[index],
                "offered": self.amounts.shown(table.offered[index]),
                "settled": self.amounts.shown(table.settled[index]),
                "value_date": table.value_dates[index],
                "text": table.texts[index],
            }
            rows.append(ExplainedRow(line, shown, reading))
        return rows

    def _table(self, name: str, sheet: Sheet, places: Places) -> ReplyTable:
        """The normal form of the rows, agreeing with the totals the bank gives."""
        columns = sheet.columns
        references = self._references(name, columns, places.reference)
        offered = self._amounts(name, columns, places.offered)
        results, reasons = columns[places.result], columns.optional(places.reason)
        outcomes = self.outcomes.outcomes_of(results, reasons)
        settled = self._settled(name, columns, places.settled, outcomes, offered)
        table = ReplyTable(
            batch_reference=self._batch(name, sheet),
            lines=columns.lines,
            references=references,
            outcomes=outcomes,
            offered=offered,
            settled=settled,
            value_dates=self._value_dates(name, columns, places.value_date, settled),
            codes=columns.optional(places.code),
            texts=[reason or result for result, reason in zip(results, reasons, strict=True)],
            raws=columns.raws,
        )
        for rule, row in ((self.head, sheet.head), (self.tail, sheet.tail)):
            if rule is not None and row is not None:
                rule.check(name, row, table, self.amounts)
        return table

    def _batch(self, name: str, sheet: Sheet) -> str:
        """The batch that name and totals speak of; they must not speak of two."""
        found = {self.name.batch_of(name)}
        for rule, row in ((self.head, sheet.head), (self.tail, sheet.tail)):
            if rule is not None and row is not None:
                found.add(rule.batch_of(name, row))
        found.discard("")
        if len(found) > 1:
            cause = f"its name and its content speak of two batches ({' and '.join(sorted(found))})"
            raise BadFile(name, "batch", cause, "Give the file its own name back")
        return found.pop() if found else ""

    def _references(self, name: str, columns: Columns, place: int) -> list[str]:
        """Instruction references, each of the right form and present once."""
        values = columns[place]
        if not re.fullmatch(rf"(?:{_REFERENCE}\n)*", "\n".join((*values, ""))):
            index = next(i for i, one in enumerate(values) if not re.fullmatch(_REFERENCE, one))
            cause = f"column {place + 1} holds no instruction reference"
            self._refuse_row(name, columns, index, "reference", cause)
        if len(set(values)) != len(values):
            first: dict[str, int] = {}
            index = next(i for i, one in enumerate(values) if first.setdefault(one, i) != i)
            line = columns.lines[first[values[index]]]
            cause = f"instruction {values[index]} was answered on line {line}"
            self._refuse_row(name, columns, index, "duplicate_row", cause)
        return values

    def _amounts(self, name: str, columns: Columns, place: int) -> list[int]:
        """A column of amounts in minor units."""
        try:
            return self.amounts.column(columns[place])
        except BadAmount as error:
            self._refuse_row(name, columns, error.index, "amount", f"column {place + 1}: {error}")

    def _settled(
        self,
        name: str,
        columns: Columns,
        place: int | None,
        outcomes: list[str],
        offered: Sequence[int],
    ) -> list[int]:
        """What the bank took, which must agree with what it says happened.

        A blank means everything on a success and nothing on a failure. Where the amount decides,
        a part that was taken is a partial success whatever the words.
        """
        texts = columns.optional(place)
        zero = self.amounts.text(0)
        try:
            values = self.amounts.column([text or zero for text in texts])
        except BadAmount as error:
            self._refuse_row(name, columns, error.index, "amount", f"settled amount: {error}")
        for index, asked in enumerate(offered):
            if outcomes[index] == "success" and not texts[index]:
                values[index] = asked
            elif self.amount_decides and 0 < values[index] < asked:
                outcomes[index] = "partial"
            cause = _contradiction(outcomes[index], asked, values[index])
            if cause:
                self._refuse_row(name, columns, index, "contradiction", cause)
        return values

    def _value_dates(
        self, name: str, columns: Columns, place: int | None, settled: Sequence[int]
    ) -> list[str]:
        """Bank dates as ISO texts; a row that moved money must have one where the bank dates."""
        texts = columns.optional(place)
        known = {text: _iso_date(text, self.dates) for text in set(texts)}
        for index, text in enumerate(texts):
            if known[text] is None:
                cause = f"{shown(text)} is no date of the form {self.dates}"
                self._refuse_row(name, columns, index, "date", cause)
            if self.dated and not text and settled[index]:
                self._refuse_row(name, columns, index, "date", "money moved but no date is given")
        return [known[text] or "" for text in texts]

    def _refuse_row(
        self, name: str, columns: Columns, index: int, code: str, cause: str
    ) -> NoReturn:
        """Refuse for a value of one line."""
        line, row = columns.lines[index], columns.raws[index]
        raise BadFile(name, code, cause, ASK_AGAIN, line=line, row=row)


def _contradiction(outcome: str, offered: int, settled: int) -> str:
    """Why outcome and amount cannot both be true, or an empty text."""
    if outcome == "success" and settled != offered:
        return f"a success took {settled} of {offered} (minor units)"
    if outcome == "partial" and not 0 < settled < offered:
        return f"a partial success took {settled} of {offered} (minor units)"
    if outcome not in ("success", "partial") and settled:
        return f"the bank's words mean {outcome!r}, yet {settled} (minor units) were taken"
    return ""


def _iso_date(text: str, form: str) -> str | None:
    """The date in ISO form, empty for an empty text, None when it is no such date."""
    if not text:
        return ""
    try:
        day = datetime.strptime(text, form)
    except ValueError:
        return None
    # strptime is lenient about missing digits ("2026111"); the way back is not.
    return day.date().isoformat() if day.strftime(form) == text else None


def masked(cell: str) -> str:
    """A personal value as it may be shown: the last four digits, or the first character."""
    if cell[-4:].isdigit() and len(cell) > 8:
        return "…" + cell[-4:]
    return cell[:1] + "*" * (len(cell) - 1)
