from datetime import date

from odoo import models
from odoo.exceptions import UserError

from ...engine.debit_rules import check_answer
from ...engine.debit_silence import WAITING, Successes, check_successes, silent_rows
from ...engine.money import decimal_amount
from ...engine.reason import Reason


class ArrearsBankFile(models.Model):
    """Answers that name failures alone: what they are silent about was collected.

    They are believed only with the number and total of the successes; an answer that was cut
    short would otherwise read like success.
    """

    _inherit = "arrears.bank.file"

    def _said_of_successes(self, count, total, value_date, part=0):
        """What an answer says of the successes it does not list, or None.

        :raises UserError: only one of count and total is said, or they are no whole numbers
        """
        if count is None and total is None:
            return None
        try:
            day = date.fromisoformat(value_date) if value_date else None
            return Successes(self._whole(count), self._whole(total), day, part)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "Count and total of the successes of %(name)s are whole numbers, and their "
                    "day is a date.",
                    name=self.name,
                )
            ) from error

    def _judge_with_silence(self, offered, rows, totals, window, said):
        """Believe an answer with what it does not name, or give the first reason not to."""
        if said is None:
            return Reason("debit_silence_unsaid")
        if said.value_date is None:
            said = Successes(said.count, said.total, self.batch_id.collection_date, said.part)
        trouble = check_answer(offered, rows, totals, window, whole=False)
        if trouble:
            return trouble
        waits = self.channel_id.silence == WAITING
        silent = [] if waits else silent_rows(offered, rows, said)
        trouble = check_successes([*rows, *silent], said)
        if trouble:
            return trouble
        if silent and not window.holds(said.value_date):
            arguments = {"first": window.first.isoformat(), "last": window.last.isoformat()}
            return Reason("debit_success_day", {**arguments, "date": said.value_date.isoformat()})
        self._add_silent(silent)
        return None

    def _add_silent(self, rows):
        """Store what the bank did not list, so that all that is booked can be read."""
        digits = self.currency_id.decimal_places
        words = self.env._("Not listed: collected")
        self._insert_rows(
            [
                {
                    "line_number": row.line,
                    "reference": row.reference,
                    "outcome": row.outcome,
                    "amount_offered": str(decimal_amount(row.offered, digits)),
                    "amount_settled": str(decimal_amount(row.settled, digits)),
                    "value_date": row.value_date.isoformat(),
                    "answer_code": "",
                    "answer_text": words,
                    "raw": "",
                }
                for row in rows
            ]
        )
        self.row_count += len(rows)
        added = self._money(sum(row.settled for row in rows))
        self.total_offered += added
        self.total_settled += added
