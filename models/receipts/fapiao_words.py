from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of fapiao: pauses of cards, and why a number or a row is refused."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        return super()._words() | self._words_of_fapiao() | self._words_of_fapiao_rows()

    @api.model
    def _words_of_fapiao(self):
        _ = self.env._
        return {
            "hold_fapiao": _(
                "The debtor waits for a fapiao; goes on after %(until)s at the latest."
            ),
            "fapiao_number_missing": _("The fapiao number is missing: enter its 20 digits."),
            "fapiao_number_not_digits": _(
                "“%(number)s” is no fapiao number: it has digits alone. A spreadsheet that shows "
                "it with E+ has lost digits; format the column as text and type it again."
            ),
            "fapiao_number_length": _(
                "%(number)s has %(digits)s digits. A digital fapiao has 20; one of the earlier "
                "systems has a code and 8."
            ),
            "fapiao_code_length": _("The fapiao code has 10 or 12 digits: “%(code)s” has not."),
            "fapiao_old_number_length": _(
                "%(number)s has %(digits)s digits. Beside a fapiao code the number has 8; a "
                "digital fapiao has no code."
            ),
            "fapiao_tax_number": _(
                "“%(number)s” is no tax number: it has 15 to 20 capital letters and digits."
            ),
            "fapiao_date_missing": _("The date of the fapiao is missing."),
            "fapiao_date_future": _("%(day)s lies ahead: correct the date of the fapiao."),
            "fapiao_red_before_blue": _("A red letter is not older than the fapiao it answers to."),
        }  # fmt: skip

    @api.model
    def _words_of_fapiao_rows(self):
        _ = self.env._
        return {
            "fapiao_already": _("Recorded already; nothing changes."),
            "fapiao_key_missing": _("Our key is missing: copy it from the list that went out."),
            "fapiao_key_unknown": _(
                "No request of this company has this key: copy it from the list that went out."
            ),
            "fapiao_other_number": _("It was recorded with another number: %(number)s."),
            "fapiao_withdrawn": _(
                "The request was withdrawn. If the fapiao was issued all the same, ask for it "
                "anew and record its number."
            ),
            "fapiao_number_as_number": _(
                "The number was kept as a number, which has 15 exact digits: its end is lost. "
                "Format the column as text and type it again."
            ),
            "fapiao_number_taken": _("%(number)s is the number of %(other)s already."),
            "fapiao_number_twice": _("%(number)s stands in row %(row)s already, for another key."),
            "fapiao_rows_differ": _("Row %(row)s of the same key says something else."),
            "fapiao_date_unreadable": _(
                "“%(text)s” is no date that can be read: write 2026-11-30."
            ),
            "fapiao_amount_unreadable": _("“%(text)s” is no amount."),
            "fapiao_amount_differs": _(
                "The amount is not that of the request. Was the right fapiao entered in this row?"
            ),
            "fapiao_bill_cancelled": _(
                "The bill was cancelled since the list went out. If the fapiao was issued all the "
                "same, record it on its form: a red letter is asked for then."
            ),
            "fapiao_bill_changed": _(
                "Less is billed now than on the list that went out. If the fapiao was issued all "
                "the same, record it on its form: a red letter is asked for then."
            ),
            "fapiao_nothing_entered": _("Nothing is entered yet: the row waits."),
        }  # fmt: skip
