"""An estate with owners and prices, ready to be billed."""

from datetime import date

from .consent import confirmed
from .ledger_case import LedgerCase

Q2 = {"date_from": "2026-04-01", "date_to": "2026-06-30"}


class BillingCase(LedgerCase):
    """Flats of 90 m² at 2.80 a month; the second quarter of 2026 is to be billed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analytic = cls.env["account.analytic.account"].create(
            {
                "name": "Lakeside",
                "plan_id": cls.env["account.analytic.plan"].create({"name": "Estates"}).id,
                "company_id": cls.company.id,
            }
        )
        cls.estate.analytic_account_id = cls.analytic
        cls.estate.contract_from = "2020-01-01"
        cls.hold(cls.flat, cls.owner)
        cls.garage.active = False
        cls.price = cls.standard(2.80)

    @classmethod
    def unit(cls, number, area=90, **values):
        return cls.env["arrears.unit"].create(
            {"estate_id": cls.estate.id, "number": number, "area": area, **values}
        )

    @classmethod
    def hold(cls, unit, partner, role="owner", first="2020-01-01", last=False, **values):
        """Make somebody owner or payer of a unit."""
        return confirmed(
            cls.env["arrears.ownership"].create(
                {
                    "unit_id": unit.id,
                    "partner_id": partner.id,
                    "role": role,
                    "date_from": first,
                    "date_to": last,
                    **values,
                }
            )
        )

    @classmethod
    def standard(cls, price=0, kind="principal", **values):
        """A price from 2020 on, unless said otherwise."""
        defaults = {
            "estate_id": cls.estate.id,
            "kind": kind,
            "price": price,
            "product_id": cls.products[kind].id,
            "date_from": "2020-01-01",
            "legal_basis": "clause 12",
        }
        return cls.env["arrears.fee.standard"].create({**defaults, **values})

    def metered(self, unit=None, **values):
        defaults = {
            "unit_id": (unit or self.flat).id,
            "product_id": self.products["pass_through"].id,
            "date_from": "2026-04-01",
            "date_to": "2026-04-30",
            "reading_from": 120,
            "reading_to": 135,
            "price": 2.9,
            "price_basis": "Water tariff 2026",
        }
        return self.env["arrears.metered.charge"].create({**defaults, **values})

    def run_of(self, **values):
        """A run of the second quarter, in draft."""
        defaults = {"estate_id": self.estate.id, "invoice_date": "2026-04-01", **Q2}
        return self.env["arrears.billing.run"].create({**defaults, **values})

    def previewed(self, **values):
        run = self.run_of(**values)
        run.action_preview()
        return run

    def billed(self, **values):
        run = self.previewed(**values)
        run.action_bill()
        self.assertEqual(run.state, "done")
        return run

    def bills(self, run):
        """The bills of a run, in the order of its documents."""
        return run.bill_line_ids.sorted("document_number").move_id

    @staticmethod
    def shown(run):
        """What a run bills: unit, payer, days, amount."""
        return [
            (line.unit_id.number, line.payer_id.name, str(line.date_from), str(line.date_to),
             line.amount)
            for line in run.bill_line_ids
        ]  # fmt: skip

    @staticmethod
    def left_out(run):
        """What a run does not bill: unit, kind and the codes of the reasons."""
        return [
            (line.unit_id.number, line.kind, [reason["code"] for reason in line.reasons])
            for line in run.omitted_line_ids
        ]

    def prepaid(self, amount, unit=None, kind="principal", partner=None):
        """Money in advance for a unit and a kind."""
        return self.money(
            amount,
            partner=partner,
            arrears_unit_id=(unit or self.flat).id,
            arrears_kind=kind,
        )

    def tax(self, percent, included):
        return self.env["account.tax"].create(
            {
                "name": f"VAT {percent} {included}",
                "amount": percent,
                "type_tax_use": "sale",
                "price_include_override": "tax_included" if included else "tax_excluded",
                "company_id": self.company.id,
                "tax_group_id": self.env["account.tax.group"]
                .search([("company_id", "=", self.company.id)], limit=1)
                .id,
            }
        )

    def reduction(self, percent, difference_payer=None, **values):
        """An approved reduction, its workflow left aside."""
        defaults = {
            "unit_id": self.flat.id,
            "type": "sales_promise" if difference_payer else "vacancy",
            "payable_percent": percent,
            "date_from": date(2026, 4, 1),
            "date_to": date(2026, 6, 30),
            "difference_payer_id": difference_payer and difference_payer.id,
            "basis": "contract of sale",
        }
        record = self.env["arrears.fee.reduction"].create({**defaults, **values})
        record._record_effect({"state": "approved"})
        return record
