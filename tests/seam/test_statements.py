"""A statement over HTTP: from the folder into Odoo's bank lines, each movement once."""

import io

import openpyxl
from live import Live

PAYER = "6217001234567890123"
LINES = """
    SELECT l.amount, l.arrears_bank_reference, l.partner_name, l.arrears_payer_last4, m.state
      FROM account_bank_statement_line l JOIN account_move m ON m.id = l.move_id
      JOIN arrears_statement_source s ON s.journal_id = l.journal_id AND s.code = 'seam-main'
  ORDER BY l.internal_index"""
FILES = """
    SELECT f.name, f.state, f.error_line FROM arrears_statement_file f
      JOIN arrears_statement_source s ON s.id = f.source_id AND s.code = 'seam-main'
  ORDER BY f.name"""


def workbook(odoo: Live, count: int) -> bytes:
    """A statement of today: so many movements, the last with a wrong balance when negative."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["日期", "金额", "余额", "流水号", "对方户名", "对方账号", "摘要"])
    for number in range(1, abs(count) + 1):
        row = [odoo.day.isoformat(), 10.5, 10.5 * number, f"S{number}", "业主1", PAYER, "1501"]
        sheet.append(row)
    if count < 0:
        sheet.cell(abs(count) + 1, 3).value = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def name_folder(odoo: Live) -> None:
    """The sidecar's settings name the account's folder."""
    settings = odoo.folder / "sidecar.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write("[[statement]]\ncode = 'seam-main'\nprofile = 'generic_sheet'\n")


def put(odoo: Live, name: str, content: bytes) -> None:
    """A person saves the bank's file into the inbox."""
    inbox = odoo.folder / "exchange" / "statements" / "seam-main" / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_bytes(content)


def book(odoo: Live) -> None:
    """Odoo's own job for accepted statements."""
    [job] = odoo.query(
        "SELECT res_id FROM ir_model_data WHERE module = 'property_arrears'"
        " AND name = 'cron_book_statements'"
    )
    odoo.admin.execute_kw("ir.cron", "method_direct_trigger", [[job["res_id"]]])


def test_statements_are_booked_once_and_broken_ones_are_kept(odoo: Live) -> None:
    """The first, the same with more movements, and one that contradicts itself."""
    name_folder(odoo)
    put(odoo, "first.xlsx", workbook(odoo, 3))
    assert odoo.sidecar("statements").code == 0
    book(odoo)
    first = odoo.query(LINES)
    assert [(row["amount"], row["arrears_bank_reference"]) for row in first] == [
        (10.5, "S1"), (10.5, "S2"), (10.5, "S3"),
    ]  # fmt: skip
    assert {(row["state"], row["arrears_payer_last4"]) for row in first} == {("posted", "0123")}
    put(odoo, "longer.xlsx", workbook(odoo, 5))
    put(odoo, "broken.xlsx", workbook(odoo, -6))
    ended = odoo.sidecar("statements")
    assert "broken.xlsx, line 7: the balance is 1.00" in ended.output
    assert PAYER not in ended.output
    book(odoo)
    lines = odoo.query(LINES)
    assert lines[:3] == first and len(lines) == 5
    files = odoo.query(FILES)
    assert [(one["name"], one["state"], one["error_line"] or 0) for one in files] == [
        ("broken.xlsx", "quarantined", 7), ("first.xlsx", "booked", 0),
        ("longer.xlsx", "booked", 0),
    ]  # fmt: skip
