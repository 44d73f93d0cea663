"""The demonstration's firm, scaled down, in a company of its own."""

import os
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.tests import TransactionCase

from ..demo.firm import build
from ..demo.model import SMALL


class DemoCase(TransactionCase):
    """Builds the firm once for the class; ``cls.env`` is the firm's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key = {"ARREARS_ACCOUNT_KEY": Fernet.generate_key().decode()}
        cls.enterClassContext(patch.dict(os.environ, key))
        cls.before_the_firm()
        company = cls.env["res.company"].create({"name": "Firm of the demonstration"})
        cls.firm = build(cls.env, company=company, scale=SMALL)
        cls.env, cls.company = cls.firm.books.company.env, cls.firm.books.company
        cls.env.flush_all()

    @classmethod
    def before_the_firm(cls):
        """Hook: what a class notes before the firm is built."""
