from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of granting and taking back rewards."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the codes of the reward engine."""
        return super()._words() | self._words_of_rewards()

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
            "reward_is_zero": _("The rule gives nothing for this bill."),
            "budget_spent": _("What is left of the budget does not cover this reward."),
            "cause_unknown": _("No bill of this company answers to this cause."),
            "facts_differ": _("Owner or unit differ from the ledger: read the facts again."),
            "taken_back_by_hand": _("Taken back by a manager."),
        }
