from markupsafe import Markup
from odoo import api, fields, models

_BLOCK = Markup('<div class="mb-2"><div class="fw-bold small text-muted">%s</div>%s</div>')


class ArrearsContactLog(models.TransientModel):
    """The words for the talk beside its form, filled in for this card."""

    _inherit = "arrears.contact.log"

    script_before = fields.Html(
        string="First", compute="_compute_script", sanitize=False,
        help="Who calls and why. Nothing of the debt is said until identity is checked.",
    )  # fmt: skip
    script_after = fields.Html(string="Then", compute="_compute_script", sanitize=False)
    script_waits = fields.Boolean(
        compute="_compute_script", help="More words come once identity is checked."
    )

    @api.depends("case_id", "channel", "contact_class", "direction", "reason_id",
                 "identity_checked")  # fmt: skip
    @api.depends_context("uid", "arrears_today")
    def _compute_script(self):
        for log in self:
            before, after = log._script_words() if log.case_id else ((), ())
            log.script_before = self._as_blocks(before)
            log.script_after = self._as_blocks(after)
            is_talk = log.channel != "wechat" and log.contact_class == "dunning"
            log.script_waits = is_talk and not log.identity_checked

    def _script_words(self):
        return self._scripts()._filled(self.case_id, self.identity_checked)

    def _scripts(self):
        """The scripts for this talk."""
        self.case_id.check_access("read")
        return self.env["arrears.script"]._for_talk(
            self.case_id, self.channel, self.contact_class, self.reason_id, self.direction == "in"
        )

    @api.model
    def _as_blocks(self, rows):
        blocks = Markup("").join(
            _BLOCK % (heading, Markup("<br/>").join(words.splitlines())) for heading, words in rows
        )
        return blocks or False
