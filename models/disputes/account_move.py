from odoo import fields, models

from ..on_demand import ON_DEMAND


class AccountMove(models.Model):
    """A credit note knows the dispute it settles; one per dispute and document, for ever."""

    _inherit = "account.move"

    arrears_dispute_id = fields.Many2one(
        "arrears.dispute",
        string="Dispute of a bill",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )
    arrears_disputed_move_id = fields.Many2one(
        "account.move",
        string="Disputed on",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )

    _arrears_dispute_once = models.UniqueIndex(
        "(arrears_dispute_id, arrears_disputed_move_id) WHERE arrears_dispute_id IS NOT NULL",
        "This dispute was booked on that document already.",
    )

    def _arrears_credits_given(self):
        """Extended with what disputes took off."""
        given = super()._arrears_credits_given()
        for bill, notes in self._arrears_open_notes("arrears_disputed_move_id").items():
            given[bill] = given.get(bill, notes.browse()) | notes
        return given
