from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of payment codes: why a text is refused as one."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the faults of payment codes."""
        return super()._words() | self._words_of_payment_codes()

    @api.model
    def _words_of_payment_codes(self):
        _ = self.env._
        return {
            "payment_link_too_long": _(
                "It is longer than %(most)s signs, too fine to be read from paper: ask the "
                "operator for a shorter code."
            ),
            "payment_link_signs": _(
                "It has blanks, quotation marks or letters that an address can't have: scan the "
                "operator's code again and copy its text as it is."
            ),
            "payment_link_part": _(
                "Of words in braces only %(part)s is known, the number of the bill or letter."
            ),
            "payment_link_scheme": _(
                "It must begin with https://, weixin://wxpay or alipays://platformapi. Other "
                "codes, such as those of a private person, may lead the money elsewhere: ask the "
                "operator for the merchant's code of the firm."
            ),
            "payment_link_app": _(
                "A merchant's code of this app begins with %(start)s: copy the text of the code "
                "that the operator gave the firm."
            ),
            "payment_link_host": _(
                "The address needs a host by name, without user, password or a port of its own: "
                "write it as https://pay.example.com/…"
            ),
            "payment_link_amount": _(
                "It carries an amount (%(name)s). A paper outlives its amount: take it out, the "
                "payer sees what is open and enters it."
            ),
            "payment_link_person": _(
                "It carries something about a person (%(name)s), and anybody may scan the paper: "
                "take it out and use {reference}."
            ),
        }
