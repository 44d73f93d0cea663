"""pylint-odoo and the OCA checks really check: planted errors in a copied addon are reported.

Both find nothing, without a word, when they are pointed at an addon that is the top of a git
checkout; these tests fail when lint falls back into that.
"""

import pytest

from tools import lint, runtime

MANIFEST = '{"name": "X", "version": "19.0.1.0.0", "license": "LGPL-3", "depends": ["base"],'
PLANTED = {
    "__manifest__.py": MANIFEST + ' "author": "X", "data": ["data/planted.xml"]}\n',
    "__init__.py": "from . import models\n",
    "models.py": "print('planted')\n",
    "data/planted.xml": '<odoo><record model="res.partner"><field name="name">A</field>'
    '<field name="name">B</field></record></odoo>\n',
}


@pytest.fixture(scope="module")
def made():
    return runtime.load()


@pytest.fixture
def planted(tmp_path):
    """A checkout with planted errors, copied as lint copies ours."""
    for name, text in PLANTED.items():
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with lint.exported_addon(tmp_path / "checkout") as addon:
        yield addon


def test_pylint_odoo_reports_a_planted_print(made, planted):
    assert "print-used" in lint.run_pylint(made, planted)


def test_oca_checks_report_a_planted_duplicate_field(made, planted):
    assert "xml-duplicate-fields" in lint.run_oca_checks(made, planted)


def test_ruff_reports_a_planted_unused_import_and_bad_format(made, tmp_path):
    (tmp_path / "planted.py").write_text("import os\nx = {  'a':1 }\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        (made.places.repository / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert "F401" in lint.run_ruff(made, "check", tmp_path)
    assert "planted.py" in lint.run_ruff(made, "format", tmp_path)


def test_ruff_refuses_the_old_way_to_translate(made, tmp_path):
    (tmp_path / "planted.py").write_text("from odoo import _\n\n_('x')\n", encoding="utf-8")
    settings = (made.places.repository / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    assert "TID251" in lint.run_ruff(made, "check", tmp_path)


def test_the_whole_checkout_is_copied(made):
    with lint.exported_addon(made.places.repository) as addon:
        assert addon.name == "property_arrears"
        assert (addon / "__manifest__.py").is_file()
        assert (addon / "tools" / "lint.py").is_file()
        assert not (addon / ".git").exists()
