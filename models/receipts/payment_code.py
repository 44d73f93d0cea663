import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.payment_link import filled_link, link_fault
from ...engine.reason import as_json
from .qr_picture import qr_picture, qr_png

APPS = [
    ("wechat", "WeChat Pay"),
    ("alipay", "Alipay"),
    ("page", "Payment page"),
]


class ArrearsPaymentCode(models.Model):
    """What an estate's owners scan to pay: the firm's code at a payment app, or its own page.

    China has no standard by which a code makes a bank transfer. The operator gives the merchant
    a fixed code; its text is kept here and printed on papers. The ledger is not asked for an
    amount, since a paper outlives it: the payer sees what is open and enters it.
    """

    _name = "arrears.payment.code"
    _description = "Payment code"
    _order = "estate_id, sequence, id"
    _check_company_auto = True

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    app = fields.Selection(APPS, string="Scanned with", required=True, default="wechat")
    link = fields.Char(
        string="Text of the code",
        required=True,
        help="As the operator's code reads when it is scanned: an address that begins with "
        "https://, weixin://wxpay or alipays://platformapi. {reference} stands for the number of "
        "the bill or letter. Never an amount, never anything about a person.",
    )
    picture = fields.Binary(string="Code", compute="_compute_picture")

    _one_code = models.UniqueIndex(
        "(estate_id, app) WHERE active",
        "The estate has a code for this app already: archive the old one first.",
    )

    @api.depends("app", "estate_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for code in self:
            parts = (code.estate_id.name, code._app_text())
            code.display_name = " · ".join(filter(None, parts))

    @api.depends("link")
    def _compute_picture(self):
        """The code as it will be printed, to be scanned from the screen before it is trusted."""
        for code in self:
            usable = code.link and not link_fault(code.link)
            sample = usable and filled_link(code.link, "TEST")
            code.picture = sample and base64.b64encode(qr_png(sample))

    @api.constrains("link")
    def _check_link(self):
        """Refuse what leads elsewhere than to an operator of payments, or carries too much.

        :raises ValidationError: the message says what is wrong and how it has to look
        """
        wording = self.env["arrears.reason.wording"]
        for code in self:
            fault = link_fault(code.link)
            if fault:
                raise ValidationError(
                    self.env._(
                        "The payment code of %(estate)s for %(app)s can't be used. %(fault)s",
                        estate=code.estate_id.name,
                        app=code._app_text(),
                        fault=wording._word(as_json([fault])),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep on the estate who brought a code and where it leads."""
        codes = super().create(vals_list)
        codes._tell_estate()
        return codes

    def write(self, vals):
        """Keep on the estate who changed a code, from what to what."""
        before = {code: (code.link, code.active, code.estate_id) for code in self}
        done = super().write(vals)
        changed = self.filtered(
            lambda code: before[code] != (code.link, code.active, code.estate_id)
        )
        changed._tell_estate({code: before[code][0] for code in changed})
        return done

    def _tell_estate(self, before=None):
        """A line on the estate: a code that was swapped is how money is stolen."""
        for code in self:
            code.estate_id.sudo().message_post(
                body=self.env._(
                    "Payment code for %(app)s (%(state)s): %(old)s → %(link)s",
                    app=code._app_text(),
                    state=self.env._("in use") if code.active else self.env._("archived"),
                    old=(before or {}).get(code) or "–",
                    link=code.link,
                )
            )

    def _app_text(self):
        return dict(self._fields["app"]._description_selection(self.env)).get(self.app, "")

    def _as_shown(self, reference=""):
        """What a paper or page shows of these codes, in the language of the environment.

        :param reference: number of the paper; codes that need one are left out without it
        :return: list of ``{"name", "how", "link", "picture"}``, ``picture`` an address of data
        """
        _ = self.env._
        how = {
            "wechat": _("Scan with WeChat"),
            "alipay": _("Scan with Alipay"),
            "page": _("Scan to open the payment page"),
        }
        shown = []
        for code in self:
            link = filled_link(code.link, reference)
            if link:
                shown.append(
                    {
                        "name": code._app_text(), "how": how[code.app], "link": link,
                        "picture": qr_picture(link),
                    }
                )  # fmt: skip
        return shown
