from odoo import models


class ArrearsReasonWording(models.AbstractModel):
    """Words for what is wrong with a script or a registered SMS."""

    _inherit = "arrears.reason.wording"

    def _words_of_wording(self):
        _ = self.env._
        return super()._words_of_wording() | {
            "wording_too_early": _(
                "“%(phrase)s” tells of the debt before it is known who is listening."
            ),
            "wording_service_names_debt": _(
                "“%(phrase)s”: a service talk has no word on what is due."
            ),
            "text_not_reviewed": _("Text %(detail)s waits for its review by a second person."),
            "vendor_phrase": _("“%(phrase)s” is refused by this SMS gateway."),
            "vendor_variables": _(
                "The variables are the parts of the text in their order: %(phrase)s."
            ),
            "vendor_signature": _(
                "“%(phrase)s”: a signature has two to twelve characters, without brackets or "
                "spaces."
            ),
            "vendor_number": _("“%(phrase)s” is not the number of an approved text."),
        }
