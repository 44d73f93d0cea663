"""A firm that changes an estate over: accounts, opening entries, and files as people make them."""

import io
import os
from datetime import date

import openpyxl
from cryptography.fernet import Fernet
from odoo import Command, fields
from odoo.tests import new_test_user

from ..engine.golive_sheets import COLUMNS
from .collection_case import CollectionCase

CUT_OVER = date(2026, 8, 31)
BASIS = "Contract 2023, clause 4"


class GoliveCase(CollectionCase):
    """Cut-over on the last of August; the clock stands at ``TODAY``, in September."""

    @classmethod
    def setUpClass(cls):
        before = os.environ.get("ARREARS_ACCOUNT_KEY", "")
        os.environ["ARREARS_ACCOUNT_KEY"] = Fernet.generate_key().decode()
        cls.addClassCleanup(os.environ.__setitem__, "ARREARS_ACCOUNT_KEY", before)
        super().setUpClass()
        cls.transfer = cls.new_account("Change-over", "199901", "asset_current")
        cls.deposits = cls.new_account("Deposits of owners", "224101", "liability_current", True)
        cls.advances = cls.new_account("Received in advance", "220301", "liability_current")
        cls.equity = cls.account("equity")
        cls.accountant = cls.worker("accountant")
        cls.wang, cls.li = cls.partner("王芳", phone="138 0000 1234"), cls.partner("李雷")
        cls.env["arrears.ownership"].create(
            [
                {"unit_id": cls.flat.id, "partner_id": cls.wang.id, "date_from": "2020-01-01"},
                {"unit_id": cls.garage.id, "partner_id": cls.li.id, "date_from": "2020-01-01"},
            ]
        )
        cls.golive = cls.new_golive()

    @classmethod
    def worker(cls, group):
        return new_test_user(
            cls.env, login=f"golive-{group}", groups=f"property_arrears.group_{group}",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )  # fmt: skip

    @classmethod
    def new_account(cls, name, code, account_type, reconcile=False):
        return cls.env["account.account"].create(
            {
                "name": name, "code": code, "account_type": account_type, "reconcile": reconcile,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )  # fmt: skip

    @classmethod
    def new_golive(cls, estate=None, **values):
        return (
            cls.env["arrears.golive"]
            .with_user(cls.accountant)
            .create(
                {
                    "estate_id": (estate or cls.estate).id,
                    "company_id": cls.company.id,
                    "date": CUT_OVER,
                    "journal_id": cls.misc.id,
                    "transfer_account_id": cls.transfer.id,
                    "deposit_account_id": cls.deposits.id,
                    "prepayment_account_ids": [Command.set(cls.advances.ids)],
                    **values,
                }
            )
        )

    # Files

    def book(self, sheet, *rows, chinese=False, before=(), after=()):
        """A spreadsheet of a list; rows by names of columns."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = {column.name: column for column in COLUMNS[sheet]}
        book = openpyxl.Workbook()
        page = book.active
        for line in before:
            page.append(line)
        page.append([getattr(columns[name], "chinese" if chinese else "english") for name in names])
        for row in rows:
            page.append([row.get(name) for name in names])
        for line in after:
            page.append(line)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def upload(self, sheet, *rows, golive=None, name="list.xlsx", book=None, **options):
        """Upload a list as the accountant does; the answer is the file."""
        content = self.book(sheet, *rows, **(book or {}))
        return (golive or self.golive)._receive(sheet, name, content, **options)

    def item(self, **values):
        """An open item of the flat that is right in every cell."""
        return {
            "unit": "1501", "person_name": "王芳", "kind": "物业费",
            "period_from": date(2026, 1, 1), "period_to": date(2026, 6, 30), "amount": 450.5,
            "due_date": date(2026, 7, 31), "price_basis": BASIS, **values,
        }  # fmt: skip

    def rows(self, sheet=None, golive=None):
        domain = [("golive_id", "=", (golive or self.golive).id)]
        return self.env["arrears.golive.row"].search(
            [*domain, ("sheet", "=", sheet)] if sheet else domain, order="sheet, number"
        )

    def reasons(self, row):
        return [reason["code"] for reason in row.reasons or ()]

    def notes(self, row):
        return [reason["code"] for reason in row.notes or ()]

    def book_all(self, golive=None):
        golive = golive or self.golive
        golive.action_check()
        golive.action_book()
        self.end_transaction()

    # A whole estate that changes over

    @classmethod
    def change_over(cls, name, code):
        """An estate that lacks nothing before its first run, and its go-live.

        :return: (estate, go-live)
        """
        estate = cls.env["arrears.estate"].create(
            {
                "name": name, "code": code, "company_id": cls.company.id,
                "jurisdiction_id": cls.env.ref("property_arrears.jurisdiction_cn").id,
                "office_name": f"{name}服务中心", "office_phone": "0571-88880000",
                "office_address": f"{name}1号", "office_hours": "8:30–17:30",
                "how_to_pay": "服务中心前台",
                "collector_ids": [Command.link(cls.collector.id)],
                "default_collector_id": cls.collector.id,
            }
        )  # fmt: skip
        account = cls.new_account(f"{name}过渡", "199910", "asset_current")
        return estate, cls.new_golive(estate=estate, transfer_account_id=account.id)

    def settle(self):
        """Check and book what was uploaded for the estate that changes over, to the end."""
        self.change.action_check()
        self.change.action_book()
        if self.change.state == "booking":
            self.change.sudo()._book_all()
        self.change.invalidate_recordset()
        self.end_transaction()

    # The old books in one sum

    def opening_entry(self, receivable, prepaid=0, deposits=0):
        """What the accountants took over: one line an account, nobody's name on it."""
        net = receivable - prepaid - deposits
        return self.entry(
            (self.receivable, receivable, {}),
            (self.advances, -prepaid, {}),
            (self.deposits, -deposits, {}),
            (self.equity, -net, {}),
            when=fields.Date.to_string(CUT_OVER),
        )
