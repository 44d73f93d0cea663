from odoo import http
from odoo.http import request


class PriceBoardController(http.Controller):
    """The one page of ours that needs no login: the prices of a published estate."""

    @http.route(
        "/property_arrears/prices/<int:estate_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def prices(self, estate_id):
        """The price board, or the same 404 for an estate that is not published or not there.

        :param estate_id: id of an ``arrears.estate``
        """
        domain = [("id", "=", estate_id), ("price_board_published", "=", True)]
        estate = request.env["arrears.estate"].sudo().search(domain)
        if not estate:
            raise request.not_found()
        board = request.env["arrears.price.board"]._board(estate)
        return request.render("property_arrears.price_board_page", {"board": board})
