import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.letter_results import read_results
from ..engine.reason import Reason, as_json
from ..models.golive.workbook import worksheets
from ..models.letters.letter import METHODS

# So many faults are named at once; a list with more has one cause.
MOST_FAULTS = 30


class ArrearsLetterResults(models.TransientModel):
    """Takes a list of letter numbers with tracking numbers and results, as a file or pasted.

    All of it is booked or nothing: each row that does not fit is named with its cause.
    """

    _name = "arrears.letter.results"
    _description = "List of results of letters"

    pasted = fields.Text(
        string="Pasted rows",
        help="Copy the cells in the spreadsheet, headings among them, and paste them here.",
    )
    content = fields.Binary(string="File", attachment=False)
    file_name = fields.Char()
    method = fields.Selection(
        METHODS,
        string="Delivery method",
        default="courier",
        help="Of posted letters, where the list has no column of its own for it.",
    )

    def action_book(self):
        """Read the list and book all of it.

        :raises UserError: a row or the list cannot be booked; each is named, and nothing is
        """
        self.ensure_one()
        rows, faults = read_results(self._cells())
        if faults:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(faults)))
        letters = self._letters(rows)
        for row in rows:
            letter = letters.get(row.number)
            if row.result == "posted" and not row.method:
                row.method = self.method
            if letter and not row.faults:
                row.faults += self._faults_of(letter, row)
            elif not letter and row.number:
                row.faults.append(Reason("letters_not_found", {"number": row.number}))
        self._refuse_faulty(rows)
        for row in sorted(rows, key=lambda row: (row.day, row.result != "posted")):
            letters[row.number]._book_result(row)
        return {"type": "ir.actions.act_window_close"}

    def _cells(self):
        if not self.content:
            if not (self.pasted or "").strip():
                raise UserError(self.env._("Paste the rows, or choose a file."))
            return worksheets(self.env, self.pasted.encode())[0][1]
        try:
            content = base64.b64decode(self.content, validate=True)
        except (ValueError, binascii.Error) as error:
            raise UserError(
                self.env._("The file did not arrive whole: upload it again.")
            ) from error
        sheets = worksheets(self.env, content)
        return max((rows for _name, rows in sheets), key=len, default=[])

    def _letters(self, rows):
        """Number → letter, of those that the user may read and works: one query."""
        found = self.env["arrears.letter"].search(
            [("name", "in", [row.number for row in rows if row.number])]
        )
        return {letter.name: letter for letter in found._of_worker()} if found else {}

    def _faults_of(self, letter, row):
        faults = letter._result_faults(letter, row)
        if faults or row.result != "posted":
            return faults
        if row.method == "letter_box":
            return [Reason("letter_no_photo")]
        return letter._reasons_against_posting(row.day)

    def _refuse_faulty(self, rows):
        faulty = [row for row in rows if row.faults]
        if not faulty:
            return
        wording = self.env["arrears.reason.wording"]
        lines = [
            self.env._(
                "Row %(row)s (%(letter)s): %(why)s",
                row=row.row,
                letter=row.number or "–",
                why=wording._word(as_json(row.faults)).replace("\n", " "),
            )
            for row in faulty[:MOST_FAULTS]
        ]
        if len(faulty) > MOST_FAULTS:
            more = len(faulty) - MOST_FAULTS
            lines.append(self.env._("… and %(number)s more rows.", number=more))
        raise UserError(
            self.env._("Nothing was booked. Correct these rows:\n%(rows)s", rows="\n".join(lines))
        )
