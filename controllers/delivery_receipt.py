from odoo import http
from odoo.http import request

# No receipt of a gateway is longer; what is, is not read.
LARGEST = 200_000


class DeliveryReceiptController(http.Controller):
    """Where a message gateway tells what became of a message. It learns nothing in return."""

    @http.route(
        "/property_arrears/receipt/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=LARGEST,
        readonly=False,
    )
    def receive(self, token):
        """Take delivery receipts as JSON.

        :param token: the secret part of the address, known to one gateway
        """
        asked = request.httprequest
        if (asked.content_length or 0) > LARGEST:
            return request.make_json_response({"code": 413, "msg": "too long"}, status=413)
        status = request.env["arrears.channel.receipt"]._take(
            token,
            asked.get_data(cache=False),
            lambda name: asked.headers.get(name, "") if name else "",
        )
        told = {"code": 0, "msg": "ok"} if status == 200 else {"code": status, "msg": "not taken"}
        return request.make_json_response(told, status=status)
