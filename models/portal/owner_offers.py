from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date


class ArrearsOwnerPage(models.AbstractModel):
    """The published criteria of the reward programmes that run where an owner was ever billed."""

    _inherit = "arrears.owner.page"

    @api.model
    def _part(self, company, debtor):
        """Extended by the rewards on offer."""
        return super()._part(company, debtor) | {"offers": self._offers(company, debtor)}

    @api.model
    def _offers(self, company, debtor):
        """Programmes that run today, with their text as it was published, in the reader's
        language. An estate without its owners' resolution takes part in none."""
        rows = (
            self.env["arrears.charge"]
            .sudo()
            ._read_group(
                self._charges(debtor) & Domain("company_id", "=", company.id), ["estate_id"]
            )
        )
        estates = self.env["arrears.estate"].sudo().union(*(estate for (estate,) in rows))
        today = company._arrears_today()
        programs = self.env["arrears.incentive.program"].sudo().search(
            Domain("company_id", "=", company.id) & Domain("state", "=", "active")
            & Domain("estate_line_ids.estate_id", "in", estates.ids)
            & Domain("date_from", "<=", today) & Domain("date_to", ">=", today),
            order="date_to, id",
        )  # fmt: skip
        return [
            {
                "name": program.name,
                "days": f"{format_date(self.env, program.date_from)} – "
                f"{format_date(self.env, program.date_to)}",
                "estates": ", ".join((program._estates_taking_part() & estates).mapped("name")),
                "criteria": program.criteria,
            }
            for program in programs
            if program._estates_taking_part() & estates
        ]
