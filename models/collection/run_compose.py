from dataclasses import replace

from odoo import models

from ...engine.money import amount as to_amount
from ...engine.reason import Reason
from ...engine.wording import banned_phrases
from .template_render import LONGEST_SMS


class ArrearsRun(models.Model):
    """Composing the one message to a debtor; a text that may not be said keeps the step waiting."""

    _inherit = "arrears.run"

    def _compose(self, decision):
        """The decision with its message, or blocked by what is wrong with the text."""
        step = self.env["arrears.policy.step"].sudo().browse(decision.plan.step.key)
        debtor = decision.cases.debtor_id
        chosen = {*decision.plan.acting, *decision.plan.named}
        cases = decision.cases.filtered(lambda case: case.id in chosen)
        # What the text asks of one owner is read for the owners of the whole chunk at once.
        cases = cases.with_prefetch(decision.cases._prefetch_ids)
        named = self._named_by(cases, decision)
        template = step._template_to(debtor, decision.reach.channel)
        language = self._language_of(debtor, decision.facts.languages)
        message = template._render(cases, named, language)
        faults = self._text_faults(message, decision.reach.channel)
        if faults:
            return replace(decision, acting=(), blocked=tuple(faults))
        values = self.env["arrears.contact"]._queued_values(
            self.company_id, debtor, decision.reach, language, message, decision.leaves_at
        )
        values |= {
            "party": decision.facts.parties[debtor.id],
            "case_ids": [(6, 0, cases.ids)],
            "charge_ids": [(6, 0, [charge.id for charge, _asked in named])],
            "amount": to_amount(message["amount"], self.company_id.currency_id.decimal_places),
            "tone": decision.plan.tone,
            "step_id": step.id,
            "template_id": template.id,
        }
        return replace(decision, message=values)

    def _named_by(self, cases, decision):
        """The charges that the message names, of all its cases, oldest first.

        :return: list of (charge, minor units)
        """
        pairs = [pair for case in cases for pair in decision.facts.named[case.id]]
        pairs.sort(key=lambda pair: (pair[0].due_date, pair[0].id))
        charges = self.env["arrears.charge"].sudo().browse(due.id for due, _asked in pairs)
        charges = charges.with_prefetch(decision.facts.spoken_of or charges.ids)
        return list(zip(charges, (asked for _due, asked in pairs), strict=True))

    def _text_faults(self, message, channel):
        """Why a finished text can't leave: a banned phrase from a name or note, or its length."""
        whole = f"{message['subject']}\n{message['text']}"
        faults = [hit.as_reason() for hit in banned_phrases(whole, channel)]
        length = len(message["text"])
        if channel == "sms" and length > LONGEST_SMS:
            faults.append(Reason("text_too_long", {"length": length, "limit": LONGEST_SMS}))
        return faults

    def _language_of(self, debtor, installed):
        """The debtor's language where it is installed, else the company's, else English."""
        wanted = (debtor.lang, self.company_id.partner_id.lang, "en_US")
        return next((code for code in wanted if code in installed), self.env.lang or "en_US")
