from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one are looked for once: the later search ends, its steps stay."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _step_aside(self, merged, kept):
        """Extended: of two open searches the one of the merged card gives way."""
        result = super()._step_aside(merged, kept)
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_lost_contact SET state = 'found', ended_on = %(today)s
                 WHERE state = 'open' AND case_id = ANY(%(merged)s)
                """,
                today=kept.company_id._arrears_today(),
                merged=merged.ids,
            )
        )
        return result
