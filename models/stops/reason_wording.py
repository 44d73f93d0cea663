from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of the stops of this room, and of what stands against an extension."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        return super()._words() | self._words_of_waiting() | self._words_of_extensions()

    @api.model
    def _words_of_waiting(self):
        _ = self.env._
        return {
            "ledger_too_old": _(
                "The newest movement of %(account)s in the books is of %(newest)s: whoever paid "
                "since then would be asked again. Enter the bank statement."
            ),
            "promise_ledger_old": _(
                "The bank statement is too old since %(since)s; the payment may be on it."
            ),
            "hold_grievance": _("A question or complaint of the debtor is not settled."),
            "hold_extension": _("More time to pay was agreed, until %(until)s."),
            "payment_found_unbooked": _(
                "The payment of %(day)s was found and is not allocated yet."
            ),
            "certificate_missing": _("The collector has no certificate."),
            "certificate_expired": _("The collector's certificate ended on %(on)s."),
            "no_marketing_consent": _("There is no consent to advertising."),
            "traced_amount": _("The amount agrees."),
            "traced_payer": _("The payer's name agrees."),
            "traced_day": _("The day agrees."),
        }

    @api.model
    def _words_of_extensions(self):
        _ = self.env._
        return {
            "extension_past": _("The agreed day must lie ahead."),
            "extension_too_long": _("An extension is at most %(days)s days long."),
            "extension_used_up": _(
                "This card had %(number)s extension or plan within twelve months, and the limit "
                "is %(limit)s. Owners in hardship apply for relief instead."
            ),
            "extension_no_consent": _(
                "Write down who agreed to the day, how and when: without the owner's agreement "
                "there is no extension."
            ),
        }

    @api.model
    def _words_of_stretches(self):
        """Extended with the extension."""
        return super()._words_of_stretches() | {"extension": self.env._("extension agreed")}
