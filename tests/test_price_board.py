"""The price board: what anybody may read, and nothing about anybody."""

from odoo import Command
from odoo.tests import Form, HttpCase, tagged

from .document_case import DocumentCase


@tagged("post_install", "-at_install")
class TestPriceBoard(DocumentCase):
    def board(self):
        return self.env["arrears.price.board"]._board(self.estate)

    def test_it_says_price_area_legal_basis_and_dates(self):
        [price] = self.board()["current"]
        self.assertEqual(price["price"], "2.80 a m² and month")
        self.assertEqual(price["area"], "Area billed")
        self.assertEqual(price["legal_basis"], "Contract, clause 6")
        self.assertEqual((price["usage"], price["until"]), ("All units", ""))
        self.assertEqual(price["service"], "Service fee")

    def test_what_the_price_covers_is_said_in_each_language(self):
        self.price.covers = "Cleaning\nGuards"
        self.price.with_context(lang="zh_CN").covers = "保洁、秩序维护"
        self.assertEqual(self.board()["current"][0]["covers"], ["Cleaning", "Guards"])
        chinese = self.env["arrears.price.board"].with_context(lang="zh_CN")._board(self.estate)
        self.assertEqual(chinese["current"][0]["covers"], ["保洁、秩序维护"])

    def test_prices_to_come_stand_apart_and_old_ones_are_left_out(self):
        self.price.date_to = "2026-12-31"
        self.price.copy(
            {"price": 3.1, "date_from": "2027-01-01", "date_to": False,
             "legal_basis": "Owners' decision of 1 June"}
        )  # fmt: skip
        self.price.copy({"price": 2.5, "date_from": "2024-01-01", "date_to": "2025-12-31"})
        board = self.board()
        self.assertEqual([price["price"][:4] for price in board["current"]], ["2.80"])
        self.assertEqual([price["price"][:4] for price in board["coming"]], ["3.10"])

    def test_tax_is_said_as_it_is_billed(self):
        product = self.products["principal"]
        tax = self.env["account.tax"].create(
            {"name": "VAT", "amount": 6, "price_include_override": "tax_included",
             "company_id": self.company.id,
             "country_id": self.company.account_fiscal_country_id.id}
        )  # fmt: skip
        product.taxes_id = [Command.set(tax.ids)]
        self.price.product_id = product
        self.assertEqual(self.board()["current"][0]["tax"], "tax of 6 % included")
        tax.price_include_override = "tax_excluded"
        self.assertEqual(self.board()["current"][0]["tax"], "plus tax of 6 %")

    def test_it_is_printed_in_both_languages(self):
        english = self.printed(self.estate, "price_board")
        chinese = self.printed(self.estate, "price_board", language="zh_CN")
        self.assertNotEqual(english, chinese)
        for document in (english, chinese):
            text = self.text_of(document)
            for word in ("2.80", "Contract, clause 6", "021-5555 0101", "At the office"):
                self.assertIn(word, text)

    def test_it_holds_texts_alone(self):
        """No template can lead from the board to an owner or a unit: there is no record in it."""

        def leaves(value):
            parts = value.values() if isinstance(value, dict) else value
            for part in parts:
                yield from leaves(part) if isinstance(part, dict | list) else [part]

        self.assertEqual({type(leaf) for leaf in leaves(self.board())}, {str})

    def test_it_is_off_until_a_manager_publishes_it(self):
        self.assertFalse(self.estate.price_board_published)
        self.assertFalse(self.estate.price_board_url)
        with Form(self.estate.with_env(self.as_of(self.manager))) as form:
            form.price_board_published = True
        self.assertIn(f"/property_arrears/prices/{self.estate.id}", self.estate.price_board_url)


@tagged("post_install", "-at_install")
class TestPriceBoardPage(HttpCase, DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.price_board_published = True
        cls.env["arrears.ownership"].create(
            {"unit_id": cls.flat.id, "partner_id": cls.owner.id, "date_from": "2020-01-01"}
        )

    def page(self):
        return self.url_open(f"/property_arrears/prices/{self.estate.id}")

    def test_anybody_reads_the_prices_without_signing_in(self):
        answer = self.page()
        self.assertEqual(answer.status_code, 200)
        for word in ("2.80", "Contract, clause 6", "021-5555 0101", "At the office"):
            self.assertIn(word, answer.text)

    def test_it_names_no_owner_and_no_unit(self):
        self.owner.name = "Owner Whose Name Is Nowhere"
        text = self.page().text
        for word in (self.owner.name, self.flat.name, self.garage.name):
            self.assertNotIn(word, text)

    def test_an_unpublished_estate_answers_like_one_that_is_not_there(self):
        self.estate.price_board_published = False
        unpublished = self.page()
        missing = self.url_open("/property_arrears/prices/999999999")
        self.assertEqual((unpublished.status_code, missing.status_code), (404, 404))
        self.assertNotIn("2.80", unpublished.text)

    def test_an_archived_estate_is_not_shown(self):
        self.estate.active = False
        self.assertEqual(self.page().status_code, 404)
