from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of what stands against a step towards an owner who can't be reached."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        _ = self.env._
        return super()._words() | {
            "lost_step_done": _("This step is done."),
            "lost_step_early": _("Another step comes first: %(step)s."),
            "lost_no_result": _("Write down what came of it."),
            "lost_no_paper": _(
                "The proof is missing: the extract of the records, or the request as printed."
            ),
            "lost_letter_under_way": _(
                "Post a demand letter by registered post or courier from the card, and enter how "
                "it went."
            ),
            "lost_letter_says_otherwise": _(
                "The letter went otherwise: what came of it must agree with its result."
            ),
        }

    @api.model
    def _nouns(self):
        """Extended: the steps."""
        kinds = self.env["arrears.lost.contact.step"]._fields["kind"]
        return super()._nouns() | dict(kinds._description_selection(self.env))
