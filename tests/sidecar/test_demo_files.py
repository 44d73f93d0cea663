"""The files of the demonstration's banks are read by the layouts as they were meant."""

import pytest

from arrears_sidecar.profiles import load_profiles
from arrears_sidecar.records import Batch, Instruction
from demo import bank_files
from demo.bank_files import Fate

DAY = "2026-09-10"
PROFILES = load_profiles()
WRITTEN = {
    "ccb_batch": (bank_files.ccb_request, bank_files.ccb_answer, bank_files.CCB_WORDS),
    "icbc_own": (bank_files.icbc_request, bank_files.icbc_answer, bank_files.ICBC_WORDS),
    "generic_delimited": (bank_files.rural_request, None, {}),
}


def sent(count):
    """Instructions as Odoo hands them over."""
    return [
        {
            "sequence": number, "reference": f"D0000000{number}", "holder_name": f"张三{number}",
            "account_number": f"621700000000{number:04d}", "amount": 10_000 + number,
            "bank_name": "银行", "bank_code": "", "agreement": f"JC{number:06d}",
            "summary": "物业费", "memo": "10栋1单元201",
        }
        for number in range(1, count + 1)
    ]  # fmt: skip


def fates(words):
    """One instruction of each outcome that the bank has words for."""
    taken = {"success": 1, "partial": 2}
    return [
        Fate(row, outcome, row["amount"] // taken[outcome] if outcome in taken else 0,
             DAY if outcome in taken else "")
        for row, outcome in zip(sent(len(words)), words, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["ccb_batch", "icbc_own"])
def test_an_answer_says_what_the_bank_did(code):
    __, write, words = WRITTEN[code]
    told = fates(words)
    profile = PROFILES.get(code)
    content = write(told)
    table = profile.parse("DK2609100001_R1." + ("txt" if code == "ccb_batch" else "xlsx"), content)
    assert list(table.references) == [fate.row["reference"] for fate in told]
    assert list(table.outcomes) == [fate.outcome for fate in told]
    assert list(table.offered) == [fate.row["amount"] for fate in told]
    assert list(table.settled) == [fate.settled for fate in told]
    if code == "ccb_batch":
        assert [day or "" for day in table.value_dates] == [fate.day for fate in told]


@pytest.mark.parametrize("code", ["ccb_batch", "generic_delimited"])
def test_a_request_is_the_one_that_the_sidecar_would_make(code):
    write, *__ = WRITTEN[code]
    rows = sent(3)
    instructions = [Instruction(**row) for row in rows]
    batch = Batch(
        1, "DK2609100001", "bank", code, "CNY", 2, 3, sum(row["amount"] for row in rows), DAY,
        "物业费",
    )  # fmt: skip
    [file] = PROFILES.get(code).render(batch, instructions)
    assert file.content == write(rows)
