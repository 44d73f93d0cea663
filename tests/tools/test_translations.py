"""`./dev translations`: what counts as a text, what is kept, and that it writes the same twice."""

from pathlib import Path

import polib

from tools.translation_catalogues import as_text, cleaned, merge
from tools.translation_terms import PREFIX


def catalogue(**translations: str) -> polib.POFile:
    made = polib.POFile()
    for text, translation in translations.items():
        made.append(polib.POEntry(msgid=text, msgstr=translation))
    return made


def marked(text: str, *places: str) -> polib.POEntry:
    return polib.POEntry(msgid=text, occurrences=[(place, "0") for place in places])


class TestTexts:
    def test_a_name_of_a_field_in_a_domain_is_no_text(self, tmp_path: Path):
        (tmp_path / "model.py").write_text('x = _("Cards"), [("case_ids", "in", 1)]\n')
        exported = polib.POFile()
        exported.append(marked("Cards", f"{PREFIX}model.py"))
        exported.append(marked("case_ids", f"{PREFIX}model.py"))
        assert [entry.msgid for entry in cleaned(exported, tmp_path)] == ["Cards"]

    def test_a_word_that_is_also_on_a_screen_stays(self, tmp_path: Path):
        (tmp_path / "model.py").write_text("x = 1\n")
        exported = polib.POFile()
        exported.append(marked("open", f"{PREFIX}model.py", "model_terms:ir.ui.view,arch_db:x.y"))
        assert len(cleaned(exported, tmp_path)) == 1


class TestMerge:
    def test_a_translation_stays_while_its_text_stays(self):
        words = catalogue(Card="卡片")
        merge(words, catalogue(Card="", Board=""), drop_obsolete=False)
        assert {entry.msgid: entry.msgstr for entry in words} == {"Card": "卡片", "Board": ""}

    def test_a_changed_text_gets_the_old_translation_for_review(self):
        words = catalogue(**{"Nothing is overdue any more.": "已没有逾期款项。"})
        merge(words, catalogue(**{"Nothing is overdue anymore.": ""}), drop_obsolete=True)
        [entry] = words
        assert entry.msgstr == "已没有逾期款项。"
        assert entry.fuzzy

    def test_capitals_and_blanks_need_no_review(self):
        words = catalogue(**{"Approved  On": "批准日期"})
        merge(words, catalogue(**{"Approved on": ""}), drop_obsolete=True)
        [entry] = words
        assert entry.msgstr == "批准日期"
        assert not entry.fuzzy

    def test_what_is_gone_is_kept_aside_until_it_is_dropped(self):
        words = catalogue(Card="卡片", Gone="已失效")
        merge(words, catalogue(Card=""), drop_obsolete=False)
        assert [entry.msgid for entry in words.obsolete_entries()] == ["Gone"]
        merge(words, catalogue(Card=""), drop_obsolete=True)
        assert [entry.msgid for entry in words] == ["Card"]


class TestFile:
    def test_written_twice_it_is_the_same(self):
        words = catalogue(Stage="阶段", Card="卡片")
        text = as_text(words, {"Language": "zh_CN"})
        assert as_text(polib.pofile(text), {"Language": "zh_CN"}) == text
        assert text.index("Card") < text.index("Stage")
        assert "Date" not in text
