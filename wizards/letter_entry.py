from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.letter_results import ResultRow
from ..engine.reason import Reason, as_json
from ..models.letters.letter import METHODS, RELATIONS

RESULTS = [
    ("posted", "Posted"),
    ("delivered", "Delivered"),
    ("returned", "Came back: address not good"),
    ("refused", "Came back: not accepted"),
    ("unclaimed", "Came back: not collected"),
]


class ArrearsLetterEntry(models.TransientModel):
    """Says how one letter, or several alike, left or arrived."""

    _name = "arrears.letter.entry"
    _description = "How letters went"

    letter_ids = fields.Many2many("arrears.letter", string="Letters", required=True)
    letter_count = fields.Integer(string="Number of letters", compute="_compute_letter_count")
    result = fields.Selection(RESULTS, required=True, default="posted")
    day = fields.Date(
        string="Date", required=True, default=lambda self: self.env.company._arrears_today()
    )
    method = fields.Selection(METHODS, string="Delivery method", default="courier")
    tracking = fields.Char(string="Tracking number")
    currency_id = fields.Many2one(related="letter_ids.currency_id")
    postage = fields.Monetary(
        string="Postage of each letter", help="Empty: as the costs of contacts say."
    )
    signer = fields.Char(string="Signed for by")
    relation = fields.Selection(
        RELATIONS,
        string="Signed as",
        help="A sealed letter may be handed to the debtor, an adult who lives with him, or a "
        "person with authority. Nobody else may take it, and nothing is said about the debt.",
    )
    photo = fields.Binary(string="Photo of the sealed letter", attachment=False)
    photo_name = fields.Char()
    photo_unreadable = fields.Boolean(string="No amount or name of a debt can be read on the photo")
    breach = fields.Boolean(
        string="It was posted all the same",
        help="Record it as a breach of the rules. Managers see it.",
    )

    @api.depends("letter_ids")
    def _compute_letter_count(self):
        for entry in self:
            entry.letter_count = len(entry.letter_ids)

    def action_book(self):
        """Book what is said of the letters; those that may no longer be posted are refused.

        :raises UserError: something is missing or does not fit; nothing is booked then
        """
        self.ensure_one()
        letters = self.letter_ids._of_worker()
        if not letters:
            raise UserError(self.env._("Choose letters first."))
        row = self._row()
        self._check(letters, row)
        refused = letters.browse()
        for letter in letters:
            against = letter._reasons_against_posting(row.day) if row.result == "posted" else []
            if against and not self.breach:
                letter._refuse(against)
                refused |= letter
                continue
            letter._book_result(row, against, **self._posting_values(row))
        return letters._say_not_to_post(refused)

    def _row(self):
        return ResultRow(
            row=1,
            result=self.result,
            day=self.day,
            method=self.method if self.result == "posted" else None,
            tracking=(self.tracking or "").strip(),
            signer=(self.signer or "").strip(),
            relation=self.relation if self.result == "delivered" else None,
        )

    def _check(self, letters, row):
        if row.tracking and len(letters) > 1:
            raise UserError(
                self.env._("A tracking number belongs to one letter. Use the list for several.")
            )
        faults = {letter: letters._result_faults(letter, row) for letter in letters}
        photo = self.photo and self.photo_unreadable
        if row.result == "posted" and row.method == "letter_box" and not photo:
            faults[letters[0]].append(Reason("letter_no_photo"))
        wording = self.env["arrears.reason.wording"]
        lines = [
            f"{letter.display_name}: {wording._word(as_json(reasons))}"
            for letter, reasons in faults.items()
            if reasons
        ]
        if lines:
            raise UserError("\n".join(lines))
        if self.postage < 0:
            raise UserError(self.env._("Postage is not negative: correct it."))

    def _posting_values(self, row):
        if row.result != "posted":
            return {}
        values = {"postage": self.postage}
        if row.method == "letter_box":
            values |= {"photo": self.photo, "photo_name": self.photo_name}
        return values
