from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.late_fee import to_charge
from ..on_demand import ON_DEMAND


class AccountMoveLine(models.Model):
    """A line of a late fee names the days and the source it was reckoned from."""

    _inherit = "account.move.line"

    arrears_late_fee_id = fields.Many2one(
        "arrears.late.fee.line", string="Late fee of", copy=False, readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )  # fmt: skip

    _arrears_late_fee_once = models.UniqueIndex(
        "(arrears_late_fee_id) WHERE arrears_late_fee_id IS NOT NULL",
        "This late fee is on a bill already.",
    )

    @api.constrains("arrears_kind", "arrears_unit_id", "arrears_late_fee_id")
    def _check_late_fee_of_posted(self):
        """Calling a posted line a late fee afterwards is posting one."""
        posted = self.filtered(
            lambda line: line.parent_state == "posted" and line.arrears_kind == "late_fee"
        )
        if posted:
            suspects = posted.move_id._arrears_late_fee_lines() & posted
            suspects._arrears_check_late_fees()

    @api.ondelete(at_uninstall=False)
    def _free_late_fees(self):
        """Whoever deletes a line of a draft frees its days for another run."""
        self.sudo().arrears_late_fee_id._free()

    def _arrears_check_late_fees(self):
        """Refuse late fees that nothing entitles to.

        :raises ValidationError: made by hand, above what accrued, or for somebody else's charge
        """
        lines = self._arrears_made_since_estate()
        entries = lines.move_id.filtered(lambda move: move.move_type == "entry")
        brought = entries._arrears_brings_late_fees_over()
        lines = lines.filtered(lambda line: line.move_id not in brought)
        by_hand = lines.filtered(lambda line: not line.arrears_late_fee_id)
        if by_hand:
            raise ValidationError(
                self.env._(
                    "%(document)s charges a late fee that was typed in. Late fees of an estate "
                    "are reckoned from the clause, the days and the payments: charge them in "
                    "Ledger → Late fees.",
                    document=by_hand[:1].move_id.display_name,
                )
            )
        lines._arrears_check_reckoned()

    def _arrears_made_since_estate(self):
        """Lines of documents that are younger than the estate they name."""
        return self.filtered(
            lambda line: (
                line.move_id.create_date > line._arrears_place()[0].sudo().estate_id.create_date
            )
        )

    def _arrears_check_reckoned(self):
        """Each line says no more than its source accrued and bills have not charged yet."""
        fees = self.sudo().arrears_late_fee_id
        accruals = {
            until: of_day.charge_id._late_fees(until)
            for until, of_day in fees.grouped("date_until").items()
        }
        charged = fees.charge_id._late_fee_charged()
        for line in self:
            fee = line.arrears_late_fee_id.sudo()
            own = line._arrears_minor(line.price_total)
            before = max(charged.get(fee.charge_id.id, (0, None))[0] - fee._minor(), 0)
            room = to_charge(accruals[fee.date_until][fee.charge_id.id].amount, before)
            same = (line.move_id.commercial_partner_id, line._arrears_place()[0]) == (
                fee.charge_id.debtor_id, fee.charge_id.unit_id
            )  # fmt: skip
            if fee.state != "charged" or own > min(room, fee._minor()) or not same:
                raise ValidationError(
                    self.env._(
                        "%(document)s charges a late fee of %(amount)s on %(charge)s; what the "
                        "clause, the days and the payments leave is %(room)s. Take the line out "
                        "and charge anew in Ledger → Late fees.",
                        document=line.move_id.display_name,
                        amount=line.currency_id.format(line.price_total),
                        charge=fee.charge_id.display_name,
                        room=line.currency_id.format(
                            self.env["arrears.late.fee.rows"]._money(room, line.currency_id)
                        ),
                    )
                )
