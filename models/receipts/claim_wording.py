from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of claiming: what speaks for a debtor, and what does not."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the reasons of proposals for bank lines."""
        return (
            super()._words()
            | self._words_of_claimed_units()
            | self._words_of_claimed_payers()
            | self._words_of_claimed_amounts()
            | self._words_of_unclaimed_money()
        )

    @api.model
    def _words_of_claimed_units(self):
        _ = self.env._
        return {
            "claim_invoice": _("The remark names %(name)s."),
            "claim_debit": _("The remark names debit %(name)s."),
            "claim_receipt": _("The remark names receipt %(name)s."),
            "claim_unit": _("The remark names unit %(unit)s."),
            "claim_unit_partly": _("“%(text)s” in the remark fits unit %(unit)s alone."),
            "claim_unit_several": _("“%(text)s” in the remark fits %(count)s units."),
            "claim_unit_debtors": _("Several people owe or pay for unit %(unit)s."),
            "claim_units_of_several": _("The remark names units of several debtors: %(units)s."),
            "claim_number": _("“%(text)s” in the remark may be unit %(unit)s."),
        }

    @api.model
    def _words_of_claimed_payers(self):
        _ = self.env._
        return {
            "claim_account": _("This account paid for the debtor before."),
            "claim_account_several": _("This account paid for %(count)s debtors before."),
            "claim_payer_name": _("The payer has the debtor's name."),
            "claim_payer_name_several": _("%(count)s debtors have the payer's name."),
            "claim_payer_name_masked": _("The payer's name, partly hidden, fits."),
            "claim_name_in_remark": _("The remark has the debtor's name."),
            "claim_name_in_remark_several": _("%(count)s debtors have the name in the remark."),
            "claim_phone": _("The remark has the debtor's telephone number ending in %(last4)s."),
        }

    @api.model
    def _words_of_claimed_amounts(self):
        _ = self.env._
        return {
            "claim_promised": _("Just this amount was promised, or is said to be paid."),
            "claim_amount_all": _("The amount is all that is owed."),
            "claim_amount_unit": _("The amount is all that is owed for a unit."),
            "claim_amount_charge": _("The amount is that of one charge."),
            "claim_amount_alone": _(
                "Nothing but the amount speaks for it; debtors who owe just that: %(count)s."
            ),
            "claim_no_hint": _("Nothing says who paid."),
        }

    @api.model
    def _words_of_unclaimed_money(self):
        _ = self.env._
        return {
            "claim_court": _("A court paid."),
            "claim_agent": _("A payment firm hands on what others paid."),
            "claim_settlement": _(
                "%(count)s open payments from %(first)s to %(last)s add up to it and a fee of "
                "%(fee)s; no other days do."
            ),
            "claim_own_name": _("The payer is this company itself."),
            "claim_money_out": _("Money that went out."),
            "claim_batch": _("The remark names debit batch %(names)s."),
            "claim_batch_amount": _("The amount is what debit batch %(names)s collected."),
            "unidentified_receipt": _(
                "An unidentified bank line of %(day)s has an amount this debtor owes or promised; "
                "finance looks at it until %(until)s."
            ),
        }
