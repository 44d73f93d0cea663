from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ...engine.holiday_years import missing_ahead

NEAR_DAYS = 90
OFFICE = ("office_name", "office_address", "office_phone", "office_hours")


class ArrearsGolive(models.Model):
    """The single looks behind the check list: where each stands in the books."""

    _inherit = "arrears.golive"

    def _missing(self):
        """``{code: how many}`` of everything that is missing."""
        found = {
            code: self.env[model].search_count(domain)
            for code, (model, domain) in self._check_domains().items()
        }
        estate = self.estate_id
        tie_out = self.env["arrears.tie.out"]._compute_for(
            self.company_id.root_id, self.company_id._arrears_today()
        )
        found |= {
            "units": not found.pop("any_unit"),
            "transfer": bool(self.currency_id.compare_amounts(self.transfer_balance, 0)),
            "tie_out": tie_out.state != "tied",
            "office": sum(not estate[name] for name in OFFICE),
            "how_to_pay": not estate._ways_to_pay(),
            "no_collector": not estate.default_collector_id,
            "no_policy": not self.env["arrears.policy"]._covers_estate(estate),
            "holidays": self._missing_holidays(),
            "preview": not (estate.escalation_enabled or estate.preview_run_id),
        }
        return {code: int(count) for code, count in found.items()}

    def _check_domains(self):
        """Code → (model, domain) of what is counted and opened."""
        estate, company = self.estate_id.id, self.company_id.id
        today = self.company_id._arrears_today()
        open_charges = Domain("estate_id", "=", estate) & Domain("state", "=", "open")
        in_estate = [("estate_id", "=", estate)]
        near = today + timedelta(days=NEAR_DAYS)
        debtors = self.env["arrears.charge"]._read_group(open_charges, ["debtor_id"])
        debtor_ids = [debtor.id for (debtor,) in debtors if debtor]
        return {
            "any_unit": ("arrears.unit", in_estate),
            "no_owner": ("arrears.unit", [*in_estate, ("owner_id", "=", False)]),
            "unclear_person": ("arrears.filed.person", [("company_id", "=", company)]),
            "no_reach": (
                "res.partner",
                [("id", "in", debtor_ids), ("phone", "=", False), ("email", "=", False)],
            ),
            "no_basis": (
                "arrears.charge",
                open_charges
                & Domain("price_basis", "=", False)
                & Domain("kind", "in", ("principal", "pass_through")),
            ),
            "unclassified": (
                "arrears.charge",
                Domain("company_id", "=", company)
                & Domain("state", "=", "open")
                & Domain("kind", "=", "unclassified")
                & Domain("estate_id", "in", (False, estate)),
            ),
            "refused_rows": (
                "arrears.golive.row", [("golive_id", "=", self.id), ("state", "=", "refused")]
            ),
            "time_barred": ("arrears.charge", open_charges & Domain("time_barred", "=", True)),
            "limitation_near": (
                "arrears.charge",
                open_charges
                & Domain("limitation_date", ">=", today)
                & Domain("limitation_date", "<=", near),
            ),
            "former_claims": ("arrears.former.claim", [*in_estate, ("state", "=", "kept")]),
        }  # fmt: skip

    def _missing_holidays(self):
        """Years of the next six months of which the public holidays are not entered."""
        calendar = self.env["arrears.holiday"]._calendar(self.estate_id.jurisdiction_id)
        return len(missing_ahead(self.company_id._arrears_today(), 183, calendar))

    def _open_check(self, code):
        """A window on what a line of the check list counts."""
        domains = self._check_domains()
        if code in domains:
            model, domain = domains[code]
            return self._window(model, domain)
        if code == "transfer":
            return self.action_view_transfer()
        if code == "tie_out":
            return self._window(
                "arrears.tie.out", [("company_id", "=", self.company_id.root_id.id)]
            )
        if code == "holidays":
            return self._window("arrears.holiday", [])
        if code == "no_policy":
            return self._window("arrears.policy", [])
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.estate",
            "res_id": self.estate_id.id,
            "view_mode": "form",
        }

    def _window(self, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.env[model]._description,
            "res_model": model,
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False},
        }
