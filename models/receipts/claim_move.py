from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries of bank lines that were claimed, here or in a sister company."""

    _inherit = "account.move"

    def _check_draftable(self):
        """A claim is taken back by undoing it: the charges and the sister company follow."""
        claim = (
            self.env["arrears.claim"]
            .sudo()
            .search(
                [
                    ("state", "=", "confirmed"),
                    "|", ("move_id", "in", self.ids), ("sister_move_id", "in", self.ids),
                ],
                limit=1,
            )
        )  # fmt: skip
        if claim:
            raise UserError(
                self.env._(
                    "%(entry)s books the claim of a bank line (%(claim)s). It cannot be reset to "
                    "draft: undo the claim instead.",
                    entry=(self & (claim.move_id | claim.sister_move_id))[:1].name,
                    claim=claim.display_name,
                )
            )
        return super()._check_draftable()
