from odoo import api, fields, models


class ArrearsEstate(models.Model):
    """What an estate shows to everybody: its price board."""

    _inherit = "arrears.estate"

    price_board_published = fields.Boolean(
        string="Price board on the internet",
        tracking=True,
        help="Anybody can read the prices of this estate at the address below, without signing "
        "in. The page names no owner and no unit.",
    )
    price_board_url = fields.Char(string="Address", compute="_compute_price_board_url")

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


class ArrearsFeeStandard(models.Model):
    """What a price pays for, as the price board says it."""

    _inherit = "arrears.fee.standard"

    covers = fields.Text(
        string="What it covers",
        translate=True,
        help="The service behind the price in a sentence, for the price board: "
        "e.g. cleaning, guards, greenery, lifts and common lighting.",
    )
