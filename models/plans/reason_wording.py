from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of payment plans: what stands against one, and where a running one stands."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        return (
            super()._words()
            | self._words_against_plans()
            | self._words_of_plans()
            | self._words_of_plans_at_golive()
        )

    @api.model
    def _words_against_plans(self):
        _ = self.env._
        return {
            "plan_no_instalments": _(
                "There are no instalments yet: ask what the owner can pay a month, and enter it."
            ),
            "plan_not_positive": _("An instalment is more than nothing."),
            "plan_not_adding_up": _("The instalments do not add up to what is owed."),
            "plan_days_not_in_order": _("Each instalment has a day of its own, one after another."),
            "plan_past": _("The first instalment must lie ahead."),
            "plan_first_too_soon": _("The first instalment is at least %(days)s days away."),
            "plan_too_short": _(
                "A plan has at least %(months)s instalments. For less, agree on a day: a promise "
                "or more time to pay."
            ),
            "plan_too_long": _(
                "A plan takes at most %(months)s months. Who needs longer makes token payments: "
                "enter the amount that is possible each month."
            ),
            "plan_used_up": _(
                "The owner had %(number)s plan within twelve months, and the limit is %(limit)s. "
                "Owners in hardship apply for relief instead."
            ),
            "plan_unexplained": _(
                "Longer than %(months)s months: write down why the owner needs it."
            ),
            "plan_no_consent": _(
                "Write down who agreed to the instalments, how and when: the agreement "
                "acknowledges the debt, so nobody is signed up without it."
            ),
        }

    @api.model
    def _words_of_plans(self):
        _ = self.env._
        return {
            "hold_plan_asked": _("The owner asked for instalments; it is being decided."),
            "plan_in_order": _("Paid as agreed."),
            "plan_completed": _("All of it is paid."),
            "plan_missed": _("The instalment of %(day)s is open."),
            "plan_current_unpaid": _("Current bills are open: %(number)s."),
            "plan_cure_until": _("The owner has time to catch up until %(until)s."),
            "plan_cure_over": _("The time to catch up ended on %(until)s; a person decides now."),
            "plan_review_due": _("To be looked at since %(day)s."),
            "plan_ledger_old": _(
                "The bank statement is too old since %(since)s; a payment may be on it."
            ),
        }

    @api.model
    def _words_of_plans_at_golive(self):
        _ = self.env._
        return {
            "golive_plan_kind": _(
                "Instalments are for service fees and charges passed on: correct the kind."
            ),
            "golive_plan_overpaid": _(
                "More was paid of the instalment than it comes to: correct one of the two."
            ),
            "golive_plan_unwritten": _(
                "Nobody signed it, so it acknowledges nothing: limitation runs on. Ask the owner "
                "to sign."
            ),
            "golive_plan_order": _(
                "The instalment is due no later than that of row %(other)s: put the rows in the "
                "order of their days."
            ),
            "golive_plan_other_row": _(
                "Another row of this plan is refused, and a plan is taken over as a whole."
            ),
            "golive_plan_mixed": _(
                "The rows of this plan name different units, kinds, periods or totals, or differ "
                "on whether it was agreed in writing: they must all say the same."
            ),
            "golive_plan_sum": _(
                "The instalments add up to %(sum)s, and %(total)s was agreed: a row is missing or "
                "an amount is wrong."
            ),
            "golive_plan_paid": _("All of the plan is paid: leave it out."),
            "golive_plan_too_much": _(
                "%(left)s of the instalments is open, and %(open)s was overdue of these bills when "
                "it was agreed: correct the amounts, or import the open items first."
            ),
            "golive_plan_not_exact": _(
                "%(left)s of the instalments is open, and the bills come to %(open)s: give the "
                "service period of the bills that the plan is for."
            ),
            "golive_plan_there": _(
                "The owner has a plan already, here or further up in the list: an owner has one."
            ),
            "golive_plan_changed": _(
                "This plan was booked with other instalments: take the booking back first, or "
                "change the plan itself."
            ),
        }
