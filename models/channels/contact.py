from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

from ...engine.reason import Reason

_LEAVING = {"message_channel_id", "their_message_id"}
_ONCE = {"fallback", "fallback_reasons"}


class ArrearsContact(models.Model):
    """What a message through a gateway is known by, there and here, and what followed a failure."""

    _inherit = "arrears.contact"

    message_channel_id = fields.Many2one(
        "arrears.message.channel", string="Gateway", readonly=True, index="btree_not_null",
        ondelete="restrict", groups="property_arrears.group_manager",
    )  # fmt: skip
    their_message_id = fields.Char(
        string="Number at the gateway", readonly=True, index="btree_not_null"
    )
    fallback_of_id = fields.Many2one(
        "arrears.contact", string="Instead of", readonly=True, ondelete="restrict"
    )
    fallback_ids = fields.One2many(
        "arrears.contact", "fallback_of_id", string="Another way", readonly=True
    )
    fallback = fields.Selection(
        [
            ("message", "Sent another way"),
            ("task", "Task to call"),
            ("none", "Nothing more"),
        ],
        string="After the failure",
        readonly=True,
    )
    fallback_reasons = fields.Json(readonly=True)
    fallback_text = fields.Text(string="Why so", compute="_compute_fallback_text")
    attachment_ids = fields.One2many(
        "ir.attachment", "res_id", string="Screenshots", readonly=True,
        domain=[("res_model", "=", "arrears.contact")],
    )  # fmt: skip

    _one_fallback = models.UniqueIndex("(fallback_of_id) WHERE fallback_of_id IS NOT NULL")

    @api.depends("fallback_reasons")
    @api.depends_context("lang")
    def _compute_fallback_text(self):
        wording = self.env["arrears.reason.wording"]
        for contact in self:
            contact.fallback_text = wording._word(contact.fallback_reasons)

    def _compute_address_masked(self):
        """Extended: of an identifier on WeChat its first letter shows."""
        wechat = self.filtered(lambda one: one.channel == "wechat" and one.template_id)
        for contact in wechat:
            contact.address_masked = f"{(contact.sudo().address or '')[:1]}***"
        return super(ArrearsContact, self - wechat)._compute_address_masked()

    # What the evidence may still learn

    def _writable(self):
        """Extended: the gateway's number as it leaves; once, what followed a failure."""
        allowed = super()._writable()
        if self.state == "queued":
            return allowed | _LEAVING
        return allowed if self.fallback else allowed | _ONCE

    def _next_states(self):
        """Extended: where nobody knew whether it left, a receipt may prove that it did."""
        allowed = super()._next_states()
        return allowed | {"delivered"} if self._is_unknown() else allowed

    def _is_unknown(self):
        """Whether nobody knows if this message left: it was cut off, or not answered."""
        return self.state == "failed" and bool(self.leaving_at) and not self.happened_at

    # What it is known by

    @api.model
    def _key_on(self, channel, address):
        """Extended: an address on WeChat is no number, though it may hold digits."""
        return super()._key_on(channel, f"{address}@wechat" if channel == "wechat" else address)

    def _reference(self):
        """What a gateway knows this message by; nobody can make up that of another message."""
        self.ensure_one()
        return f"{self.id}-{self._proof(self.id)}"

    @api.model
    def _proof(self, number):
        return hmac(self.env(su=True), "arrears-contact", number)[:16]

    @api.model
    def _of_reference(self, reference):
        """The contact of a reference of ours; empty where it is none."""
        number, _dash, proof = (reference or "").partition("-")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return self.browse()
        if not consteq(proof, self._proof(int(number))):
            return self.browse()
        return self.sudo().browse(int(number)).exists()

    def _reasons_against_leaving(self, now):
        """Extended: consent to WeChat is asked again as the message leaves."""
        return self._reasons_against_wechat() or super()._reasons_against_leaving(now)

    def _reasons_against_wechat(self):
        """Consent that was taken back, or given for another identifier."""
        if self.channel != "wechat":
            return []
        partner = self.partner_id or self.debtor_id
        known = self.env["arrears.wechat.contact"]._identifiers(self.company_id, partner)
        return [] if known.get(partner.id) == self.address else [Reason("wechat_no_consent")]
