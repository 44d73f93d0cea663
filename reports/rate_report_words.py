from markupsafe import Markup
from odoo import api, fields, models


class ArrearsRateReport(models.Model):
    """What the words of the report mean, printed on every copy: firms define them differently."""

    _inherit = "arrears.rate.report"

    definitions = fields.Html(compute="_compute_definitions")

    @api.depends_context("lang")
    def _compute_definitions(self):
        rows = Markup("").join(
            Markup("<dt>%s</dt><dd>%s</dd>") % (word, meaning)
            for word, meaning in self._definitions()
        )
        for report in self:
            report.definitions = Markup("<dl>%s</dl>") % rows

    @api.model
    def _definitions(self):
        """Words and their meanings, in the reader's language."""
        return [
            *self._definitions_of_year(),
            *self._definitions_of_old(),
            *self._definitions_beside(),
            *self._definitions_of_exclusions(),
        ]

    @api.model
    def _definitions_of_year(self):
        return [
            (
                self.env._("All figures"),
                self.env._(
                    "Service fees (principal) alone, without late fees, pass-through charges and "
                    "deposits. Money counts by the day the bank moved it. A rate of several lines "
                    "is that of their sums; without anything to divide by it is blank."
                ),
            ),
            (
                self.env._("Due to date"),
                self.env._(
                    "Bills whose service period lies in the year, up to the month of the day, net "
                    "of credits and waivers. It goes by the service period, not by the due date. A "
                    "period that straddles a limit counts by whole months, and the month of the "
                    "day counts whole."
                ),
            ),
            (
                self.env._("Paid to date"),
                self.env._(
                    "What was applied to those bills by the day, including what was received in "
                    "earlier years. Within a bill the oldest month is paid first. Waived and "
                    "written off is not paid; what was written off stays in what was due."
                ),
            ),
            (
                self.env._("Collection rate to date (%)"),
                self.env._("Paid to date ÷ due to date."),
            ),
            (
                self.env._("Collection rate of the whole year (%)"),
                self.env._(
                    "The same with all service months of the year that were billed by the day."
                ),
            ),
        ]

    @api.model
    def _definitions_of_old(self):
        return [
            (
                self.env._("Opening arrears"),
                self.env._(
                    "What was left at the end of the year before of bills for earlier service: the "
                    "snapshot frozen when that year was closed. What was posted later is listed "
                    "apart as corrections."
                ),
            ),
            (
                self.env._("Recovery rate of old arrears (%)"),
                self.env._(
                    "Money received in the year on those bills ÷ (opening arrears + corrections). "
                    "Waived and written off have columns of their own and are never recovered."
                ),
            ),
            (
                self.env._("Combined collection rate (%)"),
                self.env._(
                    "(Paid to date + recovered) ÷ (due to date + opening arrears + corrections)."
                ),
            ),
        ]

    @api.model
    def _definitions_beside(self):
        return [
            (
                self.env._("Cash rate (%)"),
                self.env._(
                    "All service fees paid in the year, for whatever service period, ÷ due to "
                    "date. It may exceed 100 %."
                ),
            ),
            (
                self.env._("Collection rate by units (%)"),
                self.env._("Units that paid all that is due to date ÷ units billed."),
            ),
            (
                self.env._("Collection rate by area (%)"),
                self.env._("Area of those units ÷ area of the units billed."),
            ),
        ]

    @api.model
    def _definitions_of_exclusions(self):
        return [
            (
                self.env._("Received in advance"),
                self.env._(
                    "Paid on bills for service after the month of the day. It is in no rate. "
                    "Credits that no bill has used are shown beside it."
                ),
            ),
            (
                self.env._("Rate after exclusions (%)"),
                self.env._(
                    "The rate to date without units of the developer and units in dispute or "
                    "before a court; the list of exclusions gives their total."
                ),
            ),
            (
                self.env._("A week and a year before"),
                self.env._("The same rates on those days, as the books say today."),
            ),
            (
                self.env._("Target rate (%)"),
                self.env._(
                    "What the target of the month asks to be paid ÷ what is due where a target was "
                    "set: of the building, else the estate, the collector, the region, the company."
                ),
            ),
        ]
