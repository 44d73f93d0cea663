from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class ArrearsPromotion(models.Model):
    """One offer to the owners of an estate who consented to hear of offers: each of them once."""

    _name = "arrears.promotion"
    _description = "Promotion"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "sent_on", "sent_by_id"})

    name = fields.Char(required=True)
    estate_id = fields.Many2one(
        "arrears.estate", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    email_template_id = fields.Many2one(
        "arrears.template", domain="[('channel', '=', 'email'), ('use', '=', 'promotion')]",
        ondelete="restrict",
    )  # fmt: skip
    sms_template_id = fields.Many2one(
        "arrears.template", domain="[('channel', '=', 'sms'), ('use', '=', 'promotion')]",
        ondelete="restrict",
    )  # fmt: skip
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")], required=True, readonly=True, default="draft",
        copy=False,
    )  # fmt: skip
    sent_on = fields.Date(string="Sent out on", readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", string="Sent out by", readonly=True, copy=False)
    line_ids = fields.One2many("arrears.promotion.line", "promotion_id", readonly=True)
    line_count = fields.Integer(string="Owners told", compute="_compute_line_count")
    consent_count = fields.Integer(
        string="Owners who consented", compute="_compute_consent_count", compute_sudo=True
    )

    def _is_frozen(self):
        return self.state == "sent"

    def _compute_line_count(self):
        counted = dict(
            self.env["arrears.promotion.line"]._read_group(
                [("promotion_id", "in", self.ids)], ["promotion_id"], ["__count"]
            )
        )
        for promotion in self:
            promotion.line_count = counted.get(promotion._origin, 0)

    @api.depends("estate_id")
    def _compute_consent_count(self):
        for promotion in self:
            promotion.consent_count = len(promotion._consents()) if promotion.estate_id else 0

    # The estate stands in every new promotion: one without any text is refused too.
    @api.constrains("estate_id", "email_template_id", "sms_template_id")
    def _check_templates(self):
        for promotion in self:
            texts = promotion.email_template_id | promotion.sms_template_id
            if not texts or texts.filtered(lambda text: text.use != "promotion"):
                raise ValidationError(
                    self.env._("A promotion has a text for promotions: choose one.")
                )

    def _consents(self):
        """The consents that stand today of owners with a card or bill in this estate."""
        today = self.company_id._arrears_today()
        return self.env["arrears.marketing.consent"].sudo().search(
            [("company_id", "=", self.company_id.id), ("withdrawn_on", "=", False),
             ("given_on", "<=", today), ("case_id.estate_id", "=", self.estate_id.id)]
        )  # fmt: skip

    def action_send(self):
        """Queue the promotion for every owner who consented; a second click tells nobody twice.

        :raises AccessError: only managers send promotions
        :raises UserError: a text waits for its review, or nobody consented
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager sends a promotion."))
        waiting = (self.email_template_id | self.sms_template_id).filtered(
            lambda text: text.review_state != "reviewed"
        )
        if waiting:
            raise UserError(self.env._("Text %(text)s waits for its review.", text=waiting[0].name))
        consents = self._consents()
        if not consents:
            raise UserError(self.env._("No owner of this estate consented to hear of offers."))
        self.sudo()._send_to(consents)
        self._record_effect(
            {
                "state": "sent",
                "sent_on": self.company_id._arrears_today(),
                "sent_by_id": self.env.uid,
            }
        )
        self.env.ref("property_arrears.cron_arrears_send").sudo()._trigger()
        return True
