from odoo import models
from odoo.exceptions import UserError

from .plan import IN_FORCE


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging owners moves their plans along; two running ones cannot become one."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: say what to do, where the database would only name its index.

        :raises UserError: more than one of the partners has a plan in force, or one proposed
        """
        everybody = src_partners | dst_partner
        for states in (IN_FORCE, ("proposed",)):
            rows = self.env["arrears.plan"].sudo()._read_group(
                [("state", "in", states), ("debtor_id", "in", everybody.ids)],
                ["company_id"],
                ["__count"],
            )  # fmt: skip
            if any(count > 1 for _company, count in rows):
                raise UserError(
                    self.env._(
                        "Several of these contacts have a payment plan that is running or waits "
                        "for a decision. End or decide one of them first, then merge."
                    )
                )
        return super()._update_foreign_keys(src_partners, dst_partner)
