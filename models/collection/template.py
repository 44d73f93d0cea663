from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ...engine.reason import as_json
from ...engine.wording import required_parts, template_faults
from ...engine.wording_phrases import OPTIONAL_PARTS
from .policy_step import TONES


class ArrearsTemplate(models.Model):
    """A text to debtors. What it must not say, and what it must not leave out, is checked on save.

    Parts in braces are filled when a message is made: ``{amount}``, ``{periods}``, …
    """

    _name = "arrears.template"
    _description = "Text to debtors"
    _order = "channel, tone, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("wechat", "WeChat")], required=True
    )
    tone = fields.Selection(TONES, required=True, default="gentle")
    subject = fields.Char(translate=True)
    body = fields.Text(required=True, translate=True)
    parts_help = fields.Char(compute="_compute_parts_help")

    def _parts(self):
        """The parts that a text of this kind must name, and those that it may name besides."""
        return required_parts(self.tone or "gentle"), OPTIONAL_PARTS

    def _own_faults(self):
        """Why this text can't be used in the language of its environment."""
        return template_faults((self.subject, self.body), self.channel, parts=self._parts())

    @api.depends("tone")
    def _compute_parts_help(self):
        for template in self:
            needed, possible = template._parts()
            required = ", ".join(f"{{{part}}}" for part in needed) or "–"
            optional = ", ".join(f"{{{part}}}" for part in possible if part not in needed)
            template.parts_help = self.env._(
                "Needed: %(required)s. Possible: %(optional)s.",
                required=required,
                optional=optional,
            )

    @api.constrains("channel", "tone", "subject", "body", "active")
    def _check_wording(self):
        """Refuse a text in any language that a debtor may get.

        :raises ValidationError: naming each phrase, or missing part, and why
        """
        for template in self:
            for code, language in self.env["res.lang"].get_installed():
                texts = template.with_context(lang=code)
                faults = texts._own_faults()
                if faults:
                    raise ValidationError(
                        self.env._(
                            "Text %(name)s (%(language)s) can't be used:\n%(faults)s",
                            name=template.name,
                            language=language,
                            faults=self.env["arrears.reason.wording"]._word(as_json(faults)),
                        )
                    )

    @api.model
    def _plain(self, html):
        """An HTML text as plain text, for the record of what was said."""
        return html2plaintext(html or "")
