"""The boundary checker: a planted violation of each kind is found, and the allowed ways are not."""

from pathlib import Path

import pytest

from tools import boundaries

LATER_MODEL = 'class ArrearsCase(models.Model):\n    _name = "arrears.case"\n'


def found(root: Path, files: dict[str, str]) -> list[str]:
    """Write files below a folder and return what the checker says about them."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [str(violation) for violation in boundaries.violations(root)]


@pytest.mark.parametrize(
    "line",
    [
        "import odoo",
        "from odoo import models",
        "import pandas",
        "from ..models.ledger import charge",
        "import importlib; importlib.import_module('odoo.tools')",
        "def late():\n    import arrears_sidecar",
    ],
)
def test_engine_knows_nobody(tmp_path, line):
    assert len(found(tmp_path, {"engine/money.py": line})) == 1


def test_engine_may_use_the_standard_library_and_itself(tmp_path):
    text = "from __future__ import annotations\nimport decimal\nfrom .money import x\nimport engine"
    assert found(tmp_path, {"engine/allocation.py": text}) == []


@pytest.mark.parametrize("room", ["ledger", "estate"])
@pytest.mark.parametrize(
    "line",
    [
        "from ..collection import case",
        "from .. import debit",
        "import_module('models.relief.waiver')",
        "x = env['arrears.case']",
        "x = 'SELECT id FROM arrears_case WHERE true'",
        "x = fields.Many2one('arrears.case')",
    ],
)
def test_foundation_rooms_do_not_name_later_ones(tmp_path, room, line):
    files = {f"models/{room}/charge.py": line, "models/collection/case.py": LATER_MODEL}
    assert len(found(tmp_path, files)) == 1


def test_foundation_rooms_may_speak_of_later_ones_in_prose_and_name_each_other(tmp_path):
    text = '"""Cases (arrears.case) are built on this."""\nx = env["arrears.charge"]\n'
    files = {
        "models/ledger/charge.py": text + "from ..estate import unit\ny = 'arrears_case_id'",
        "models/collection/case.py": LATER_MODEL,
    }
    assert found(tmp_path, files) == []


def test_a_later_room_that_extends_a_foundation_model_does_not_own_it(tmp_path):
    names = "_name = 'arrears.charge'\n    _inherit = ['arrears.charge', 'arrears.mixin']\n"
    extension = f"class X:\n    {names}"
    files = {
        "models/ledger/charge.py": "x = env['arrears.charge']",
        "models/receipts/charge.py": extension,
    }
    assert found(tmp_path, files) == []


def test_later_rooms_may_name_each_other(tmp_path):
    files = {
        "models/debit/batch.py": "x = 'arrears.case'",
        "models/collection/case.py": LATER_MODEL,
    }
    assert found(tmp_path, files) == []


@pytest.mark.parametrize("folder", ["sidecar/src/arrears_sidecar", "tests/sidecar"])
@pytest.mark.parametrize(
    "line",
    ["import odoo", "from engine import money", "from odoo.addons.property_arrears import x"],
)
def test_sidecar_knows_neither_odoo_nor_engine(tmp_path, folder, line):
    assert len(found(tmp_path, {f"{folder}/test_a.py": line})) == 1


def test_sidecar_may_use_odoorpc(tmp_path):
    assert found(tmp_path, {"sidecar/src/arrears_sidecar/gateway.py": "import odoorpc"}) == []


@pytest.mark.parametrize(
    "line",
    [
        "from engine import money",
        "import engine.money",
        "from odoo.addons.property_arrears.engine import money",
        "from odoo.addons.property_arrears.models.debit import mandate",
        "from ...tools import runtime",
        "from ...tests import common",
        "import arrears_sidecar",
    ],
)
def test_addon_reaches_its_parts_relatively_and_no_tools(tmp_path, line):
    assert len(found(tmp_path, {"models/debit/batch.py": line})) == 1


def test_addon_may_use_the_engine_relatively_and_odoos_tools(tmp_path):
    text = "from ...engine import money\nfrom ...engine.money import Money\nfrom odoo import tools"
    assert found(tmp_path, {"models/debit/batch.py": text}) == []


def test_engine_tests_do_not_import_odoo(tmp_path):
    assert len(found(tmp_path, {"tests/engine/test_a.py": "import odoo"})) == 1


def test_violation_names_file_line_and_cause(tmp_path):
    said = found(tmp_path, {"engine/money.py": "\n\nimport odoo\n"})
    assert said == ["engine/money.py:3: the engine must not import odoo"]
