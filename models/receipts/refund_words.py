from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of prepayments and refunds."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the reasons of this room."""
        return super()._words() | self._words_of_prepayments() | self._words_of_refunds()

    @api.model
    def _words_of_prepayments(self):
        _ = self.env._
        return {
            "prepayment_above_cap": _(
                "With this, more than %(cap)s months would be paid in advance: at most %(most)s, "
                "so %(over)s too much."
            ),
            "prepayment_beyond_contract": _(
                "With this, fees are paid until %(until)s, and the service contract ends on "
                "%(end)s."
            ),
        }

    @api.model
    def _words_of_refunds(self):
        _ = self.env._
        return {
            "refund_nothing": _("Name at least one credit that the money comes out of."),
            "refund_more_than_left": _("Of %(item)s only %(left)s is left."),
            "refund_deduction_without_deposit": _(
                "Only of a deposit a part can be kept. Use “Allocate credits” for other money."
            ),
            "refund_deductions_exceed": _("More is kept than the deposits hold."),
            "refund_deduction_above_charge": _("%(charge)s is open with %(left)s only."),
            "refund_consent_missing": _(
                "A deposit is the payer's money: attach the signed consent and the day it was "
                "signed before a part of it is kept."
            ),
            "refund_proof_missing": _("Attach the document that says what the part is kept for."),
            "refund_account_missing": _("Enter the number and the holder of the account."),
            "refund_other_account_unreasoned": _(
                "Say why the money goes to another account than it came from."
            ),
            "refund_other_account_undocumented": _(
                "Attach what shows that the owner wants it on another account."
            ),
            "refund_origins_differ": _(
                "The money came from several places: make one refund for each."
            ),
            "refund_origin_unknown": _(
                "It is not known which account the money came from. Choose “To another account” "
                "and enter it, with the reason and a document."
            ),
            "refund_not_paid_in_cash": _("The money was not paid in cash."),
            "refund_own_request": _("Whoever asked for a refund does not decide on it."),
            "refund_not_an_approver": _("Managers and finance directors decide on refunds."),
            "refund_needs_director": _("Above %(limit)s the finance director approves."),
        }
