from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.reason import as_json
from ...engine.sms_vendor import Registered, in_order, vendor_faults
from ...engine.wording import placeholders


class ArrearsSmsVendorTemplate(models.Model):
    """An SMS text as one gateway approved it: signature, number and the order of its variables.

    Gateways send approved texts only and fill their numbered variables. Where the text was
    changed since the approval, it is shown as outdated and not handed over.
    """

    _name = "arrears.sms.vendor.template"
    _description = "SMS text at a gateway"
    _order = "template_id, vendor, language_id, id"

    template_id = fields.Many2one(
        "arrears.template",
        string="Text",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("channel", "=", "sms")],
    )
    vendor = fields.Selection(
        [("aliyun", "Alibaba Cloud"), ("tencent", "Tencent Cloud"), ("huawei", "Huawei Cloud")],
        required=True,
    )
    language_id = fields.Many2one("res.lang", required=True, ondelete="restrict")
    signature = fields.Char(
        required=True, help="As registered, without brackets: the gateway adds them."
    )
    number = fields.Char(
        string="Approved number", required=True, help="The gateway's number of the approved text."
    )
    variables = fields.Char(
        required=True,
        help="The parts in the order in which the gateway numbered them, separated by commas.",
    )
    approved_text = fields.Text(readonly=True, help="The text for which the number was entered.")
    is_current = fields.Boolean(string="Up to date", compute="_compute_is_current")

    _one_a_language = models.Constraint(
        "UNIQUE (template_id, vendor, language_id)",
        "This text is registered with this gateway and language already.",
    )

    @api.depends("template_id.body", "approved_text", "language_id")
    def _compute_is_current(self):
        for registered in self:
            registered.is_current = registered.approved_text == registered._body()

    def _body(self):
        """The text in the registered language."""
        return self.template_id.with_context(lang=self.language_id.code).body or ""

    @api.onchange("template_id", "language_id")
    def _onchange_template_id(self):
        self.variables = ", ".join(dict.fromkeys(placeholders(self._body())))

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the text that the number stands for."""
        registered = super().create(vals_list)
        registered._keep_text()
        return registered

    def write(self, vals):
        """Changed: the number stands for the text as it is now."""
        result = super().write(vals)
        if "approved_text" not in vals:
            self._keep_text()
        return result

    def _keep_text(self):
        for registered in self:
            registered.write({"approved_text": registered._body()})

    @api.constrains("template_id", "vendor", "language_id", "signature", "number", "variables")
    def _check_vendor(self):
        """Refuse what the gateway would refuse, or fill wrongly.

        :raises ValidationError: naming each reason
        """
        for registered in self:
            if registered.template_id.channel != "sms":
                raise ValidationError(self.env._("Only SMS texts are registered with a gateway."))
            faults = vendor_faults(registered._as_registered())
            if faults:
                raise ValidationError(
                    self.env._(
                        "%(vendor)s would not send text %(text)s:\n%(faults)s",
                        vendor=dict(self._fields["vendor"]._description_selection(self.env))[
                            registered.vendor
                        ],
                        text=registered.template_id.name,
                        faults=self.env["arrears.reason.wording"]._word(as_json(faults)),
                    )
                )

    def _as_registered(self):
        return Registered(
            vendor=self.vendor,
            signature=self.signature or "",
            number=self.number or "",
            body=self._body(),
            variables=tuple(self._names()),
        )

    def _names(self):
        return [name.strip() for name in (self.variables or "").split(",") if name.strip()]

    def _parameters(self, values):
        """What an adapter of this gateway hands over.

        :param values: what the parts stand for, as ``arrears.template._values`` gives them
        :return: ``{"signature", "number", "values"}``, the values in the registered order
        """
        self.ensure_one()
        return {
            "signature": self.signature,
            "number": self.number,
            "values": in_order(self._names(), values),
        }
