import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mimetypes import guess_mimetype

from ...engine.money import amount as to_amount
from ...engine.reason import Reason, as_json
from ..collection.contact_gate import AUTOMATIC_ONLY

PICTURES = ("image/png", "image/jpeg", "image/webp")
LARGEST = 5 * 1024 * 1024


class ArrearsWechatLog(models.TransientModel):
    """WeChat by hand: the approved text to copy, and the record that it was sent.

    A collector writes from the firm's own account; nothing else may be written than what a second
    person has read. The text is not shown while the rules do not allow a message.
    """

    _name = "arrears.wechat.log"
    _description = "WeChat by hand"

    case_id = fields.Many2one("arrears.case", required=True, ondelete="cascade")
    debtor_name = fields.Char(related="case_id.debtor_name", related_sudo=False)
    text = fields.Text(
        string="Text to copy", compute="_compute_text", store=True, help="As reviewed, filled in."
    )
    warning = fields.Text(compute="_compute_warning")
    breach = fields.Boolean(
        string="It happened all the same",
        help="Record it as a breach of the rules. Managers see it.",
    )
    screenshot = fields.Binary(attachment=False, help="Of the message as it stands in WeChat.")
    screenshot_name = fields.Char()

    @api.depends("case_id")
    @api.depends_context("uid", "arrears_today", "arrears_now")
    def _compute_text(self):
        for log in self:
            log.text = log.case_id and log._message()[0].get("text", False)

    @api.depends("case_id")
    @api.depends_context("uid", "arrears_today", "arrears_now")
    def _compute_warning(self):
        wording = self.env["arrears.reason.wording"]
        for log in self:
            log.warning = wording._word(as_json(log._reasons_against())) if log.case_id else False

    def _message(self):
        """The filled text.

        :return: (message as ``_render`` gives it, template, language, why there is none)
        """
        self.case_id.check_access("read")
        case = self.case_id.sudo()
        case = case.with_company(case.company_id)
        template = self._template()
        named = case._named_charges(case.company_id._arrears_today())[case.id]
        if not template or not named:
            return {}, template, "", [Reason("no_template" if not template else "nothing_due")]
        run = self.env["arrears.run"].sudo().new({"company_id": case.company_id.id})
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        language = run._language_of(case.debtor_id, installed)
        message = template._render(case, named, language)
        faults = run._text_faults(message, "wechat")
        return ({} if faults else message), template, language, faults

    def _template(self):
        """The reviewed text of the step that the card is at; a gentle one before the first."""
        case = self.case_id.sudo()
        claims = self.env["arrears.step.claim"].sudo()
        claim = claims.search([("case_id", "=", case.id), ("voided", "=", False)], limit=1)
        of_step = claim.step_id._template_for("wechat") if claim.step_id else None
        if of_step and of_step.review_state == "reviewed":
            return of_step
        texts = self.env["arrears.template"].sudo().search(
            [("channel", "in", ("wechat", "sms")), ("use", "=", "arrears"),
             ("review_state", "=", "reviewed"), ("tone", "=", claim.tone or "gentle")],
        )  # fmt: skip
        return (texts.filtered(lambda text: text.channel == "wechat") or texts)[:1]

    def _reasons_against(self):
        """Hours, caps and stops, and a text that cannot be said."""
        contact, case = self.env["arrears.contact"].sudo(), self.case_id.sudo()
        company = case.company_id
        moment = contact._now(company)
        reasons = contact._contact_reasons(case, "wechat", moment, self._address()[1])
        stops = case._stop_reasons(company._arrears_today())[case.id]
        reasons += [reason for reason in stops if reason.code not in AUTOMATIC_ONLY]
        return list(dict.fromkeys([*reasons, *self._message()[3]]))

    def _address(self):
        """The owner's identifier, if it is known, and its digest: (address, key)."""
        case = self.case_id.sudo()
        known = self.env["arrears.wechat.contact"]._identifiers(case.company_id, case.debtor_id)
        address = known.get(case.debtor_id.id, False)
        return address, address and self.env["arrears.contact"]._key_on("wechat", address)

    def action_sent(self):
        """The text was sent from WeChat: write the contact down, with the screenshot.

        :raises UserError: the rules do not allow it, or the text is no longer true
        """
        self.ensure_one()
        self.case_id.check_access("write")
        self.env["arrears.certificate"]._check_certified(self.case_id.company_id)
        against = self._reasons_against()
        if against and not self.breach:
            raise UserError(
                self.env._(
                    "The rules do not allow this contact:\n%(reasons)s\n\n"
                    "If it happened all the same, tick “It happened all the same”.",
                    reasons=self.env["arrears.reason.wording"]._word(as_json(against)),
                )
            )
        message, template, language, _faults = self._message()
        if (self.text or "") != message.get("text", ""):
            raise UserError(
                self.env._("What is owed has changed meanwhile: close the window and copy anew.")
            )
        picture = self._picture()
        values = self._contact_values(message, template, language, against)
        contact = self.env["arrears.contact"].sudo().create(values)
        if picture:
            self._attach(contact, picture)
        return {"type": "ir.actions.act_window_close"}

    def _contact_values(self, message, template, language, against):
        case = self.case_id.sudo()
        company = case.company_id
        address, key = self._address()
        named = case._named_charges(company._arrears_today())[case.id] if message else []
        digits = company.currency_id.decimal_places
        return {
            "company_id": company.id,
            "debtor_id": case.debtor_id.id,
            "partner_id": case.debtor_id.id,
            "party": case._party_of_debtor(),
            "case_ids": [(6, 0, case.ids)],
            "charge_ids": [(6, 0, [charge.id for charge, _asked in named])],
            "amount": to_amount(message.get("amount", 0), digits),
            "channel": "wechat",
            "tone": template.tone,
            "state": "sent",
            "happened_at": self.env["arrears.contact"]._now(company),
            "debtor_name": case.debtor_id.name,
            "address": address,
            "address_key": key,
            "language": language,
            "text": message.get("text"),
            "template_id": template.id,
            "breach": bool(against),
            "reasons": as_json(against) or False,
            "user_id": self.env.uid,
        }

    def _picture(self):
        """The bytes of the screenshot; empty where none was given.

        :raises ValidationError: it is no picture, or too large
        """
        try:
            content = base64.b64decode(self.screenshot or b"", validate=True)
        except binascii.Error as error:
            raise ValidationError(self.env._("The screenshot did not arrive whole.")) from error
        if content and guess_mimetype(content) not in PICTURES:
            raise ValidationError(
                self.env._("The screenshot is no picture. Take PNG, JPEG or WebP.")
            )
        if len(content) > LARGEST:
            raise ValidationError(self.env._("The screenshot is larger than 5 MB."))
        return content

    def _attach(self, contact, content):
        """Keep the picture with the contact: who may read the one may read the other."""
        self.env["ir.attachment"].sudo().create(
            {
                "name": (self.screenshot_name or "wechat.png")[:80],
                "raw": content,
                "res_model": "arrears.contact",
                "res_id": contact.id,
            }
        )
