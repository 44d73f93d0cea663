from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.reason import as_json
from ...engine.script_choice import Script
from ...engine.script_rules import ALL_PARTS, NEUTRAL_PARTS, ScriptText, script_faults
from .policy_step import TONES

SITUATIONS = [
    ("opening", "Opening"),
    ("promise_confirm", "Confirm a promise"),
    ("promise_broken", "After a broken promise"),
    ("reason", "Answer to the reason given"),
    ("promise_ask", "Ask for a date"),
    ("plan", "Offer instalments"),
    ("payment", "Ways to pay"),
    ("service", "Service talk"),
    ("invitation", "Invitation"),
    ("thanks", "Thanks"),
    ("closing", "Closing words"),
]
AUDIENCES = [("all", "Everybody"), ("person", "People"), ("company", "Firms and shops")]


class ArrearsScript(models.Model):
    """Words for one situation of a talk or of a message written by hand, in each language.

    Nothing of the debt is said before identity is checked; figures come from the ledger through
    the parts in braces and are never typed.
    """

    _name = "arrears.script"
    _description = "Script"
    _inherit = ["arrears.reviewed.text"]
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name that people refer to.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    situation = fields.Selection(SITUATIONS, required=True, default="opening")
    channel = fields.Selection(
        [("call", "Call"), ("visit", "Visit"), ("wechat", "WeChat"), ("letter", "Letter")],
        required=True,
        default="call",
        help="A visit uses the scripts for calls where it has none of its own.",
    )
    contact_class = fields.Selection(
        [("dunning", "The debt"), ("service", "Service only"), ("marketing", "Marketing")],
        string="About",
        required=True,
        default="dunning",
    )
    tone = fields.Selection(TONES, required=True, default="gentle")
    audience = fields.Selection(AUDIENCES, string="For whom", required=True, default="all")
    stage_ids = fields.Many2many(
        "arrears.stage", string="Stages", help="Empty: every stage that allows its tone."
    )
    reason_ids = fields.Many2many(
        "arrears.reason", string="Reasons", help="Offered when one of these reasons is given."
    )
    before = fields.Text(
        string="Until identity is checked",
        translate=True,
        help="Who calls and why, without a word on a debt: somebody else may be listening.",
    )
    body = fields.Text(string="Words", required=True, translate=True)
    parts_help = fields.Char(compute="_compute_parts_help")

    _code_unique = models.UniqueIndex(
        "(code, channel, tone, audience)",
        "Another script has this code for the same channel, tone and audience.",
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for script in self:
            script.display_name = " ".join(filter(None, (script.code, script.name)))

    def _compute_parts_help(self):
        neutral = ", ".join(f"{{{part}}}" for part in NEUTRAL_PARTS)
        others = ", ".join(f"{{{part}}}" for part in ALL_PARTS if part not in NEUTRAL_PARTS)
        for script in self:
            script.parts_help = self.env._(
                "Until identity is checked: %(neutral)s. Afterwards also: %(others)s.",
                neutral=neutral,
                others=others,
            )

    def _reviewed_words(self):
        return {"before", "body", "tone", "channel", "contact_class", "situation", "audience"}

    @api.constrains("before", "body", "channel", "situation", "contact_class", "tone", "active")
    def _check_wording(self):
        """Refuse a script in any language in which it may be read out.

        :raises ValidationError: naming each phrase, or missing or misplaced part, and why
        """
        for script in self:
            for code, language in self.env["res.lang"].get_installed():
                words = script.with_context(lang=code)
                faults = script_faults(words._as_text())
                if faults:
                    raise ValidationError(
                        self.env._(
                            "Script %(name)s (%(language)s) can't be used:\n%(faults)s",
                            name=script.code,
                            language=language,
                            faults=self.env["arrears.reason.wording"]._word(as_json(faults)),
                        )
                    )

    def _as_text(self):
        """The script in the language of the context, as the pure rules know it."""
        return ScriptText(
            channel=self.channel,
            situation=self.situation,
            contact_class=self.contact_class,
            tone=self.tone,
            before=self.before or "",
            body=self.body or "",
        )

    @api.constrains("tone", "stage_ids")
    def _check_tone_of_stages(self):
        for script in self:
            for stage in script.stage_ids:
                if not stage._allows_tone(script.tone):
                    raise ValidationError(
                        self.env._(
                            "Script %(script)s is firmer than stage %(stage)s allows.",
                            script=script.code,
                            stage=stage.name,
                        )
                    )

    @api.constrains("situation", "reason_ids")
    def _check_reasons(self):
        for script in self:
            if script.situation == "reason" and not script.reason_ids:
                raise ValidationError(
                    self.env._(
                        "Script %(script)s answers a reason: name the reasons it is for.",
                        script=script.code,
                    )
                )

    def _as_engine(self):
        """What the choice of scripts goes by."""
        return [
            Script(
                key=script.id,
                situation=script.situation,
                channel=script.channel,
                contact_class=script.contact_class,
                tone=script.tone,
                audience=script.audience,
                stages=frozenset(script.stage_ids.ids),
                reasons=frozenset(script.reason_ids.ids),
            )
            for script in self
        ]
