from odoo import models
from odoo.tools import format_date

from ...engine.money import minor_units
from ...engine.script_choice import TalkFacts, choose_scripts
from ...engine.script_rules import NEUTRAL_PARTS, TALKS
from ...engine.wording import fill, placeholders

# Who is seldom late, or too little known, hears gentle words at every stage.
SOFT_SEGMENTS = ("segment_on_time", "segment_occasional", "segment_unknown",
                 "segment_short_and_in_touch")  # fmt: skip


class ArrearsScript(models.Model):
    """Which scripts fit a card, and their words filled in for it."""

    _inherit = "arrears.script"

    def _for_talk(self, case, channel, contact_class, reason, inbound=False):
        """The reviewed scripts for a talk about this card, in the order of the talk."""
        scripts = self.search([("review_state", "=", "reviewed")])
        if inbound:
            scripts = scripts.filtered(lambda script: script.situation != "opening")
        facts = self._facts_of_talk(case, channel, contact_class, reason)
        return self.browse(choose_scripts(scripts._as_engine(), facts))

    def _facts_of_talk(self, case, channel, contact_class, reason):
        case = case.sudo()
        return TalkFacts(
            channel=channel,
            contact_class=contact_class,
            firmest=case.stage_id.tone,
            soft=self._is_soft(case),
            is_company=case.debtor_id.is_company or case.usage in ("shop", "office"),
            stage=case.stage_id.id,
            reason=reason.id or 0,
            promise=self._state_of_promise(case),
            settled=case.state == "closed",
        )

    def _is_soft(self, case):
        names = (f"property_arrears.{name}" for name in SOFT_SEGMENTS)
        soft = [self.env.ref(name, raise_if_not_found=False) for name in names]
        return bool(case.segment_id) and case.segment_id in soft

    def _state_of_promise(self, case):
        """``near`` while one runs, ``broken`` when the last one was not kept, else empty."""
        last = case.promise_ids.sorted(lambda promise: (promise.promised_by, promise.id))[-1:]
        return {"open": "near", "broken": "broken", "part": "broken"}.get(last.state, "")

    def _filled(self, case, identity_checked):
        """The words of these scripts for one card, in the debtor's language.

        :param identity_checked: until then only the first halves of a talk are given out; what is
            written goes to the debtor's own account and is whole from the start
        :return: ``(before, after)``: texts of (heading, words) pairs
        """
        identity_checked = identity_checked or not set(self.mapped("channel")) & set(TALKS)
        language = self._language_of_talk(case)
        scripts = self.with_context(lang=language)
        values = scripts._talk_values(case.with_context(lang=language), identity_checked)
        before = [(script.display_name, script._fill(script.before, values)) for script in scripts]
        after = [
            (script.display_name, script._fill(script.body, values))
            for script in scripts
            if identity_checked or script.contact_class != "dunning"
        ]
        return [row for row in before if row[1]], [row for row in after if row[1]]

    def _fill(self, words, values):
        """Words with their parts; nothing where a part has no value on this card."""
        missing = set(placeholders(words or "")) - set(values)
        return "" if missing else fill(words or "", values)

    def _language_of_talk(self, case):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        wanted = (case.sudo().debtor_id.lang, self.env.user.lang, "en_US")
        return next((code for code in wanted if code in installed), self.env.lang)

    def _talk_values(self, case, identity_checked):
        """What the parts in braces stand for. Figures only once identity is checked."""
        _ = self.env._
        case = case.sudo()
        # Spoken money and short blocks are those of an SMS: no currency sign, one sentence each.
        said = "\n".join(
            words for script in self for words in (script.before, script.body) if words
        )
        words = self.env["arrears.template"].sudo().new({"channel": "sms", "body": said})
        neutral = {
            "caller": self.env.user.name,
            "creditor": case.company_id.name,
            "estate": case.estate_id.name or case.company_id.name,
            "office": case.estate_id.office_phone or case.estate_id.office_name or "",
            "recording_notice": _("This talk is recorded, so that both sides can rely on it."),
            "ask_convenient": _("Is it convenient to talk for two minutes?"),
            "opt_out": _("You can tell us at any time that you want no more of these."),
        }
        if not identity_checked:
            return {name: neutral[name] for name in (*NEUTRAL_PARTS, "opt_out")}
        named = case._named_charges(case.company_id._arrears_today())[case.id]
        if not named:
            return neutral | words._blocks(case.estate_id) | {"units": case.unit_id.name or ""}
        values = words._values(case, named) | neutral
        values["periods"] = "; ".join(words._joined_lines(named, case.company_id))
        return values | self._promise_values(case, words)

    def _promise_values(self, case, words):
        promise = case.promise_ids.sorted(lambda one: (one.promised_by, one.id))[-1:]
        if not promise:
            return {}
        digits = case.currency_id.decimal_places
        return {
            "promised_by": format_date(self.env, promise.promised_by),
            "promised_amount": words._money(minor_units(promise.amount, digits), case.company_id),
        }
