from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

REVIEW = ("review_state", "author_id", "reviewer_id", "reviewed_on")


class ArrearsReviewedText(models.AbstractModel):
    """A text that is used only after somebody else than its author has read it.

    Whatever changes its words, in any language and by whatever way, makes it wait again.
    """

    _name = "arrears.reviewed.text"
    _description = "Text that a second person reviews"

    review_state = fields.Selection(
        [("draft", "Waits for review"), ("reviewed", "Reviewed")],
        string="Review",
        required=True,
        readonly=True,
        default=lambda self: "reviewed" if self.env.su else "draft",
        copy=False,
        help="A text is used only after a second manager has read it.",
    )
    author_id = fields.Many2one(
        "res.users",
        string="Written by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    reviewer_id = fields.Many2one("res.users", string="Reviewed by", readonly=True, copy=False)
    reviewed_on = fields.Date(string="Reviewed on", readonly=True, copy=False)

    def _reviewed_words(self):
        """Hook: names of the fields whose change asks for a new review."""
        return set()

    def _check_wording(self):
        """Hook: refuse what may not be said, in each installed language."""

    @api.model_create_multi
    def create(self, vals_list):
        """A new text waits for its review; only what an addon brings as data comes reviewed."""
        if self.env.su:
            return super().create(vals_list)
        for values in vals_list:
            self._refuse_review(values)
        # Said outright, or a default from the caller's context would fill them.
        start = {"review_state": "draft", "author_id": self.env.uid, "reviewer_id": False,
                 "reviewed_on": False}  # fmt: skip
        return super().create([values | start for values in vals_list])

    def write(self, vals):
        """Changed words wait for a new review, and their author is whoever changed them."""
        self._refuse_review(vals)
        if self.env.su:
            return super().write(vals)
        changed = self.filtered(
            lambda text: any(text[name] != vals[name] for name in self._reviewed_words() & {*vals})
        )
        result = super().write(vals)
        changed._wait_for_review()
        return result

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Extended: the window of translations writes past ``write`` and past constraints."""
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        if field_name in self._reviewed_words():
            self._check_wording()
            if not self.env.su:
                self._wait_for_review()
        return result

    def _refuse_review(self, vals):
        if not self.env.su and not set(REVIEW).isdisjoint(vals):
            raise AccessError(self.env._("A text is reviewed with its button, by a second person."))

    def _wait_for_review(self):
        self.sudo().write(
            {
                "review_state": "draft",
                "author_id": self.env.uid,
                "reviewer_id": False,
                "reviewed_on": False,
            }
        )

    def action_review(self):
        """Release texts for use: by a manager who did not write them.

        :raises UserError: naming the text that the reader wrote himself
        """
        self.check_access("write")
        own = self.filtered(lambda text: text.author_id == self.env.user)
        if own:
            raise UserError(
                self.env._(
                    "You wrote %(text)s yourself: somebody else reviews it.",
                    text=own[0].display_name,
                )
            )
        self._check_wording()
        self.filtered(lambda text: text.review_state == "draft").sudo().write(
            {
                "review_state": "reviewed",
                "reviewer_id": self.env.uid,
                "reviewed_on": self.env.company._arrears_today(),
            }
        )
        return True
