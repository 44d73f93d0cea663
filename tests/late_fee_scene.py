"""An estate with a late fee clause, an accountant, and bills that are late."""

from odoo import Command

from .collection_case import CollectionCase


class LateFeeScene(CollectionCase):
    """0.5 ‰ a day since 2020; the estate is older than every document, so its guard holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.user("fee accountant", "group_accountant")
        cls.clause = cls.env["arrears.late.fee.clause"].create(
            {
                "estate_id": cls.estate.id,
                "date_from": "2020-01-01",
                "permille": 0.5,
                "clause": "Contract 2020, clause 18",
            }
        )
        cls.estate_is_older(1)

    @classmethod
    def estate_is_older(cls, days):
        """Let the estate be made so many days earlier than the documents of the test."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE arrears_estate SET create_date = create_date - %s * interval '1 day'"
            " WHERE id = %s",
            [days, cls.estate.id],
        )
        cls.estate.invalidate_recordset()

    def fee_of(self, bill):
        """What has accrued on a bill of one charge."""
        return self.charges(bill).late_fee_accrued

    def stretches(self, bill):
        """(from, to, base, amount) of each stretch, as text and numbers."""
        [charge] = self.charges(bill).filtered(lambda one: one.kind == "principal")
        accrual = charge._late_fees()[charge.id]
        rows = self.env["arrears.late.fee.rows"]._stored(accrual.stretches, 2)
        return [(row["from"], row["to"], float(row["base"]), float(row["amount"])) for row in rows]

    def with_vat(self, amount, **values):
        """A line of the service fee with 6 % on top."""
        if not hasattr(self, "vat"):
            self.vat = self.env["account.tax"].create(
                {"name": "VAT 6", "amount": 6, "type_tax_use": "sale",
                 "company_id": self.company.id,
                 "country_id": self.company.account_fiscal_country_id.id}
            )  # fmt: skip
        return self.line(amount, tax_ids=[Command.set(self.vat.ids)], **values)

    def run_until(self, day="2026-09-15", user=None, **values):
        """A previewed run of the estate up to a day."""
        runs = self.env["arrears.late.fee.run"].with_user(user or self.accountant)
        run = runs.create({"estate_id": self.estate.id, "date_until": day, **values})
        run.action_preview()
        return run

    def charge_until(self, day="2026-09-15", **values):
        """Charge the late fees of the estate; the posted bills."""
        run = self.run_until(day, **values)
        run.action_charge()
        self.end_transaction()
        return run.with_env(self.env).line_ids.move_id
