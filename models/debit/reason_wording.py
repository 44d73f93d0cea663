from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of direct debit: why a mandate is left out, why an answer is set aside."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the reasons of direct debit."""
        return (
            super()._words()
            | self._words_of_left_out()
            | self._words_of_days_and_people()
            | self._words_of_debit_holds()
            | self._words_of_answers()
            | self._words_of_answer_rows()
            | self._words_of_debit_files()
            | self._words_of_debit_silence()
            | self._words_of_debit_returns()
        )

    @api.model
    def _words_of_left_out(self):
        _ = self.env._
        return {
            "debit_in_flight": _("A debit is on its way to the bank."),
            "debit_kind_not_covered": _("The payer did not agree to this kind of charge."),
            "debit_time_barred": _("What is left is time-barred."),
            "debit_no_followup": _("Follow-up is switched off on the invoices."),
            "debit_foreign_currency": _("The invoice is in another currency than the bank."),
            "debit_held": _("All that is due is on hold."),
            "debit_same_day": _("This mandate has an instruction for the same day already."),
            "debit_taken_off": _("Taken off by %(user)s."),
            "debit_not_writable": _(
                "The name of the holder or the bank cannot be written in %(encoding)s. Correct it "
                "on the mandate as the bank spells it."
            ),
            "debit_above_mandate": _(
                "%(amount)s is due, and the payer allows at most %(limit)s a debit."
            ),
            "debit_above_channel": _(
                "%(amount)s is due, and the bank takes at most %(limit)s a debit."
            ),
            "debit_below_least": _(
                "Only %(amount)s is due; debits begin at %(limit)s. It waits for the next bill."
            ),
            "debit_too_soon": _(
                "The last debit failed for want of funds; the next one is possible from "
                "%(earliest)s."
            ),
            "debit_month_used": _(
                "Two debits failed for want of funds this month. The next one is possible next "
                "month."
            ),
            "debit_funds_in_a_row": _(
                "%(count)s debits in a row failed for want of funds. Speak with the owner, then "
                "activate the mandate again."
            ),
            "payment_outside_ledger": _(
                "A payment of this debtor is registered but not yet in the ledger."
            ),
        }

    @api.model
    def _words_of_days_and_people(self):
        """Why it is left out: the bank's days, or that the debtor's time or word is missing."""
        _ = self.env._
        return {
            "debit_after_leaving": _(
                "It is for a time after the debtor had left the unit: its owner of that time owes "
                "it."
            ),
            "debit_not_announced": _(
                "The payer was not told of it %(days)s days ahead, by %(latest)s. Choose a later "
                "day and announce it in time."
            ),
            "debit_limit_in_a_row": _(
                "%(count)s debits in a row were above a limit. Speak with the owner about the "
                "limit, then activate the mandate again."
            ),
            "debit_technical_in_a_row": _(
                "%(count)s debits in a row failed for a technical fault. Ask the bank, then "
                "activate the mandate again."
            ),
            "debit_bank_closed": _(
                "The bank does not work on this day. The next day is %(next)s: begin a batch for "
                "it."
            ),
            "debit_cut_off": _(
                "The bank's cut-off for this day has passed. The next day that can be kept is "
                "%(earliest)s: begin a batch for it."
            ),
        }

    @api.model
    def _words_of_debit_holds(self):
        _ = self.env._
        return {
            "debit_hold_promise": _("The debtor promised to pay by another way."),
            "debit_hold_dispute": _("The debt is disputed."),
            "debit_hold_plan": _("A payment plan is running."),
            "debit_hold_plan_asked": _("The owner asked for instalments; it is being decided."),
            "debit_hold_hardship": _("Paused."),
            "debit_hold_payment_claim": _(
                "The debtor says it is paid; we are looking for the payment."
            ),
            "debit_hold_deceased": _("The debtor has died; we wait for the heirs."),
            "debit_hold_manual": _("On hold by hand."),
        }

    @api.model
    def _words_of_answers(self):
        _ = self.env._
        return {
            "debit_unknown_batch": _(
                "There is no batch %(batch)s on channel %(channel)s. Check that the file came "
                "from this bank and belongs to this company."
            ),
            "debit_no_one_batch": _(
                "Neither the file's name nor its rows tell one batch of channel %(channel)s. Check "
                "that the file came from this bank, and ask it for one file for each batch."
            ),
            "debit_batch_not_sent": _(
                "Batch %(batch)s never went to the bank, so there can be no answer. Check the "
                "file's name."
            ),
            "debit_batch_withdrawn": _(
                "Batch %(batch)s was withdrawn and its file is void. Find out at the bank which "
                "file it has worked on before anything else is sent."
            ),
            "debit_row_count": _(
                "The file says that it has %(said)s rows; %(counted)s were read. Fetch it again "
                "from the bank."
            ),
            "debit_total_offered": _(
                "The file's total asked for is %(said)s; its rows add up to %(counted)s. Fetch it "
                "again from the bank."
            ),
            "debit_total_settled": _(
                "The file's total collected is %(said)s; its rows add up to %(counted)s. Fetch it "
                "again from the bank."
            ),
            "debit_rows_missing": _(
                "%(count)s instructions have no answer in the file, for example %(reference)s. "
                "Ask the bank for the whole answer."
            ),
        }

    @api.model
    def _words_of_answer_rows(self):
        _ = self.env._
        return self._words_of_amounts() | {
            "debit_unknown_reference": _(
                "Reference %(reference)s is not of this batch. Check that the file belongs to it."
            ),
            "debit_reference_twice": _(
                "Reference %(reference)s stands there twice. Ask the bank which row holds."
            ),
            "debit_unknown_outcome": _(
                "Outcome %(outcome)s is no class of ours. Correct the layout of the channel."
            ),
            "debit_no_value_date": _(
                "%(reference)s: collected, but without the day of it. Ask the bank."
            ),
            "debit_value_date_outside": _(
                "%(reference)s: collected on %(date)s, which lies outside %(first)s to %(last)s. "
                "Check the date format in the layout, then ask the bank."
            ),
            "debit_answer_changed": _(
                "%(reference)s was answered before as %(first)s (%(first_settled)s) and now as "
                "%(now)s. Nothing is changed; ask the bank which one holds."
            ),
        }

    @api.model
    def _words_of_amounts(self):
        _ = self.env._
        return {
            "debit_amount_differs": _(
                "%(reference)s: we asked for %(asked)s, the file says %(echoed)s. Check the unit "
                "of amounts in the layout, then ask the bank."
            ),
            "debit_settled_impossible": _(
                "%(reference)s: %(settled)s cannot have been collected of %(asked)s. Ask the bank."
            ),
            "debit_success_not_full": _(
                "%(reference)s: said to be collected, but %(settled)s of %(asked)s. Ask the bank."
            ),
            "debit_partial_not_partial": _(
                "%(reference)s: said to be collected in part, but %(settled)s of %(asked)s. Ask "
                "the bank."
            ),
            "debit_failed_with_money": _(
                "%(reference)s: said to have failed, but %(settled)s was collected. Ask the bank."
            ),
        }

    @api.model
    def _words_of_debit_files(self):
        _ = self.env._
        return {
            "debit_part_number": _(
                "It says that it is file %(number)s of %(of)s. Check the layout in the sidecar."
            ),
            "debit_part_empty": _(
                "File %(number)s has no instructions. Check the layout in the sidecar."
            ),
            "debit_parts_missing": _(
                "%(there)s of %(of)s files are there. Let the sidecar render the batch again."
            ),
            "debit_parts_differ": _(
                "Its files hold %(rows)s instructions and %(said)s; the batch has %(lines)s and "
                "%(counted)s. Let the sidecar read the rows again."
            ),
            "debit_part_differs": _(
                "File %(number)s says that it holds %(said)s; instructions %(first)s to %(last)s "
                "of the batch add up to %(counted)s. Check the layout in the sidecar."
            ),
        }

    @api.model
    def _words_of_debit_silence(self):
        _ = self.env._
        return {
            "debit_silence_unsaid": _(
                "This bank lists failures alone, and the file does not say how many were collected "
                "and how much that was. Key the answer in, with both from the bank's page."
            ),
            "debit_success_count": _(
                "%(said)s are said to be collected; %(counted)s are left after the failures. "
                "Compare the failures with the bank's answer one by one."
            ),
            "debit_success_total": _(
                "%(said)s are said to be collected; what is left after the failures adds up to "
                "%(counted)s. Compare the failures with the bank's answer one by one."
            ),
            "debit_success_day": _(
                "Collected on %(date)s, which lies outside %(first)s to %(last)s. Check the day."
            ),
        }

    @api.model
    def _words_of_debit_returns(self):
        _ = self.env._
        return {
            "debit_return_unknown": _(
                "No instruction of this channel has reference %(reference)s. Check that the report "
                "belongs to it."
            ),
            "debit_return_not_collected": _(
                "%(reference)s was never collected, so nothing can go back. Book the answer of its "
                "batch first, then have this file read again."
            ),
            "debit_return_twice": _(
                "%(reference)s was taken back already, on %(date)s. Ask the bank what this second "
                "return is."
            ),
            "debit_return_amount": _(
                "%(reference)s: %(asked)s is left of what was collected, %(settled)s is said to "
                "go back. Ask the bank."
            ),
            "debit_return_no_day": _("%(reference)s: taken back, but without the day of it."),
            "debit_return_day": _(
                "%(reference)s: taken back on %(date)s, which lies outside %(first)s to %(last)s. "
                "Check the date format in the layout, then ask the bank."
            ),
            "debit_return_mixed": _(
                "%(reference)s: a report of money taken back names it as something else. Ask the "
                "bank for answers and returns in files of their own."
            ),
        }

    @api.model
    def _nouns(self):
        """Extended with the outcomes that a changed answer names."""
        _ = self.env._
        return super()._nouns() | {
            "success": _("collected"),
            "partial": _("collected in part"),
            "funds": _("not enough money"),
            "unknown": _("not known yet"),
        }

    @api.model
    def _words_of_stretches(self):
        """Extended with the debit on its way."""
        return super()._words_of_stretches() | {"debit": self.env._("direct debit on its way")}
