from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of granting and taking back rewards."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the codes of the reward engine."""
        return super()._words() | self._words_of_rewards() | self._words_of_booked_rewards()

    @api.model
    def _words_of_rewards(self):
        _ = self.env._
        return {
            "program_not_active": _("The programme is not running."),
            "kind_not_rewarded": _("This kind of fee is not rewarded."),
            "estate_not_in_program": _("The estate is not in the programme."),
            "estate_needs_resolution": _(
                "The fee is held for the owners, and their dated resolution is missing."
            ),
            "due_outside_window": _("Due on %(due)s, outside the period of the programme."),
            "not_settled": _("Not settled by a payment."),
            "settled_late": _("Settled on %(settled)s, after the last day %(last_day)s."),
            "payment_returned": _("The bank took the payment back."),
            "principal_overdue": _("Another service fee of this owner is overdue."),
            "bill_disputed": _("The owner disputes this bill."),
            "bill_time_barred": _("The claim for this bill is time-barred."),
            "account_inactive": _("The owner or the ledger account is archived."),
            "period_closed": _("The books are locked beyond today: nothing can be booked."),
            "rewarded_elsewhere": _("Another reward of this bill does not go with this one."),
            "row_too_short": _("%(count)s of %(needed)s bills in a row paid on time."),
            "price_unknown": _("No price of a month is known for this service."),
            "year_not_prepaid": _("Paid in advance for %(months)s months, not for twelve."),
            "prepayment_gone": _("The money paid in advance was refunded or moved."),
            "prepaid_above_cap": _("More is paid in advance than may be taken."),
            "mandate_not_active": _("The mandate is not active."),
            "no_debit_settled": _("No debit of this mandate was collected yet."),
            "signed_before": _("An earlier mandate of this owner has collected for the unit."),
            "receipt_voided": _("The receipt of the payment was voided."),
        }

    @api.model
    def _words_of_booked_rewards(self):
        """Why a reward was granted, is not booked, or was taken back."""
        _ = self.env._
        return {
            "wording_waives_rights": _("“%(phrase)s”: nobody gives up a right for a gift."),
            "no_line_to_credit": _("The rewarded bill has no line that could be credited."),
            "reward_not_waiting": _("It waits no longer."),
            "reward_is_zero": _("The rule gives nothing for this bill."),
            "budget_spent": _("What is left of the budget does not cover this reward."),
            "cause_unknown": _("No bill of this company answers to this cause."),
            "facts_differ": _("Owner or unit differ from the ledger: read the facts again."),
            "earned_on_time": _("Due on %(due)s, paid on %(settled)s; in time until %(last_day)s."),
            "earned_in_a_row": _(
                "The last of %(count)s bills in a row paid on time: due on %(due)s, paid on "
                "%(settled)s."
            ),
            "earned_prepaid_year": _("Paid in advance on %(paid)s for %(months)s months."),
            "earned_debit_sign_up": _(
                "Mandate signed on %(signed)s, first debit collected on %(settled)s."
            ),
            "taken_back_by_hand": _("Taken back by a manager."),
        }
