"""Long tables on paper.

The renderer of the system neither repeats the head of a table on the next page nor breaks a long
table cleanly between rows. So a table of class ``grid`` is cut into one small table a row, which
it never tears, and its head is put again where a page is reckoned to be full. Columns need widths
(``<col style="width: 20%"/>``). Knows nothing of the addon; lengths are points of the style sheet.
"""

from __future__ import annotations

import copy
import math
import unicodedata

from lxml import etree, html

PAGE_WIDTH = 655
PAGE_HEIGHT = 969
# What is left free at the foot of a page, since heights of rows are reckoned and not measured.
SLACK = 30
FONT = 11.7
LINE = 17.0
PADDING = 8.5
CELL_SIDES = 11
# Where a table starts that does not say how much of its first page is taken (``data-start``).
START = 330


def laid_out(page: str) -> str:
    """The page with each table of class ``grid`` cut into rows, and its head on every page."""
    tree = html.document_fromstring(page)
    for table in tree.xpath("//table[contains(concat(' ', @class, ' '), ' grid ')]"):
        if table.find("colgroup") is not None:
            _cut(table)
    return "<!DOCTYPE html>\n" + etree.tostring(tree, method="html", encoding="unicode")


def _cut(table) -> None:
    widths = [_percent(col.get("style", "")) for col in table.iter("col")]
    heads = [row for part in table.iter("thead") for row in part.iter("tr")]
    rows = [row for row in table.iter("tr") if row not in heads]
    cut = html.Element("div")
    cut.set("class", table.get("class"))
    height = float(table.get("data-start", START)) % PAGE_HEIGHT + _heights(heads, widths)
    cut.extend(_row_table(table, head) for head in heads)
    for position, row in enumerate(rows):
        needed = _heights(_kept_together(rows, position), widths)
        if height + needed > PAGE_HEIGHT - SLACK and position:
            height = _heights(heads, widths)
            again = [_row_table(table, copy.deepcopy(head)) for head in heads]
            for first in again[:1]:
                first.set("style", "page-break-before: always")
            cut.extend(again)
        height += _heights([row], widths)
        cut.append(_row_table(table, row))
    cut.tail = table.tail
    table.getparent().replace(table, cut)


def _kept_together(rows, position: int):
    """A row, and the one after it when the row is the heading of a group."""
    heading = "group" in rows[position].get("class", "").split()
    return rows[position : position + 2] if heading else [rows[position]]


def _row_table(table, row):
    """A table of one row with the columns of the whole."""
    single = html.Element("table")
    single.set("class", "row")
    single.append(copy.deepcopy(table.find("colgroup")))
    body = etree.SubElement(single, "tbody")
    row.tail = None
    body.append(row)
    return single


def _heights(rows, widths: list[float]) -> float:
    return sum(LINE * _lines(row, widths) + PADDING for row in rows)


def _lines(row, widths: list[float]) -> int:
    """Lines of the highest cell, reckoned from the characters in it."""
    most, column = 1, 0
    for cell in row:
        span = int(cell.get("colspan", 1))
        room = sum(widths[column : column + span]) / 100 * PAGE_WIDTH - CELL_SIDES
        column += span
        lines = sum(max(1, math.ceil(_width(text) / max(room, FONT))) for text in _texts(cell))
        most = max(most, lines)
    return most


def _texts(cell) -> list[str]:
    """The texts of a cell between its line breaks."""
    texts = [cell.text or ""]
    for part in cell.iterdescendants():
        if part.tag == "br":
            texts.append("")
        elif part.text:
            texts[-1] += part.text
        texts[-1] += part.tail or ""
    return [" ".join(text.split()) for text in texts]


def _width(text: str) -> float:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return FONT * (wide + 0.58 * (len(text) - wide))


def _percent(style: str) -> float:
    """``width: 20%`` → 20.0; 0 where nothing is said."""
    __, __, value = style.partition("width:")
    return float(value.strip().rstrip(";").rstrip("%") or 0)
