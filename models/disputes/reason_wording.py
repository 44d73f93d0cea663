from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of what stands against a dispute, and against its decision."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        return super()._words() | self._words_of_disputes() | self._words_of_decisions()

    @api.model
    def _words_of_disputes(self):
        _ = self.env._
        return {
            "dispute_not_living_there": _(
                "Not living there does not free from the fee where the firm performed as agreed "
                "(Civil Code art. 944). Explain that; if a service was not performed, say which."
            ),
            "dispute_not_using": _(
                "Not using the lift or another service does not free from the fee where the firm "
                "performed as agreed (Civil Code art. 944). Explain that; if a service was not "
                "performed, say which."
            ),
            "dispute_without_charges": _("Name at least one charge that is disputed."),
            "dispute_of_another": _("One of the charges belongs to another owner or unit."),
            "dispute_twice": _("One of the charges is under dispute already."),
            "dispute_settled": _("Nothing is left of one of the charges."),
            "dispute_too_much": _("More is disputed than is left, or nothing at all."),
            "dispute_of_identity": _(
                "This person says not to be the owner or payer; it is not decided yet."
            ),
            "legal_dispute_open": _("Part of the debt is disputed and not decided yet."),
        }

    @api.model
    def _words_of_decisions(self):
        _ = self.env._
        return {
            "decision_without_reasons": _(
                "Choose what comes of it and write the reasons: the owner reads them."
            ),
            "outcome_not_for_type": _("This can't come of a dispute of this type."),
            "reduction_without_evidence": _(
                "Write down what proves that part is to be taken off: courts lower a fee for "
                "serious defects alone."
            ),
            "reduction_of_nothing": _("Say how much is taken off."),
            "reduction_too_large": _(
                "No more can be taken off than is disputed and is still left of a charge."
            ),
        }
