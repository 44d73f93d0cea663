from odoo import fields, models
from odoo.tools import SQL

from ...engine.debit_again import (
    SMNDA,
    Asked,
    Known,
    amendment,
    is_last,
    presented_again,
    sequence_type,
)
from . import account_vault

# The latest instruction of each mandate that the bank took: it is there, or was collected, perhaps
# taken back later. One that was refused taught the bank nothing.
HEARD = """
    SELECT DISTINCT ON (l.mandate_id) l.mandate_id, l.id
      FROM arrears_debit_line l
      JOIN arrears_debit_batch b ON b.id = l.batch_id
     WHERE l.mandate_id = ANY(%(mandates)s) AND l.company_id = ANY(%(companies)s)
       AND (l.state IN ('unknown', 'settled', 'partial', 'returned')
            OR l.state = 'sent' AND b.state IN ('handed_in', 'answered', 'closed'))
  ORDER BY l.mandate_id, l.collection_date DESC, l.id DESC
"""
# The latest answered instruction of each mandate, where it met a technical failure.
FAILED = """
    SELECT f.id
      FROM (SELECT DISTINCT ON (l.mandate_id) l.id, l.outcome
              FROM arrears_debit_line l
             WHERE l.mandate_id = ANY(%(mandates)s) AND l.company_id = ANY(%(companies)s)
               AND l.outcome IS NOT NULL AND l.batch_id != %(batch)s
          ORDER BY l.mandate_id, l.collection_date DESC, l.id DESC) f
     WHERE f.outcome = 'technical'
       AND NOT EXISTS (SELECT FROM arrears_debit_line again
                        WHERE again.retry_of_id = f.id AND again.state != 'withdrawn')
"""


class ArrearsDebitBatch(models.Model):
    """What an instruction owes to earlier ones of its mandate: its reference where it is the same
    once more, and what the bank has to hear of where the mandate changed."""

    _inherit = "arrears.debit.batch"

    # The same instruction again

    def _same_again(self, plans):
        """``{mandate: the failed instruction that goes once more}``."""
        mandates = self.env["arrears.mandate"].union(*plans)
        self.env.flush_all()
        failed = self._lines_found(FAILED, mandates, batch=self.id)
        return {
            line.mandate_id: line
            for line in failed
            if presented_again(
                Asked(self._minor(line.amount), self._number_of(line)),
                line.outcome,
                Asked(plans[line.mandate_id].amount, self._number_of(line.mandate_id)),
            )
        }

    def _lines_found(self, query, mandates, **more):
        rows = self.env.execute_query(
            SQL(query, mandates=mandates.ids, companies=self._companies().ids, **more)
        )
        return self.env["arrears.debit.line"].browse(row[-1] for row in rows)

    def _number_of(self, record):
        """The whole account of a mandate or an instruction, to compare it and nothing else."""
        cipher = record.sudo().account_cipher
        return account_vault.decrypt(self.env, cipher.encode()).decode() if cipher else ""

    # What the bank hears of the mandate

    def _prepare_lines(self, plans, ordered, units):
        """Extended: with what has changed since the bank last heard of each mandate."""
        changes = self._changes(self.env["arrears.mandate"].union(*ordered))
        rows = super()._prepare_lines(plans, ordered, units)
        return [
            {**row, **changes.get(mandate, {})} for mandate, row in zip(ordered, rows, strict=True)
        ]

    def _changes(self, mandates):
        """Values of instructions for schemes that name the creditor: their place in the life of
        the mandate, and the original of what has changed."""
        identifier = self.channel_id.creditor_identifier
        if not identifier:
            return {}
        creditor = {"creditor_identifier": identifier, "creditor_name": self.company_id.name}
        self.env.flush_all()
        heard = {line.mandate_id: line for line in self._lines_found(HEARD, mandates)}
        found = {}
        for mandate in mandates:
            former = heard.get(mandate)
            now = self._known(mandate, former, **creditor)
            known = former and self._known(former, mandate, **self._creditor_of(former))
            change = amendment(known or None, now)
            last = is_last(self.collection_date, mandate.cycle or "", mandate.date_to or None)
            found[mandate] = {
                **creditor,
                "sequence_type": sequence_type(bool(former), change, last),
                "amended_from_id": former.id if former and change else False,
                "original_agreement": change.agreement,
                "original_creditor_identifier": change.creditor_identifier,
                "original_creditor_name": change.creditor_name,
                "original_account": _where(change),
            }
        return found

    def _known(self, record, other, **creditor):
        """What a bank knows by this mandate or instruction. The account is opened only where its
        cipher differs from the other's: of the same cipher it is the same."""
        cipher = record.sudo().account_cipher or ""
        differs = other and cipher != other.sudo().account_cipher
        return Known(
            agreement=record.agreement_number or "",
            account=self._number_of(record) if differs else "same",
            bank=record.bank_code or "",
            **creditor,
        )

    def _creditor_of(self, line):
        return {
            "creditor_identifier": line.creditor_identifier or "",
            "creditor_name": line.creditor_name or "",
        }

    # At the seam

    def _seam_row(self, line, account_number):
        """Extended: what schemes that name the creditor ask for besides."""
        row = super()._seam_row(line, account_number)
        if not line.sequence_type:
            return row
        original = SMNDA if line.original_account == "bank" else ""
        if line.original_account == "account":
            original = self._number_of(line.amended_from_id)
        return {
            **row,
            "sequence_type": line.sequence_type,
            "original_agreement": line.original_agreement or "",
            "original_account": original,
            "original_creditor_identifier": line.original_creditor_identifier or "",
            "original_creditor_name": line.original_creditor_name or "",
        }


class ArrearsDebitLine(models.Model):
    """What an instruction says of its mandate, as it stood when the batch was made."""

    _inherit = "arrears.debit.line"

    retry_of_id = fields.Many2one(
        "arrears.debit.line", string="Presents again", readonly=True, index="btree_not_null",
        ondelete="restrict",
        help="The same instruction, which met a technical failure: same reference, same amount, "
        "same account.",
    )  # fmt: skip
    sequence_type = fields.Selection(
        [("FRST", "First"), ("RCUR", "Recurring"), ("FNAL", "Last")], string="Sequence",
        readonly=True,
    )  # fmt: skip
    creditor_identifier = fields.Char(string="Creditor identifier", readonly=True)
    creditor_name = fields.Char(string="Creditor", readonly=True)
    amended_from_id = fields.Many2one(
        "arrears.debit.line", string="Changed since", readonly=True, index="btree_not_null",
        ondelete="restrict",
        help="The last instruction of this mandate that the bank took; what differs from it is "
        "told as an amendment.",
    )  # fmt: skip
    original_agreement = fields.Char(string="Original mandate", readonly=True)
    original_creditor_identifier = fields.Char(string="Original creditor identifier", readonly=True)
    original_creditor_name = fields.Char(string="Original creditor", readonly=True)
    original_account = fields.Selection(
        [("account", "Another account at the same bank"), ("bank", "An account at another bank")],
        string="Changed account",
        readonly=True,
    )

    _reference_once = models.UniqueIndex(
        "(reference) WHERE retry_of_id IS NULL", "Another instruction has this reference."
    )
    _retry_once = models.UniqueIndex(
        "(retry_of_id) WHERE retry_of_id IS NOT NULL AND state != 'withdrawn'",
        "This instruction was presented again already.",
    )
    _by_reference = models.Index("(reference)")


def _where(change):
    """Whether the original account was at this bank or, as SEPA says, *same mandate, new debtor
    account*."""
    if not change.account:
        return False
    return "bank" if change.account == SMNDA else "account"
