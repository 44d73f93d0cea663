from odoo import models

from ...engine.reason import Reason


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one have one letter in the queue and one planned visit."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: of what waits for both, the older one stays."""
        reason = Reason("cancelled_by_user", {"user": self.env.user.name})
        for model, states in (
            ("arrears.letter", ("to_print", "printed")),
            ("arrears.visit", ("planned",)),
        ):
            waiting = (
                self.env[model]
                .sudo()
                .search(
                    [("debtor_id", "in", (src_partners | dst_partner).ids),
                     ("state", "in", states)],
                    order="id",
                )
            )  # fmt: skip
            for papers in waiting.grouped("company_id").values():
                papers[1:]._cancel(reason if model == "arrears.letter" else [reason])
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
