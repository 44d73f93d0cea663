"""A helper of one room must not silently replace that of another."""

import pytest

from tools.same_names import collisions

HEAD = "class Words(models.AbstractModel):\n"
OWN = HEAD + '    _name = "arrears.words"\n    def _own(self):\n        pass\n'
EXTENDS = HEAD + '    _inherit = "arrears.words"\n    def {name}(self):\n        {body}\n'


def found(root, **files):
    """What is said of these files of two rooms."""
    for name, text in files.items():
        path = root / "models" / name / "words.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return collisions(root)


def extension(name="_words_of_receipts", body="return {}"):
    return EXTENDS.format(name=name, body=body)


def test_two_rooms_with_one_helper_are_named_with_both_places(tmp_path):
    [line] = found(tmp_path, channels=extension(), receipts=extension())
    assert line.startswith("models/receipts/words.py:3: _words_of_receipts of arrears.words")
    assert "models/channels/words.py" in line


@pytest.mark.parametrize(
    "other",
    [
        extension(name="_words_of_gateways"),
        extension(body="return super()._words_of_receipts()"),
        extension(body='"""Hook: words of receipts."""'),
        extension().replace("arrears.words", "arrears.others"),
        extension().replace(
            '_inherit = "arrears.words"', '_inherit = ["arrears.words", "mail.thread"]'
        ),
    ],
)
def test_other_names_super_and_other_models_are_allowed(tmp_path, other):
    assert found(tmp_path, channels=extension(), receipts=other) == []


def test_an_extension_may_fill_a_hook_of_the_model_itself(tmp_path):
    assert found(tmp_path, collection=OWN, channels=extension(name="_own")) == []
