"""A small estate in which everything about relief, rewards and returns can happen."""

from .relief_scene import ReliefScene
from .rewards_receipts import RewardsReceipts


class DecisionScene(RewardsReceipts, ReliefScene):
    """Three owners with four units, a clause of late fees, mandates and four programmes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.contract_from = "2020-01-01"
        cls.homes = [(cls.owner, cls.flat), (cls.owner, cls.garage)]
        cls.homes += [cls.home("Owner B", "1502"), cls.home("Owner C", "1503")]
        cls.clause = cls.env["arrears.late.fee.clause"].create(
            {
                "estate_id": cls.estate.id,
                "date_from": "2020-01-01",
                "permille": 3,
                "clause": "Contract 2020, clause 18",
            }
        )
        cls.age_estate()
        cls.open_sister()

    @classmethod
    def home(cls, name, number):
        """An owner and the flat that is his."""
        owner = cls.partner(name)
        unit = cls.env["arrears.unit"].create(
            {"estate_id": cls.estate.id, "number": number, "area": 90}
        )
        cls.env["arrears.ownership"].create(
            {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01"}
        )
        return owner, unit

    @classmethod
    def age_estate(cls):
        """Late fees are checked on documents that are younger than the estate."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE arrears_estate SET create_date = create_date - interval '1 day' WHERE id = %s",
            [cls.estate.id],
        )
        cls.estate.invalidate_recordset()

    @classmethod
    def open_sister(cls):
        """A firm of the same owner with the same customer: nothing here may touch it."""
        cls.sister = cls.new_company("Ledger test sister")
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.sister, install_demo=False
        )
        cls.use(cls.company, cls.sister)
        cls.company, cls.sister = cls.company.with_env(cls.env), cls.sister.with_env(cls.env)
        accounts = cls.env["account.account"].with_company(cls.sister)
        receivable, income = (
            accounts.search(
                [("company_ids", "in", cls.sister.ids), ("account_type", "=", kind)], limit=1
            )
            for kind in ("asset_receivable", "income")
        )
        cls.env["account.move"].create(
            {
                "journal_id": cls.journal("general", cls.sister).id,
                "company_id": cls.sister.id,
                "date": "2026-01-01",
                "line_ids": [
                    (0, 0, {"account_id": receivable.id, "balance": 321.45,
                            "partner_id": cls.owner.id, "arrears_kind": "principal"}),
                    (0, 0, {"account_id": income.id, "balance": -321.45}),
                ],
            }
        ).action_post()  # fmt: skip
        cls.use(cls.company)
        cls.company, cls.sister = cls.company.with_env(cls.env), cls.sister.with_env(cls.env)

    @classmethod
    def create_prices(cls):
        """As the scene of receipts, with products, so that a run can bill the estate."""
        common = {
            "estate_id": cls.estate.id, "date_from": "2020-01-01", "legal_basis": "Clause 1",
            "product_id": cls.products["principal"].id,
        }  # fmt: skip
        cls.env["arrears.fee.standard"].create(
            [
                {**common, "basis": "per_area_month", "price": 2},
                {**common, "basis": "fixed_month", "price": 50, "usage": "parking"},
            ]
        )
