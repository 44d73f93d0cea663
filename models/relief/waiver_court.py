from datetime import timedelta

from odoo import api, fields, models

from ...engine.late_fee import to_charge

APPROVERS = "property_arrears.group_manager,property_arrears.group_reviewer"


class ArrearsCharge(models.Model):
    """A posted late fee leads back to what it was charged on."""

    _inherit = "arrears.charge"

    def _late_fee_lines(self):
        """The lines of late fee runs behind these late fees.

        :return: ``{charge id: arrears.late.fee.line}``, empty for fees of other books
        """
        lines = (
            self.env["arrears.late.fee.line"]
            .sudo()
            .search([("move_id", "in", self.move_id.ids), ("state", "=", "charged")])
        )
        by_place = lines.grouped(lambda line: (line.move_id, *_place(line.charge_id)))
        return {charge.id: by_place.get((charge.move_id, *_place(charge)), lines[:0])
                for charge in self}  # fmt: skip

    def _late_fee_sources(self):
        """``{charge id: charges it was charged on}``, see ``_late_fee_lines``."""
        return {key: lines.charge_id for key, lines in self._late_fee_lines().items()}


def _place(charge):
    return (charge.unit_id, charge.period_from, charge.period_to)


class ArrearsWaiver(models.Model):
    """Who approves a waiver sees what a court would likely leave of the fee."""

    _inherit = "arrears.waiver"

    court_amount = fields.Monetary(
        string="A court would likely allow",
        compute="_compute_court",
        groups=APPROVERS,
        help="The days of these fees at the reference rate times what courts of the place allow. "
        "A guide, no advice.",
    )
    court_is_known = fields.Boolean(compute="_compute_court", groups=APPROVERS)

    @api.depends("line_ids.charge_id")
    def _compute_court(self):
        lines = self.line_ids.charge_id._late_fee_lines()
        fees = self.env["arrears.late.fee.line"].sudo().union(*lines.values())
        allowed = fees._allowed_in_court()
        rows = self.env["arrears.late.fee.rows"]
        for waiver in self:
            own = [lines.get(charge._origin.id, fees[:0]) for charge in waiver.line_ids.charge_id]
            known = [allowed[fee.id] for found in own for fee in found]
            waiver.court_is_known = bool(known) and all(own) and None not in known
            waiver.court_amount = rows._money(
                sum(part or 0 for part in known) if waiver.court_is_known else 0,
                waiver.currency_id or self.env.company.currency_id,
            )


class ArrearsLateFeeLine(models.Model):
    _inherit = "arrears.late.fee.line"

    def _allowed_in_court(self):
        """What a court would likely leave of each of these fees, for the days it charges.

        :return: ``{id: minor units or None}``; None where no reference rate is known
        """
        days = {(line.charge_id, day) for line in self for day in line._both_ends()}
        reckoned = {}
        for day in {day for _charge, day in days}:
            charges = self.charge_id.browse(charge.id for charge, when in days if when == day)
            found = charges._late_fees_in_court(day)
            reckoned |= {(charge.id, day): found[charge.id] for charge in charges}
        result = {}
        for line in self:
            before, until = (reckoned[line.charge_id.id, day] for day in line._both_ends())
            known = before is not None and until is not None
            result[line.id] = to_charge(until.amount, before.amount) if known else None
        return result

    def _both_ends(self):
        return (self.date_from - timedelta(days=1), self.date_until)
