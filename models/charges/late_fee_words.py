from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of late fees that are not charged."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the codes of the late fee."""
        return super()._words() | self._words_of_late_fees()

    @api.model
    def _words_of_late_fees(self):
        _ = self.env._
        return {
            "late_fee_on_principal_only": _(
                "Only a service fee bears a late fee: never water, deposits, costs or a late fee."
            ),
            "late_fee_without_clause": _("The contract of the estate has no late fee clause."),
            "late_fee_not_yet": _("A late fee would begin on %(from)s."),
            "late_fee_nothing": _("No day cost anything."),
            "late_fee_charged_already": _("Bills have charged this late fee already."),
            "late_fee_too_small": _("Below the smallest amount of this run."),
        }

    @api.model
    def _words_of_stretches(self):
        """Extended with what this room pauses for; ``cap_reached`` is no pause."""
        _ = self.env._
        return super()._words_of_stretches() | {
            "cap_reached": _("cap reached"),
            "reminder": _("reminder sent"),
            "time_barred": _("time-barred"),
            "bill_not_issued": _("bill not issued yet"),
            "undelivered_bill": _("bill not delivered"),
            "bank_fault": _("fault of the bank"),
            "own_error": _("our own error"),
            "agreed": _("agreed with the owner"),
            "dispute": _("disputed"),
            "plan": _("payment plan kept"),
            "hardship": _("paused"),
        }
