import base64

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.claim_hints import read_remark, squeezed
from ...engine.debit_silence import PROVED, Sent, proved_by
from ...engine.debit_waits import AT_THE_BANK
from ...engine.money import minor_units

PROFILE = "statement"

# Instructions of batches that nothing was heard of, in no accepted file either.
UNHEARD = """
    SELECT l.batch_id, l.reference, l.amount, l.part, COALESCE(l.sequence_type, '') AS kind
      FROM arrears_debit_line l
      JOIN arrears_debit_batch b ON b.id = l.batch_id
     WHERE l.batch_id = ANY(%(batches)s) AND l.company_id = ANY(%(companies)s) AND l.state = 'sent'
       AND NOT EXISTS (SELECT FROM arrears_bank_file_row r
                         JOIN arrears_bank_file f ON f.id = r.file_id AND f.state = 'sealed'
                        WHERE r.line_id = l.id AND r.amount_settled >= 0)
  ORDER BY b.collection_date, b.id, l.sequence
"""


class ArrearsClaim(models.Model):
    """A lump sum on the statement as the bank's answer: where a bank lists failures alone, the
    money proves that the rest was collected, and nobody has to key it in."""

    _inherit = "arrears.claim"

    def _propose_kinds(self):
        """Extended: first of all what the money proves, so that its posting is there to match."""
        money_in = self.filtered(lambda one: one.amount > 0 and one.state == "proposed")
        for (company, journal), claims in money_in.grouped(
            lambda claim: (claim.company_id, claim.journal_id)
        ).items():
            unheard = claims._unheard_of(company, journal)
            for claim in claims if unheard else ():
                claim._take_as_proof(unheard)
        return super()._propose_kinds()

    def _take_as_proof(self, unheard):
        """Answer the batch that this sum names, where it is just what the bank has not refused.

        :param unheard: what ``_unheard_of`` says; what is proved now is taken out of it
        """
        names = {squeezed(one) for one in read_remark(self.remark).references}
        for batch, sent in unheard.items() if names else ():
            proved = proved_by(squeezed(batch.name), sent, self._minor(self.amount), names)
            if proved:
                batch._answer_by_statement(self.statement_line_id, proved)
                unheard[batch] = [one for one in sent if one not in proved]
                # Looked at again once the answer is booked: then there is something to clear.
                self._record_effect({"proposed_on": False})
                return

    @api.model
    def _unheard_of(self, company, journal):
        """What the batches at the bank of this account still wait for, whose answers list
        failures alone: ``{batch: [engine.debit_silence.Sent]}``."""
        batches = self.env["arrears.debit.batch"].sudo()
        found = batches.search(
            [
                ("channel_id.silence", "=", PROVED),
                ("channel_id.journal_id", "=", journal.id),
                ("company_id", "=", company.id),
                ("state", "in", AT_THE_BANK),
            ],
            order="collection_date, id",
        )
        return found._unheard()


class ArrearsDebitBatch(models.Model):
    """An answer that the bank gave by paying."""

    _inherit = "arrears.debit.batch"

    def _unheard(self):
        """Instructions that still wait for a word of the bank, as the engine sees them.

        :return: ``{batch: [Sent]}``, without batches of which all is known
        """
        found = {}
        if not self:
            return found
        self.env.flush_all()
        companies = self.env["res.company"].union(*(batch._companies() for batch in self))
        rows = self.env.execute_query(SQL(UNHEARD, batches=self.ids, companies=companies.ids))
        for batch_id, reference, amount, part, kind in rows:
            batch = self.browse(batch_id)
            minor = minor_units(amount, batch.currency_id.decimal_places)
            found.setdefault(batch, []).append(Sent(reference, minor, part, kind))
        return found

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
