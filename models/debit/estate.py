from datetime import date

from odoo import fields, models

from ...engine.billing_calendar import next_on


class ArrearsEstate(models.Model):
    """The day on which the bank collects, and who hands the file in."""

    _inherit = "arrears.estate"

    debit_day = fields.Integer(
        string="Debit day",
        help="Day of the month on which the bank collects; beyond a month's end it means its "
        "last. 0: by appointment.",
    )
    debit_user_id = fields.Many2one(
        "res.users", string="Direct debit by", help="Who makes the batch and hands it to the bank."
    )

    _debit_day_in_month = models.Constraint(
        "CHECK (debit_day BETWEEN 0 AND 31)",
        "The debit day is a day of a month, 1 to 31, or 0 for none.",
    )

    def _next_debit_day(self, day: date) -> date | None:
        """The first debit day on or after a day; None where the estate has none."""
        self.ensure_one()
        return next_on(day, self.debit_day) if self.debit_day else None

    def _debit_channels(self):
        """The first channel that collects here, of the company or one above it.

        :return: ``{estate: channel}``, without the estates for which no bank collects
        """
        channels = self.env["arrears.bank.channel"].sudo().search(
            [("company_id", "parent_of", self.company_id.ids)]
        )  # fmt: skip
        found = {}
        for estate in self:
            above = estate.company_id.sudo().parent_ids
            fitting = channels.filtered(
                lambda channel, estate=estate, above=above: (
                    channel.company_id in above
                    and (not channel.estate_ids or estate in channel.estate_ids)
                )
            )
            if fitting:
                found[estate] = fitting[0]
        return found

    def _calendar_rows(self, billed_on, due_on):
        """Extended: the first debit day on which the bill is due, as the bank may collect it."""
        rows = super()._calendar_rows(billed_on, due_on)
        debit_on = self._next_debit_day(due_on)
        if debit_on is None:
            return rows
        what = self.env._("The bank collects by direct debit")
        return [*rows, (debit_on, what, self.debit_user_id.name)]
