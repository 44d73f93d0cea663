"""The template and the Chinese catalogue in `i18n/`, brought up to what Odoo exported.

Run in the virtual environment, which has polib: `python -m tools.translation_catalogues EXPORTED`.
What is written has neither dates nor line numbers, so that it changes only with the words.
"""

import argparse
import difflib
import re
import sys
from pathlib import Path

import polib

from tools.files import write_whole
from tools.progress import say
from tools.translation_terms import is_for_people

ADDON = "property_arrears"
LANGUAGE = "zh_CN"
# A translation of a text this similar is a better start than none; it is marked for review.
SIMILAR = 0.8
SHOWN = 20


def main(words: list[str]) -> int:
    """Write both catalogues; return 1 while the Chinese one needs a translator."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exported", type=Path)
    parser.add_argument("--drop-obsolete", action="store_true")
    options = parser.parse_args(words)
    root = Path(__file__).resolve().parent.parent
    template = cleaned(polib.pofile(str(options.exported)), root)
    write_whole(root / "i18n" / f"{ADDON}.pot", as_text(template, {}))
    path = root / "i18n" / f"{LANGUAGE}.po"
    catalogue = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    merge(catalogue, template, drop_obsolete=options.drop_obsolete)
    settings = {"Language": LANGUAGE, "Plural-Forms": "nplurals=1; plural=0;"}
    write_whole(path, as_text(catalogue, settings))
    return _report(catalogue, path.relative_to(root))


def cleaned(exported: polib.POFile, root: Path) -> polib.POFile:
    """The export without what is no text for people."""
    template = polib.POFile()
    for entry in exported:
        if is_for_people(entry.msgid, [place for place, _line in entry.occurrences], root):
            template.append(entry)
    return template


def merge(catalogue: polib.POFile, template: polib.POFile, *, drop_obsolete: bool) -> None:
    """Bring a catalogue up to the template, keeping its translations.

    A new text gets the translation of one that is gone and was alike: as it is where only blanks
    or capitals differ, else marked fuzzy. Odoo shows fuzzy translations too, so none may stay.

    :param drop_obsolete: remove translations whose text is gone; else they stay, commented out
    """
    catalogue.merge(template)
    gone = {entry.msgid: entry for entry in catalogue.obsolete_entries() if entry.msgstr}
    for entry in catalogue.untranslated_entries():
        found = difflib.get_close_matches(entry.msgid, gone, n=1, cutoff=SIMILAR)
        if found:
            _reuse(entry, gone[found[0]])
    if drop_obsolete:
        for entry in catalogue.obsolete_entries():
            catalogue.remove(entry)


def _reuse(entry: polib.POEntry, older: polib.POEntry) -> None:
    entry.msgstr = older.msgstr
    if _bare(entry.msgid) != _bare(older.msgid):
        entry.flags = sorted({*entry.flags, "fuzzy"})


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def as_text(catalogue: polib.POFile, settings: dict[str, str]) -> str:
    """A catalogue as it is written: sorted, with a header that never changes by itself."""
    catalogue.header = f"Translation of {ADDON}."
    catalogue.metadata = {
        "Project-Id-Version": f"{ADDON} 19.0",
        **settings,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    catalogue.metadata_is_fuzzy = False
    catalogue.sort(key=lambda entry: entry.msgid)
    return f"{catalogue}"


def _report(catalogue: polib.POFile, path: Path) -> int:
    """Say what a translator has to do, and return 1 when there is something."""
    wanting = {
        "missing": catalogue.untranslated_entries(),
        "fuzzy": catalogue.fuzzy_entries(),
        "obsolete": catalogue.obsolete_entries(),
    }
    counts = ", ".join(f"{len(entries)} {name}" for name, entries in wanting.items())
    say(f"{path}: {len(catalogue.translated_entries())} translated, {counts}.")
    for name, entries in wanting.items():
        for entry in entries[:SHOWN]:
            say(f"  {name}: {entry.msgid!r}")
        if len(entries) > SHOWN:
            say(f"  … and {len(entries) - SHOWN} more")
    return 1 if any(wanting.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
