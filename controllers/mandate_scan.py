from odoo import http
from odoo.http import request


class MandateScanController(http.Controller):
    """Hands out the signed document of a mandate to a treasurer; nothing else leads to it."""

    @http.route(
        "/property_arrears/mandate_scan/<int:mandate_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def download(self, mandate_id):
        """The bytes of one document, under its own name, noted in the mandate's thread.

        :param mandate_id: id of an ``arrears.mandate`` in a company of the user
        """
        mandate = request.env["arrears.mandate"].search([("id", "=", mandate_id)])
        if not mandate:
            raise request.not_found()
        mandate._require_treasurer()
        content = mandate._scan_bytes()
        mandate._tell_opened()
        name = mandate.scan_name or f"{mandate.name}.pdf"
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", http.content_disposition(name)),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
