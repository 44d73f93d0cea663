"""Which products charge late fees is known by heart; whatever changes it is noticed at once."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .late_fee_scene import LateFeeScene


@tagged("post_install", "-at_install")
class TestLateFeeProducts(LateFeeScene):
    def setUp(self):
        super().setUp()
        self.category = self.env["product.category"].create({"name": "Sundry"})
        self.below = self.env["product.category"].create(
            {"name": "Sundry below", "parent_id": self.category.id}
        )
        self.product = self.new_product(self.below)
        self.assertIsNone(self.charged(), "nothing charges a late fee yet, and that is known now")

    def new_product(self, category):
        return self.env["product.product"].create(
            {"name": "Sundry", "type": "service", "categ_id": category.id,
             "property_account_income_id": self.income.id}
        )  # fmt: skip

    def charged(self, product=None):
        """Post a bill of the unit with the product and no kind of its own; the words against it."""
        line = self.line(5, None, product_id=(product or self.product).id, arrears_kind=False)
        try:
            with self.env.cr.savepoint():
                self.invoice(line)
        except ValidationError as error:
            return str(error)
        return None

    def assertRefused(self, product=None):
        self.assertIn("typed in", self.charged(product) or "was posted")

    def test_the_kind_of_the_product(self):
        self.product.arrears_kind = "late_fee"
        self.assertRefused()
        self.product.arrears_kind = "cost"
        self.assertIsNone(self.charged())

    def test_the_kind_of_its_category_and_of_one_above(self):
        self.below.arrears_kind = "late_fee"
        self.assertRefused()
        self.below.arrears_kind = False
        self.assertIsNone(self.charged())
        self.category.arrears_kind = "late_fee"
        self.assertRefused()
        self.below.arrears_kind = "cost"
        self.assertIsNone(self.charged(), "the nearest category says it")

    def test_another_category_and_another_parent(self):
        fees = self.env["product.category"].create({"name": "Fees", "arrears_kind": "late_fee"})
        self.product.categ_id = fees
        self.assertRefused()
        self.product.categ_id = self.below
        self.assertIsNone(self.charged())
        self.below.parent_id = fees
        self.assertRefused()

    def test_a_product_that_is_new_or_archived(self):
        self.category.arrears_kind = "late_fee"
        self.assertRefused()
        self.assertRefused(self.new_product(self.category))
        old = self.new_product(self.category)
        old.active = False
        self.assertRefused(old)
