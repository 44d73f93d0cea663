"""Books and helpers for tests of documents."""

import io

from odoo import Command
from odoo.tests import new_test_user
from pypdf import PdfReader

from .ledger_case import TODAY, LedgerCase


class DocumentCase(LedgerCase):
    """An estate with an office, a price and a published telephone; documents are read as text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.estate.write(
            {
                "office_name": "Lakeside office",
                "office_address": "1 Lake Road",
                "office_phone": "021-5555 0101",
                "office_hours": "Monday to Saturday 8:30–18:00",
                "how_to_pay": "At the office, or by transfer.",
            }
        )
        cls.price = cls.env["arrears.fee.standard"].create(
            {
                "estate_id": cls.estate.id,
                "price": 2.8,
                "date_from": "2026-01-01",
                "legal_basis": "Contract, clause 6",
            }
        )
        cls.accountant = cls.person("accountant")
        cls.manager = cls.person("manager")
        cls.collector = cls.person("collector")
        cls.estate.collector_ids = cls.collector

    @classmethod
    def person(cls, group, **values):
        """A user of one group in this company."""
        return new_test_user(
            cls.env,
            values.pop("login", f"documents-{group}"),
            f"property_arrears.group_{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    def as_of(self, user):
        """The environment of a user at work in this company on ``TODAY``."""
        return self.env(user=user.id, context=self.context_of(self.company))

    def printed(self, records, document_type, user=None, language="en_US", **values):
        """What the print window makes for some records: ``arrears.document``."""
        env = self.as_of(user or self.manager)
        window = env["arrears.document.print"].with_context(
            active_model=records._name, active_ids=records.ids
        )
        wizard = window.create(
            {
                "document_type": document_type,
                "language_id": self.env["res.lang"].search([("code", "=", language)]).id,
                "date_from": "2026-01-01",
                "date_to": TODAY,
                **values,
            }
        )
        action = wizard.action_issue()
        documents = env["arrears.document"]
        return (
            documents.browse(action["res_id"])
            if action.get("res_id")
            else documents.search(action["domain"])
        )

    def text_of(self, document):
        """The words of a document as a reader sees them, in one line."""
        pages = PdfReader(io.BytesIO(document.sudo()._content())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
