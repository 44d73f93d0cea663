import base64

from odoo import fields, models
from odoo.tools import SQL

from ...engine.claim_hints import read_remark, squeezed
from ...engine.debit_silence import PROVED, Sent, proved_by
from ...engine.money import minor_units

PROFILE = "statement"
# Batches whose money may come in.
AT_THE_BANK = ("exported", "handed_in", "answered")

# Instructions of a batch that nothing was heard of, in no accepted file either.
UNHEARD = """
    SELECT l.reference, l.amount, l.part, COALESCE(l.sequence_type, '') AS kind
      FROM arrears_debit_line l
     WHERE l.batch_id = %(batch)s AND l.company_id = ANY(%(companies)s) AND l.state = 'sent'
       AND NOT EXISTS (SELECT FROM arrears_bank_file_row r
                         JOIN arrears_bank_file f ON f.id = r.file_id AND f.state = 'sealed'
                        WHERE r.line_id = l.id AND r.amount_settled >= 0)
  ORDER BY l.sequence
"""


class ArrearsClaim(models.Model):
    """A lump sum on the statement as the bank's answer: where a bank lists failures alone, the
    money proves that the rest was collected, and nobody has to key it in."""

    _inherit = "arrears.claim"

    def _propose_kinds(self):
        """Extended: first of all what the money proves, so that its posting is there to match."""
        for claim in self.filtered(lambda one: one.amount > 0 and one.state == "proposed"):
            claim._take_as_proof()
        return super()._propose_kinds()

    def _take_as_proof(self):
        """Answer the batch that this sum names, where it is just what the bank has not refused."""
        names = {squeezed(one) for one in read_remark(self.remark).references}
        for batch in self._unproved_batches() if names else ():
            sent = batch._unheard()
            proved = proved_by(squeezed(batch.name), sent, self._minor(self.amount), names)
            if proved:
                batch._answer_by_statement(self.statement_line_id, proved)
                # Looked at again once the answer is booked: then there is something to clear.
                self._record_effect({"proposed_on": False})
                return

    def _unproved_batches(self):
        """Batches at the bank of this account whose answers list failures alone."""
        batches = self.env["arrears.debit.batch"].sudo()
        return batches.search(
            [
                ("channel_id.silence", "=", PROVED),
                ("channel_id.journal_id", "=", self.journal_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", AT_THE_BANK),
            ],
            order="collection_date, id",
        )


class ArrearsDebitBatch(models.Model):
    """An answer that the bank gave by paying."""

    _inherit = "arrears.debit.batch"

    def _unheard(self):
        """Instructions that still wait for a word of the bank, as the engine sees them."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(UNHEARD, batch=self.id, companies=self._companies().ids))
        digits = self.currency_id.decimal_places
        return [
            Sent(reference, minor_units(amount, digits), part, kind)
            for reference, amount, part, kind in rows
        ]

    def _answer_by_statement(self, line, proved):
        """Keep what a bank line proves as a file of the bank, judged and booked like any other.

        The same bank line is the same file, so nothing is answered twice.

        :param proved: ``engine.debit_silence.Sent`` of each instruction that was collected
        """
        day = fields.Date.to_string(line.arrears_value_date or line.date)
        rows = [
            {
                "line": number,
                "reference": one.reference,
                "outcome": "success",
                "offered": one.amount,
                "settled": one.amount,
                "value_date": day,
                "code": "",
                "text": self.env._("Paid on the statement"),
                "raw": "",
            }
            for number, one in enumerate(proved, start=1)
        ]
        total = sum(one.amount for one in proved)
        # No text in words: the same bank line gives the same bytes in every language.
        told = [
            f"statement {line.id}|{self.name}|{day}|{total}",
            *(one.reference for one in proved),
        ]
        content = base64.b64encode("\n".join(told).encode()).decode()
        files = self.env["arrears.bank.file"].with_company(self.company_id)
        name = f"{self.name}-{line.id}.statement.txt"
        file = files._receive(self.channel_id, name, content, profile=PROFILE)
        if file.state in ("received", "staged"):
            file._stage(rows)
            file._seal(len(rows), total, total, self.name)
        return file
