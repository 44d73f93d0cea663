from odoo import http
from odoo.http import request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RefundSheetController(http.Controller):
    """Hands out the payment sheet of approved refunds. It is made on the way and kept nowhere,
    since it names account numbers in full."""

    @http.route(
        "/property_arrears/refund_sheet/<string:numbers>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def download(self, numbers):
        """The sheet of some refunds, noted in the thread of each.

        :param numbers: ids of ``arrears.refund`` in companies of the user, with commas between
        """
        ids = [int(number) for number in numbers.split(",") if number.isdecimal()]
        refunds = request.env["arrears.refund"].search([("id", "in", ids)])
        if not refunds:
            raise request.not_found()
        content = refunds._payment_sheet()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", http.content_disposition(refunds._payment_sheet_name())),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
