import os

from odoo import api, fields, models, modules
from odoo.exceptions import ValidationError
from odoo.tools.urls import urljoin

from ...engine.reason import as_json
from ...engine.web_message import (
    PARTS,
    AnswerRules,
    ReceiptRules,
    body_faults,
    headers_of,
    states_of,
    url_faults,
)
from ..debit import account_vault

# Where e-mail and SMS stand in the order of a company that says nothing of them.
USUAL = {"email": 10, "sms": 20}
BODY = """{
    "to": "{recipient}",
    "text": "{text}",
    "reference": "{reference}"
}"""
REGISTERED_BODY = """{
    "to": "{recipient}",
    "signature": "{signature}",
    "template": "{template}",
    "variables": "{variables}",
    "reference": "{reference}"
}"""


class ArrearsMessageChannel(models.Model):
    """A channel that a company's messages may take, its place in the order, and its gateway.

    Without a row, e-mail comes first and Odoo's SMS second. An archived row switches its channel
    off. WeChat leaves through a gateway of the firm's own choice, an SMS may.
    """

    _name = "arrears.message.channel"
    _description = "Channel for messages"
    _order = "sequence, id"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    sequence = fields.Integer(
        default=30, help="The first channel that reaches a debtor is used; the next if it fails."
    )
    active = fields.Boolean(default=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("wechat", "WeChat")], required=True
    )
    way = fields.Selection(
        [("odoo", "Odoo"), ("web", "Web gateway")],
        string="Leaves through",
        required=True,
        default="web",
    )

    # How a message is handed over
    url = fields.Char(string="Address of the gateway")
    method = fields.Selection(
        [("POST", "POST"), ("PUT", "PUT")], string="Request method", required=True, default="POST"
    )
    headers = fields.Text(
        help="One a line, as in: Authorization: Bearer {secret}. Keys belong in {secret} alone."
    )
    secret = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_secret",
        help="Kept encrypted and shown to nobody; enter it again to change it.",
    )
    secret_cipher = fields.Char(groups=fields.NO_ACCESS, copy=False)
    has_secret = fields.Boolean(string="Secret is set", compute="_compute_secrets")
    body = fields.Text(default=BODY, help="JSON with parts in braces.")
    parts_help = fields.Char(compute="_compute_parts_help")
    vendor = fields.Selection(
        [("aliyun", "Alibaba Cloud"), ("tencent", "Tencent Cloud"), ("huawei", "Huawei Cloud")],
        string="Registered texts of",
        help="The number, signature and ordered values of the text registered with this gateway "
        "are handed over. A text that is not registered, or changed since, does not leave.",
    )

    # What its answer means
    accepted_at = fields.Char(
        string="Field that says yes",
        help="A path with dots, as in data.code. Empty: every answer without an error means yes.",
    )
    accepted_values = fields.Char(string="Values that mean yes", help="Separated by commas.")
    number_at = fields.Char(string="Field of the message number")

    # What its delivery receipts mean
    receipt_token = fields.Char(
        readonly=True, copy=False, index="btree_not_null", default=lambda self: os.urandom(32).hex()
    )
    receipt_url = fields.Char(string="Address for receipts", compute="_compute_receipt_url")
    receipt_secret = fields.Char(
        string="Secret of receipts",
        compute="_compute_secrets",
        inverse="_inverse_receipt_secret",
        help="If set, each receipt must carry the HMAC-SHA256 of its body in hex.",
    )
    receipt_secret_cipher = fields.Char(groups=fields.NO_ACCESS, copy=False)
    has_receipt_secret = fields.Boolean(string="Receipts are signed", compute="_compute_secrets")
    receipt_header = fields.Char(string="Header of the signature", default="X-Signature")
    receipt_rows_at = fields.Char(
        string="Field with the list", help="Empty: the whole body is one receipt or a list of them."
    )
    receipt_reference_at = fields.Char(string="Field of our reference", default="reference")
    receipt_number_at = fields.Char(string="Field of their number", default="id")
    receipt_state_at = fields.Char(string="Field of the state", default="state")
    receipt_detail_at = fields.Char(string="Field of the cause")
    receipt_states = fields.Text(
        string="Their states",
        default="delivered = delivered\nread = read\nbounced = bounced\nfailed = failed",
        help="One a line: their word = delivered, read, bounced or failed. Others are ignored.",
    )
    receipt_ids = fields.One2many("arrears.channel.receipt", "channel_id", readonly=True)
    receipt_count = fields.Integer(string="Receipts not taken", compute="_compute_receipt_count")

    _one_a_channel = models.Constraint(
        "UNIQUE (company_id, channel)",
        "This company has a row for this channel already, perhaps an archived one: change that.",
    )
    _one_token = models.UniqueIndex("(receipt_token)")

    @api.depends("secret_cipher", "receipt_secret_cipher")
    def _compute_secrets(self):
        for channel in self:
            kept = channel.sudo()
            channel.secret = channel.receipt_secret = False
            channel.has_secret = bool(kept.secret_cipher)
            channel.has_receipt_secret = bool(kept.receipt_secret_cipher)

    def _inverse_secret(self):
        self._keep_secret("secret", "secret_cipher")

    def _inverse_receipt_secret(self):
        self._keep_secret("receipt_secret", "receipt_secret_cipher")

    def _keep_secret(self, entered, kept):
        """Encrypt what was entered; nothing entered leaves what is kept."""
        for channel in self:
            secret = (channel[entered] or "").strip()
            if not secret:
                continue
            if not (secret.isascii() and secret.isprintable()):
                raise ValidationError(
                    self.env._("The secret holds a letter that no gateway takes. Copy it again.")
                )
            token = account_vault.encrypt(self.env, secret.encode()).decode()
            channel.sudo().write({kept: token})

    def _opened(self, kept):
        """The secret in the clear, for the moment of its use; an empty text where none is set."""
        token = self.sudo()[kept]
        return account_vault.decrypt(self.env, token.encode()).decode() if token else ""

    @api.depends("receipt_token", "way")
    def _compute_receipt_url(self):
        for channel in self:
            path = f"/property_arrears/receipt/{channel.receipt_token}"
            known = channel.way == "web" and channel.receipt_token
            channel.receipt_url = urljoin(channel.get_base_url(), path) if known else False

    @api.depends("receipt_ids")
    def _compute_receipt_count(self):
        for channel in self:
            channel.receipt_count = len(channel.receipt_ids)

    def _compute_parts_help(self):
        self.parts_help = ", ".join(f"{{{part}}}" for part in PARTS)

    @api.constrains("channel", "way")
    def _check_way(self):
        """:raises ValidationError: a channel that cannot leave in this way"""
        for channel in self:
            if channel.channel == "wechat" and channel.way != "web":
                raise ValidationError(
                    self.env._("WeChat leaves through a web gateway: Odoo has none of its own.")
                )
            if channel.channel == "email" and channel.way != "odoo":
                raise ValidationError(self.env._("E-mail leaves through Odoo's mail servers."))

    @api.constrains("active", "way", "url", "headers", "body", "vendor", "accepted_at",
                    "accepted_values",
                    "receipt_states", "receipt_state_at", "receipt_reference_at",
                    "receipt_number_at")  # fmt: skip
    def _check_gateway(self):
        """Refuse a gateway that could not work.

        :raises ValidationError: naming the field, and each fault
        """
        wording = self.env["arrears.reason.wording"]
        for channel in self.filtered(lambda one: one.active and one.way == "web"):
            # On the machine itself there is a gateway only while tests run.
            local = bool(modules.module.current_test)
            faults = url_faults(channel.url or "", allow_local=local)
            faults += body_faults(channel.body or "", registered=bool(channel._vendor()))
            if faults:
                raise ValidationError(wording._word(as_json(faults)))
            channel._check_lines("headers", headers_of)
            channel._check_lines("receipt_states", states_of)
            if channel.accepted_at and not channel._accepted():
                raise ValidationError(
                    self.env._("Which values of %(field)s mean yes?", field=channel.accepted_at)
                )
            if not channel.receipt_state_at or not (
                channel.receipt_reference_at or channel.receipt_number_at
            ):
                raise ValidationError(
                    self.env._(
                        "Receipts need the field of the state, and of our reference or their "
                        "number."
                    )
                )

    def _check_lines(self, name, read):
        try:
            read(self[name])
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "%(field)s: line %(line)s cannot be read. See the help of the field.",
                    field=self._fields[name]._description_string(self.env),
                    line=error.args[0],
                )
            ) from error

    def _accepted(self):
        values = (self.accepted_values or "").split(",")
        return tuple(value.strip() for value in values if value.strip())

    def _answer_rules(self):
        return AnswerRules(self.accepted_at or "", self._accepted(), self.number_at or "")

    def _receipt_rules(self):
        return ReceiptRules(
            rows_at=self.receipt_rows_at or "",
            reference_at=self.receipt_reference_at or "",
            number_at=self.receipt_number_at or "",
            state_at=self.receipt_state_at or "",
            detail_at=self.receipt_detail_at or "",
            states=states_of(self.receipt_states or ""),
        )

    @api.model
    def _order_of(self, company):
        """The channels of a company's messages, first choice first."""
        rows = self.sudo().with_context(active_test=False)
        rows = rows.search([("company_id", "=", company.id)])
        said = set(rows.mapped("channel"))
        places = [(row.sequence, row.id, row.channel) for row in rows if row.active]
        places += [(place, 0, name) for name, place in USUAL.items() if name not in said]
        return tuple(name for _place, _id, name in sorted(places))

    @api.model
    def _gateway(self, company, channel):
        """The web gateway of a company's channel; empty where it has none."""
        return self.sudo().search(
            [("company_id", "=", company.id), ("channel", "=", channel), ("way", "=", "web")],
            limit=1,
        )

    # Buttons

    def action_new_receipt_url(self):
        """Give the address for receipts a new secret part; the old one ends at once."""
        self.check_access("write")
        for channel in self:
            channel.receipt_token = os.urandom(32).hex()
        return True

    def action_view_receipts(self):
        """The receipts of this gateway that could not be taken."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_channel_receipt"
        )
        return {**action, "domain": [("channel_id", "=", self.id)], "context": {}}
