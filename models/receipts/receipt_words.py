from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of the counter: why a receipt is refused, and what became of a line."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the codes of ``engine.receipt`` and of the confirmation."""
        return super()._words() | self._words_of_receipts()

    @api.model
    def _words_of_receipts(self):
        _ = self.env._
        return {
            "receipt_nothing_received": _("Nothing was received: enter the amount."),
            "receipt_below_zero": _("An amount below zero cannot be paid: %(charge)s."),
            "receipt_above_open": _("More than is owed was put on %(charge)s: lower it to what is "
                                    "open; the rest can be a prepayment."),
            "receipt_above_received": _("More was spread over charges than was received: lower the "
                                        "amounts of some charges, or correct the amount received."),
            "receipt_rest_unnamed": _("Something is left over: name the unit and the kind that it "
                                      "is paid for in advance, and whose it is."),
            "receipt_no_method": _("Choose the method of payment."),
            "receipt_other_method": _("“%(method)s” is not for these estates: choose another "
                                      "method of payment."),
            "receipt_in_future": _("%(date)s is in the future: money that has not come cannot be "
                                   "received."),
            "receipt_backdated": _("Only an accountant receives money with an earlier value date: "
                                   "leave it empty."),
            "receipt_charge_gone": _("%(charge)s is no longer there, since its bill was changed: "
                                     "press “Show charges again”."),
            "receipt_foreign": _("%(charge)s is in another currency: register its payment on the "
                                 "invoice in Odoo, and choose nothing for it here."),
            "receipt_paid_already": _("%(charge)s can take %(amount)s no more (it was paid "
                                      "meanwhile, or is in another currency): the money is kept "
                                      "as a prepayment."),
            "receipt_debit_in_flight": _("%(charge)s is on its way to the bank by direct debit: "
                                         "%(amount)s is kept as a prepayment."),
        }  # fmt: skip
