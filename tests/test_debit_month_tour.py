"""The treasurer's month in a real browser, in English and in Chinese."""

import os
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.tests import HttpCase, tagged

from ..demo.firm import build
from ..demo.model import SMALL


@tagged("post_install", "-at_install")
class TestDebitMonthTour(HttpCase):
    """From the desk to a batch of each bank, the keyed answer, returns, clearing, second run."""

    def setUp(self):
        super().setUp()
        key = {"ARREARS_ACCOUNT_KEY": Fernet.generate_key().decode()}
        self.enterContext(patch.dict(os.environ, key))
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self.env["res.company"].create({"name": "Firm of the tour"})
        self.firm = build(self.env, company=company, scale=SMALL)
        self.months = self.firm.months
        self.env.cr.flush()

    def walk(self, language):
        for login in ("treasurer", "manager"):
            self.firm.staff[login].lang = language
        answer = self.env["arrears.keyed.answer"].search([("state", "=", "keyed")])
        self.tour("/odoo/debit-today", "desk", language)
        self.assertEqual(answer.state, "keyed", "whoever keyed it does not confirm it")
        self.tour(f"/odoo/debit-keyed-answers/{answer.id}", "confirm", language, "manager")
        self.assertEqual(answer.confirmed_by_id, self.firm.staff["manager"])
        for code in self.months:
            batch = self.months[code].batch
            self.tour(f"/odoo/debit-batches/{batch.id}", "again", language)
        self.tour("/odoo/debit-clearing", "clearing", language)

    def tour(self, path, name, language, login="treasurer"):
        self.env.cr.flush()
        self.start_tour(path, f"arrears_debit_month_{name}_{language}", login=login, timeout=90)
        self.env.invalidate_all()

    def test_the_month_in_english(self):
        self.walk("en_US")

    def test_the_month_in_chinese(self):
        self.walk("zh_CN")
