from odoo import api, fields, models


class ArrearsEstate(models.Model):
    """What an estate shows: its price board to everybody, its budget to the owners' meeting."""

    _inherit = "arrears.estate"

    price_board_published = fields.Boolean(
        string="Price board on the internet",
        tracking=True,
        help="Anybody can read the prices of this estate at the address below, without signing "
        "in. The page names no owner and no unit.",
    )
    price_board_url = fields.Char(string="Address", compute="_compute_price_board_url")
    budget_ids = fields.One2many("arrears.estate.budget", "estate_id")

    @api.depends("price_board_published")
    def _compute_price_board_url(self):
        for estate in self:
            published = estate.price_board_published and estate._origin.id
            base = estate.get_base_url() if published else ""
            estate.price_board_url = f"{base}{estate._price_board_path()}" if published else False

    def _price_board_path(self):
        """The address below the server's own; it stays when name and code change."""
        return f"/property_arrears/prices/{self._origin.id}"

    def action_open_price_board(self):
        """Open the public page in a new tab."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self._price_board_path(), "target": "new"}

    def _coming_budget(self, day):
        """Year and lines of the budget to show on a day: the next year's, else this year's.

        :return: ``(year, lines)``; lines are empty where neither year has a budget
        """
        self.ensure_one()
        for year in (day.year + 1, day.year):
            lines = self.budget_ids.filtered(lambda line, year=year: line.year == year)
            if lines:
                return year, lines
        return day.year + 1, self.budget_ids.browse()


class ArrearsFeeStandard(models.Model):
    """What a price pays for, as the price board says it."""

    _inherit = "arrears.fee.standard"

    covers = fields.Text(
        string="What it covers",
        translate=True,
        help="The service behind the price in a sentence, for the price board: "
        "e.g. cleaning, guards, greenery, lifts and common lighting.",
    )
