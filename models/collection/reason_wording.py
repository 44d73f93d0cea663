import re

from odoo import api, fields, models
from odoo.tools import format_date

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")


class ArrearsReasonWording(models.AbstractModel):
    """The words of reason codes. Rows store codes; each reader sees them in his language.

    A room adds its codes by overriding ``_words``.
    """

    _name = "arrears.reason.wording"
    _description = "Words of reasons"

    @api.model
    def _words(self):
        """Reason code → its sentence in the reader's language, with ``%(argument)s`` inside."""
        return (
            self._words_of_stops()
            | self._words_of_contact()
            | (self._words_of_ladder() | self._words_of_undo())
            | self._words_of_promises()
            | (self._words_of_law() | self._words_of_wording())
        )

    @api.model
    def _words_of_stretches(self):
        """Code of a pause of a late fee → a few words for a statement. Rooms add theirs."""
        return {}

    @api.model
    def _word(self, reasons):
        """Stored reasons as one readable text, a line each.

        :param reasons: list of ``{"code", "arguments"}``, or None
        """
        words = self._words() if reasons else {}
        return "\n".join(self._sentence(words, reason) for reason in reasons or ())

    @api.model
    def _sentence(self, words, reason):
        arguments = {
            name: self._shown(value) for name, value in (reason.get("arguments") or {}).items()
        }
        sentence = words.get(reason["code"])
        if sentence is None:
            return self.env._("Reason %(code)s", code=reason["code"])
        try:
            return sentence % arguments
        except KeyError as missing:
            # An older row may lack an argument that the sentence has learnt since.
            return f"{sentence} ({missing})"

    @api.model
    def _shown(self, value):
        if isinstance(value, list):
            return ", ".join(str(self._shown(item)) for item in value)
        if isinstance(value, str) and _ISO_DATE.match(value):
            return format_date(self.env, fields.Date.to_date(value))
        return self._nouns().get(value, value) if isinstance(value, str) else value

    @api.model
    def _nouns(self):
        """Words that appear as arguments of reasons."""
        _ = self.env._
        return {
            "message": _("message"),
            "call": _("call"),
            "letter": _("letter"),
            "visit": _("visit"),
        }

    @api.model
    def _words_of_stops(self):
        _ = self.env._
        return {
            "nothing_due": _("Nothing is overdue any more."),
            "escalation_off": _("Escalation is off for this estate."),
            "escalation_off_no_unit": _("The debt belongs to no unit, so no policy covers it."),
            "sister_company": _("The debtor is a company of our own group."),
            "employee": _("The debtor is one of our own users."),
            "no_policy": _("No policy fits this card."),
            "payment_outside_ledger": _(
                "A payment of this debtor is registered but not yet in the ledger."
            ),
            "time_barred": _("What is left is time-barred."),
            "no_followup": _("Follow-up is switched off on the invoices."),
            "unclassified": _("The charges are not classified yet (kind of fee unknown)."),
            "debtor_unclear": _(
                "It is unclear who owes: %(person)s was billed, the books name the company."
            ),
            "missing_price_basis": _("The charges have no price basis yet."),
            "kind_not_pursued": _("Deposits are not pursued."),
            "part_held": _("All that is left is on hold."),
            "hold_promise": _("The debtor promised to pay by %(until)s."),
            "hold_dispute": _("The debt is disputed."),
            "hold_plan": _("A payment plan is running."),
            "hold_paused": _("Paused."),
            "hold_payment_claim": _("The debtor says it is paid; we are looking for the payment."),
            "hold_deceased": _("The debtor has died; we wait for the heirs."),
            "hold_represented": _("The debtor is represented by somebody."),
            "hold_do_not_contact": _("The debtor asked not to be contacted."),
            "hold_manual": _("On hold, to be looked at again on %(until)s."),
        }

    @api.model
    def _words_of_contact(self):
        _ = self.env._
        return {
            "no_channel": _("There is neither an e-mail address nor a usable phone number."),
            "no_collector": _("Nobody is responsible for this card."),
            "quiet_hours": _(
                "It is %(at)s where the debtor lives; the allowed hours are %(start)s to %(end)s."
            ),
            "holiday": _("%(day)s is a public holiday."),
            "contact_cap": _(
                "The debtor was contacted often enough (limit %(limit)s in %(days)s days); "
                "free again on %(until)s."
            ),
            "contact_cap_number": _(
                "This number or address was used often enough (limit %(limit)s in %(days)s days); "
                "free again on %(until)s."
            ),
            "conversation_cap": _(
                "There were conversations enough (limit %(limit)s in %(days)s days); "
                "free again on %(until)s."
            ),
            "conversation_cap_number": _(
                "This number was reached often enough (limit %(limit)s in %(days)s days); "
                "free again on %(until)s."
            ),
            "talked_recently": _("We spoke with the debtor lately; free again on %(until)s."),
            "no_template": _("No text for this channel and tone."),
            "text_too_long": _("The text has %(length)s characters, more than %(limit)s."),
            "mail_failed": _("The e-mail did not leave: %(detail)s"),
            "sms_failed": _("The SMS did not leave: %(detail)s"),
            "changed_since": _("What is due changed since the text was written."),
            "unknown_if_left": _(
                "The system stopped while the message was leaving; it is not sent again."
            ),
            "cancelled_by_user": _("Cancelled by %(user)s."),
            "cancelled_by_undo": _("The run that wrote it was undone by %(user)s."),
            "breach": _("Recorded as a breach of the rules: %(detail)s"),
        }

    @api.model
    def _words_of_ladder(self):
        _ = self.env._
        return {
            "next_step_later": _("The next step comes on %(on)s."),
            "below_smallest_amount": _(
                "Less than %(amount)s is due in all, too little to ask for; it stays on the card."
            ),
            "ladder_end": _("All steps of the policy are taken."),
            "decided_together": _("Waits: another unit of the same debtor comes first."),
            "named_along": _("Named in the message about another unit of the same debtor."),
            "already_taken": _("Another run took this step at the same moment."),
            "failed_to_act": _("The step failed: %(detail)s"),
            "collector_day_full": _(
                "The collector has calls enough for the day (limit %(limit)s); free again on "
                "%(until)s."
            ),
        }

    @api.model
    def _words_of_undo(self):
        _ = self.env._
        return {
            "undone": _("Undone."),
            "undo_card_touched": _(
                "Undone; the card stays where it is, since somebody worked on it."
            ),
            "undo_message_left": _("Kept: the message has left."),
            "undo_message_tried": _("Kept: the message was tried and failed."),
            "undo_task_done": _("Kept: the task is done."),
            "undo_later_step": _("Kept: another step followed."),
        }

    @api.model
    def _words_of_promises(self):
        _ = self.env._
        return {
            "promise_kept": _("It was paid in time."),
            "promise_part": _("A part of it was paid in time."),
            "promise_broken": _("Nothing was paid in time."),
            "promise_settled": _("The debt was settled in another way before the promised day."),
            "promise_taken_back": _("The hold was lifted before the promised day was over."),
            "promise_runs": _("It runs until %(until)s."),
            "promise_grace": _("Its day is over; money with a value date until %(until)s counts."),
            "promise_unmatched": _(
                "A receipt that nobody has identified yet may be this one; it is looked for "
                "until %(until)s."
            ),
            "promise_past": _("A promise is about a day that has not passed."),
            "promise_too_far": _("A promise is about at most %(days)s days ahead."),
            "promise_far": _("More than %(days)s days ahead, only a manager accepts a promise."),
            "promise_after_broken": _(
                "%(number)s promises of this card were broken in the last 90 days; only a manager "
                "accepts another."
            ),
        }

    @api.model
    def _words_of_law(self):
        _ = self.env._
        return {
            "legal_no_delivered_demand": _(
                "No formal demand that names every period has been delivered."
            ),
            "legal_demand_incomplete": _("The delivered demand does not name every period."),
            "legal_deadline_running": _("The time to pay runs until %(until)s."),
            "legal_channels_untried": _("Not tried yet: %(channels)s."),
            "legal_reason_unknown": _("The reason for not paying is not known."),
            "legal_address_unverified": _("The address is not verified."),
            "legal_small_balance": _("Less than %(amount)s of service fee is overdue."),
            "legal_no_sign_off": _("Nobody has signed off this case for the law."),
        }

    @api.model
    def _words_of_wording(self):
        _ = self.env._
        return {
            "wording_false_authority": _(
                "“%(phrase)s” claims a power that only courts and authorities have."
            ),
            "wording_false_credit": _("“%(phrase)s”: we report to no credit register."),
            "wording_veiled_threat": _("“%(phrase)s” is a veiled threat."),
            "wording_service_cut": _("“%(phrase)s”: services are never cut for arrears."),
            "wording_exposure": _("“%(phrase)s”: a debt is never made public."),
            "wording_third_party": _("“%(phrase)s”: a debt is nobody else's business."),
            "wording_criminal": _("“%(phrase)s”: arrears are no crime."),
            "wording_harassment": _("“%(phrase)s” announces harassment."),
            "wording_scorn": _("“%(phrase)s” is scornful."),
            "wording_pressure_on_staff": _("“%(phrase)s” puts our own targets on the debtor."),
            "wording_lending": _("“%(phrase)s”: we lend no money and arrange no loans."),
            "wording_vendor": _("“%(phrase)s” is refused by SMS gateways."),
            "wording_part_missing": _("The part {%(part)s} is missing."),
            "wording_part_unknown": _("There is no part {%(part)s}."),
            "wording_adjacent_parts": _("Two parts stand side by side; SMS gateways refuse that."),
            "bulletin_names_somebody": _(
                "The part {%(part)s} leads to a person, a unit or an account: everybody reads a "
                "bulletin."
            ),
            "wording_typed_figure": _(
                "“%(phrase)s” is a figure that was typed: amounts, days and numbers come from the "
                "ledger, by parts in braces."
            ),
            "wording_link_by_email": _("{payment_link} goes by e-mail alone."),
            "wording_link_alone": _(
                "{payment_link} needs a line without other parts: the line is left out for who "
                "has no link."
            ),
            "wording_link_spoken": _("{payment_link} can't be spoken: use it in written texts."),
        }
