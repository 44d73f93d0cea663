from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of what stops letters and visits, and of faults in lists of results."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        return (
            super()._words()
            | (self._words_of_addresses() | self._words_of_letters())
            | (self._words_of_lists() | self._words_of_visits())
        )

    @api.model
    def _words_of_addresses(self):
        _ = self.env._
        return {
            "no_address": _("There is no address to write to or to visit."),
            "address_unverified": _(
                "The address is not good: a letter came back, or the debtor has moved."
            ),
            "letter_waiting": _("A letter to this debtor waits in the print queue."),
            "visit_waiting": _("A visit to this debtor is planned already."),
            "named_along_letter": _("Named in the letter about another unit of the same debtor."),
            "named_along_visit": _("Named in the visit about another unit of the same debtor."),
            "undo_letter_printed": _("Kept: the letter was printed."),
        }

    @api.model
    def _words_of_letters(self):
        _ = self.env._
        return {
            "letter_day_ahead": _("The day %(day)s lies ahead."),
            "letter_before_posting": _("It was posted on %(day)s: the result cannot be earlier."),
            "letter_before_printing": _("It was printed on %(day)s: it cannot be posted earlier."),
            "letter_no_tracking": _(
                "The tracking number is missing: without it nothing is proven."
            ),
            "letter_no_signer": _("Who signed for it, and as what, is missing."),
            "letter_no_method": _("How it was sent is missing."),
            "letter_no_photo": _(
                "A letter put into the box needs a photo of the sealed envelope on which no amount "
                "can be read."
            ),
            "letter_wrong_state": _("The letter is in state “%(state)s”."),
            "letter_too_old": _(
                "Less than %(days)s days would be left to pay. Cancel the letter and write it anew."
            ),
        }

    @api.model
    def _words_of_lists(self):
        _ = self.env._
        known = _("“%(value)s” is not known here. Possible: %(known)s.")
        return {
            "letters_columns_missing": _("These columns are missing: %(columns)s."),
            "letters_too_many_rows": _("The list has more than %(limit)s rows: divide it."),
            "letters_no_rows": _("The list has no row under its headings."),
            "letters_cell_empty": _("The column “%(column)s” is empty."),
            "letters_result_unknown": known,
            "letters_relation_unknown": _(
                "“%(value)s” may not sign for a letter. Possible: %(known)s. If it was handed to "
                "anybody else, it has not been delivered."
            ),
            "letters_method_unknown": known,
            "letters_row_twice": _("Row %(row)s says the same of this letter."),
            "letters_not_found": _("There is no letter %(number)s that you may see."),
        }

    @api.model
    def _words_of_visits(self):
        _ = self.env._
        return {
            "visit_reason_unknown": _(
                "The reason for not paying is not known yet: call first, then visit."
            ),
            "visit_refused_before": _(
                "The debtor would not have us visit. Only a visit that the owner asks for is "
                "possible."
            ),
            "visit_two_people": _("Nobody visits a debtor alone."),
            "visit_collect_not_asked": _(
                "A payment is taken at home only when the owner asked for it."
            ),
            "visit_business_hours": _("Shops and offices are visited until %(until)s."),
            "visit_evening_not_asked": _(
                "From %(from)s on a visit needs an appointment that the owner asked for."
            ),
            "visit_ends_late": _("Every visit is over by %(until)s."),
            "visit_not_for_payment": _(
                "The visit is not one on which the owner asked to pay at home."
            ),
            "visit_payment_other_day": _(
                "The visit is planned on %(day)s: money is taken at home on that day alone."
            ),
            "visit_taker_not_there": _(
                "Whoever writes the receipt is one of the two people of the visit."
            ),
            "visit_cash_not_counted": _(
                "Cash at home needs two: the second person of the visit opens it, counts the money "
                "and presses “I have counted the cash”. Then confirm."
            ),
            "visit_other_day": _("The appointment is on another day, %(day)s."),
            "collector_visits_full": _(
                "The collector has visits enough for the day (limit %(limit)s); free again on "
                "%(until)s."
            ),
        }
