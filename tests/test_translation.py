"""Every text of the addon has its Chinese, and says there what it says in English.

An update leaves data that users may change (``noupdate``) as it was: when such a text was changed
in the addon, these tests need a database made anew.
"""

import ast
import csv
import io
import re
from pathlib import Path

import polib
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

from ..engine.wording import banned_phrases, template_faults
from ..tools.translation_terms import is_for_people, python_literals

ROOT = Path(__file__).resolve().parent.parent
MODULE = "property_arrears"
SOURCES = ("models", "wizards", "controllers", "reports")

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|\{\w+\}")
TAG = re.compile(r"<(/?[a-z]\w*)[^>]*>")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Names and signs that are the same in Chinese; anything else of three letters is English left over.
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,}")
SAME_IN_CHINESE = {
    "API", "Awesome", "Fernet.generate_key", "Font", "ID", "Odoo", "PBoC", "PDF", "SEPA",
    "SHA-256", "SMS", "URL-safe", "XLSX", "answer", "base64", "ccb", "ccb_batch", "fa-tasks",
    "UTC", "gb18030", "gbk", "odoo.conf", "unknown", "utf-8", "wkhtmltopdf",
    "CSV", "Excel", "UTF-8", "ccb-main", "ccb_statement", "day", "none", "rows.reference", "xls",
    "xlsx", "IBAN", "DE98ZZZ09999999999",
    "Authorization", "Bearer", "HMAC-SHA256", "JPEG", "JSON", "PNG", "POST", "PUT", "WebP",
    "bounced", "code", "data.code", "data.id", "delivered", "failed", "gateway.example", "https",
    "read", "send", "alipays", "bill", "lakeside", "pay.example.com", "platformapi", "weixin",
    "wxpay",
}  # fmt: skip
COMMAND = re.compile(r"python3 -c \"[^\"]*\"")
# A debt says nothing about a person. 征信 may stand in the sentence that we never report to it.
# 统一社会信用代码 is the name of a number that firms have.
FIRMS_NUMBER = "统一社会信用代码"
NEVER = ("老赖", "失信", "黑名单", "信用", "催收", "催债", "讨债", "欠款人", "欠费人", "欠费户",
         "恶意")  # fmt: skip


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = io.BytesIO()
        trans_export(None, [MODULE], buffer, "po", cls.env)
        exported = polib.pofile(buffer.getvalue().decode())
        cls.terms = {
            entry.msgid: [place for place, _line in entry.occurrences]
            for entry in exported
            if is_for_people(entry.msgid, [place for place, _line in entry.occurrences], ROOT)
        }
        cls.catalogue = polib.pofile(str(ROOT / "i18n" / "zh_CN.po"))
        cls.chinese = {entry.msgid: entry.msgstr for entry in cls.catalogue if not entry.obsolete}

    def assert_none(self, found, what):
        found = sorted(found)
        self.assertFalse(found, f"{len(found)} {what}:\n" + "\n".join(map(repr, found)))

    def test_every_text_is_translated(self):
        missing = {term for term in self.terms if not self.chinese.get(term)}
        self.assert_none(missing, "texts without Chinese (./dev translations lists them)")

    def test_nothing_waits_for_a_translator(self):
        self.assert_none({e.msgid for e in self.catalogue.fuzzy_entries()}, "fuzzy translations")
        self.assert_none({e.msgid for e in self.catalogue.obsolete_entries()}, "obsolete ones")
        self.assert_none(set(self.chinese) - set(self.terms), "translations of no text")

    def test_the_template_is_up_to_date(self):
        template = {e.msgid for e in polib.pofile(str(ROOT / "i18n" / f"{MODULE}.pot"))}
        self.assert_none(template ^ set(self.terms), "differences to the template")

    def test_every_kind_of_text_is_exported(self):
        places = {
            place.split(":property_arrears")[0] for row in self.terms.values() for place in row
        }
        for kind in (
            "model:ir.model,name", "model:ir.model.fields,field_description",
            "model:ir.model.fields,help", "model:ir.model.fields.selection,name",
            "model:ir.model.constraint,message", "model:ir.ui.menu,name",
            "model:ir.actions.act_window,name", "model_terms:ir.actions.act_window,help",
            "model_terms:ir.ui.view,arch_db", "model:ir.actions.server,name",
            "model:res.groups,name", "model:res.groups,comment", "model:arrears.stage,name",
            "model:arrears.template,body", "model:arrears.reason,advice",
        ):  # fmt: skip
            self.assertIn(kind, places)

    def test_every_text_in_python_is_among_them(self):
        sources = (path for folder in SOURCES for path in (ROOT / folder).rglob("*.py"))
        literals = {text for path in sources for text in python_literals(path)}
        self.assertGreater(len(literals), 100)
        self.assert_none(literals - set(self.terms), "texts in Python that Odoo doesn't export")

    def test_no_error_is_raised_in_bare_english(self):
        sources = (path for folder in SOURCES for path in (ROOT / folder).rglob("*.py"))
        bare = {f"{path.name}: {text}" for path in sources for text in bare_errors(path)}
        self.assert_none(bare, "errors with untranslated words")

    def test_placeholders_and_markup_stay(self):
        for term, chinese in self.chinese.items():
            with self.subTest(term=term):
                for pattern in (PLACEHOLDER, TAG):
                    self.assertEqual(
                        sorted(pattern.findall(chinese)), sorted(pattern.findall(term)), chinese
                    )

    def test_no_english_stays(self):
        for term, chinese in self.chinese.items():
            rest = COMMAND.sub("", TAG.sub("", PLACEHOLDER.sub("", chinese)))
            self.assert_none(set(LATIN.findall(rest)) - SAME_IN_CHINESE, f"English words: {term}")
            if LATIN.search(PLACEHOLDER.sub("", TAG.sub("", term))) and chinese == term:
                self.assertIn(term, SAME_IN_CHINESE, "not translated")

    def test_the_chinese_scorns_nobody(self):
        for word in NEVER:
            said = {t for t in self.chinese.values() if word in t.replace(FIRMS_NUMBER, "")}
            self.assert_none(said, f"texts with {word}")

    def test_texts_to_owners_pass_the_linter_in_chinese(self):
        records = {}
        for term, places in self.terms.items():
            for place in places:
                if place.startswith("model:arrears.template,") and ",name:" not in place:
                    records.setdefault(place.split(":")[-1], []).append(self.chinese[term])
        self.assertTrue(records)
        for xml_id, texts in records.items():
            template = self.env.ref(xml_id)
            faults = template_faults(texts, template.channel, parts=template._parts())
            self.assertFalse(faults, xml_id)
            self.assertTrue(all(HAN.search(text) for text in texts))

    def test_the_parts_of_messages_pass_the_strictest_list(self):
        source = "models/collection/template_render.py"
        parts = [t for t, places in self.terms.items() if any(source in p for p in places)]
        self.assertTrue(parts)
        for part in parts:
            self.assertFalse(banned_phrases(self.chinese[part], "sms"), part)

    def test_the_glossary_is_kept(self):
        with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        known = {row["English"]: row["中文"] for row in rows if row["English"] in self.chinese}
        self.assertGreater(len(known), 50)
        self.assertEqual({term: self.chinese[term] for term in known}, known)

    def test_a_reader_of_chinese_sees_chinese(self):
        menu = self.env.ref("property_arrears.menu_root").with_context(lang="zh_CN")
        self.assertEqual(menu.name, "欠费管理")
        field = self.env["arrears.case"].with_context(lang="zh_CN").fields_get(["stage_id"])
        self.assertEqual(field["stage_id"]["string"], "阶段")
        words = self.env["arrears.reason.wording"].with_context(lang="zh_CN")
        reason = {"code": "hold_promise", "arguments": {"until": "x"}}
        self.assertEqual(words._word([reason]), "缴费义务人承诺在 x 前缴费。")


def bare_errors(path):
    """Texts that a Python file hands to an error for users without marking them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            if node.func.id in ("UserError", "ValidationError", "AccessError", "RedirectWarning"):
                if isinstance(node.args[0], (ast.Constant, ast.JoinedStr)):
                    yield ast.unparse(node.args[0])
