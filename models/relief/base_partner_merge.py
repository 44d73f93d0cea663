from odoo import models
from odoo.exceptions import UserError

from .hardship import OPEN_STATES


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging owners moves their applications along; two open ones cannot become one."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: say what to do, where the database would only name its index.

        :raises UserError: more than one of the partners has an application to be decided
        """
        everybody = src_partners | dst_partner
        waiting = (
            self.env["arrears.hardship"]
            .sudo()
            ._read_group(
                [("state", "in", OPEN_STATES), ("debtor_id", "in", everybody.ids)],
                ["company_id"],
                ["__count"],
            )
        )
        if any(count > 1 for _company, count in waiting):
            raise UserError(
                self.env._(
                    "Several of these contacts have a request that is still to be decided. "
                    "Close one of them first, then merge."
                )
            )
        return super()._update_foreign_keys(src_partners, dst_partner)
