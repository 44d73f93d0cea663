import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.reason import Reason, as_json
from ...engine.web_message import LONGEST_BODY, hidden, is_signed, read_receipts

KEPT_FOR = timedelta(days=180)
NOT_FOUND = {"receipt_unknown"}


class ArrearsChannelReceipt(models.Model):
    """A delivery receipt that could not be taken, kept so that a manager sees why.

    The same bytes again are counted on the same row. Receipts that were taken are events of
    their contacts and are not kept here.
    """

    _name = "arrears.channel.receipt"
    _description = "Delivery receipt not taken"
    _order = "last_at desc, id desc"

    channel_id = fields.Many2one(
        "arrears.message.channel", string="Gateway", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    first_at = fields.Datetime(string="First received", readonly=True)
    last_at = fields.Datetime(string="Last received", readonly=True)
    times = fields.Integer(readonly=True)
    digest = fields.Char(required=True, readonly=True)
    raw = fields.Text(string="As received", readonly=True, help="Numbers and addresses are hidden.")
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="What is wrong", compute="_compute_reason_text")

    _once = models.UniqueIndex("(channel_id, digest)")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for receipt in self:
            receipt.reason_text = wording._word(receipt.reasons)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: it is kept as it came."""
        raise UserError(self.env._("A receipt is kept as it came."))

    @api.autovacuum
    def _gc_old(self):
        """What nobody looked at for half a year goes."""
        limit = fields.Datetime.now() - KEPT_FOR
        self.sudo().search([("last_at", "<", limit)], limit=10_000).unlink()

    # Taking what a gateway posts

    @api.model
    def _take(self, token, body, signature_of):
        """Take what a gateway posted.

        :param body: the bytes
        :param signature_of: the header of a name, or an empty text
        :return: the HTTP status: 200 all taken, 404 nobody here or an unknown message, else 400
        """
        # What left before a gateway was archived is still told of.
        channel = self.env["arrears.message.channel"].sudo().with_context(active_test=False)
        channel = channel.search([("receipt_token", "=", token), ("way", "=", "web")], limit=1)
        if not channel:
            return 404
        secret = channel._opened("receipt_secret_cipher")
        signature = signature_of(channel.receipt_header or "")
        if secret and not is_signed(secret, body, signature):
            faults = [Reason("receipt_not_signed")]
        else:
            faults = self._take_each(channel, body)
        if not faults:
            return 200
        self._keep(channel, body, faults)
        return 404 if {fault.code for fault in faults} <= NOT_FOUND else 400

    @api.model
    def _take_each(self, channel, body):
        found, faults = read_receipts(body.decode("utf-8", "replace"), channel._receipt_rules())
        for receipt in found:
            contact = self._contact_of(channel, receipt)
            if not contact:
                named = receipt.reference or receipt.number
                faults.append(Reason("receipt_unknown", {"number": hidden(named)[:60]}))
            elif receipt.state:
                # Without a number of theirs, ours says which message it is.
                number = receipt.number or contact.their_message_id or receipt.reference
                detail = hidden(receipt.detail, contact.address or "")
                contact._take_event(receipt.state, number, detail)
        return faults

    @api.model
    def _contact_of(self, channel, receipt):
        """The message of a receipt, if this gateway may speak of it; else empty."""
        contacts = self.env["arrears.contact"].sudo()
        contact = contacts._of_reference(receipt.reference)
        if not contact and receipt.number:
            contact = contacts.search(
                [
                    ("message_channel_id", "=", channel.id),
                    ("their_message_id", "=", receipt.number),
                ],
                limit=1,
            )
        ours = (
            contact.company_id == channel.company_id
            and contact.channel == channel.channel
            and contact.leaving_at
            and contact.message_channel_id in (channel, channel.browse())
        )
        return contact if ours else contacts

    @api.model
    def _keep(self, channel, body, faults):
        """Keep a receipt that could not be taken, once however often it comes."""
        text = hidden(body[:LONGEST_BODY].decode("utf-8", "replace").replace("\0", ""))
        now = fields.Datetime.now()
        digest = hashlib.sha256(body).hexdigest()
        self.flush_model()
        again = self.env.execute_query(
            SQL(
                """
                UPDATE arrears_channel_receipt SET times = times + 1, last_at = %(now)s
                 WHERE channel_id = %(channel)s AND company_id = %(company)s
                   AND digest = %(digest)s
                RETURNING id
                """,
                now=now,
                channel=channel.id,
                company=channel.company_id.id,
                digest=digest,
            )
        )
        self.invalidate_model()
        if not again:
            self.sudo().create(
                {
                    "channel_id": channel.id,
                    "first_at": now,
                    "last_at": now,
                    "times": 1,
                    "digest": digest,
                    "raw": text,
                    "reasons": as_json(faults[:20]),
                }
            )
