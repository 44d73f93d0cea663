from odoo import http
from odoo.http import request


class BankFileController(http.Controller):
    """Hands out the bytes of a bank file to a treasurer; nothing else leads to them."""

    @http.route(
        "/property_arrears/bank_file/<int:file_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def download(self, file_id):
        """The bytes of one file, under its own name, noted in the thread of its batch.

        :param file_id: id of an ``arrears.bank.file`` in a company of the user
        """
        file = request.env["arrears.bank.file"].search([("id", "=", file_id)])
        if not file:
            raise request.not_found()
        file._check_download()
        content = file._bytes()
        file._tell_download()
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", http.content_disposition(file.name)),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
