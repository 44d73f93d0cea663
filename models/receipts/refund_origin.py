from dataclasses import dataclass

from odoo import api, models

from ...engine import refund as engine
from ...engine.claim_hints import is_agent
from .refund_line import DEPOSIT_ACCOUNTS

# How often money may have moved from unit to unit, or met a bill, before its trail is given up.
DEEPEST = 8


@dataclass(frozen=True)
class Source:
    """Where money came from, with what it takes to send it back there.

    :param fingerprint: equal for equal accounts; of cash, the name of whoever brought it
    :param cipher: the account number as the vault encrypted it; its last four digits are shown
    :param holder: whose account it is, or who brought the money to the counter
    """

    method: str
    fingerprint: str = ""
    cipher: str = ""
    last4: str = ""
    holder: str = ""
    bank: str = ""
    text: str = ""

    def as_engine(self):
        """What the rules ask about it."""
        return engine.Origin(self.method, self.fingerprint or None)


class ArrearsRefundOrigin(models.AbstractModel):
    """Follows a credit back to where its money came from: a bank account, a debit, the till.

    Other ways of taking money add theirs by ``_source_of_entry``.
    """

    _name = "arrears.refund.origin"
    _description = "Where money came from"

    @api.model
    def _origins_of(self, items):
        """Where the money of credits came from, by journal item id.

        :param items: ``account.move.line`` records: receivable credits, or deposits held
        :return: ``{item id: Source}``
        """
        return {item.id: self._source_of_item(item.sudo(), DEEPEST) for item in items}

    @api.model
    def _source_of_item(self, item, depth):
        if not depth or not item:
            return self._unknown()
        if item.account_id.account_type in DEPOSIT_ACCOUNTS:
            return self._common(self._payments_of(item.move_id), depth)
        moved = self._moved_from(item)
        if moved:
            return self._source_of_item(moved, depth - 1)
        if item.move_id.move_type == "out_refund":
            # A credit note frees the money that had paid its bill.
            return self._common(self._payments_of(item.move_id.reversed_entry_id), depth)
        return self._source_of_entry(item.move_id, item) or self._unknown(
            self._payer_at_counter(item.move_id)
        )

    @api.model
    def _payments_of(self, document):
        """The credits that paid a document."""
        receivables = document.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        credits = receivables.matched_credit_ids.credit_move_id
        return credits.filtered(lambda credit: credit.move_id.move_type != "out_refund")

    @api.model
    def _common(self, items, depth):
        """The one source of several credits; unknown where they have several."""
        sources = [self._source_of_item(item, depth - 1) for item in items]
        if len({source.as_engine() for source in sources}) == 1:
            return sources[0]
        return self._unknown()

    @api.model
    def _moved_from(self, item):
        """The credit that a prepayment was moved from, or none."""
        transfers = self.env["arrears.prepayment.transfer"].sudo()
        return transfers.search([("move_id", "=", item.move_id.id)], limit=1).item_id

    @api.model
    def _source_of_entry(self, move, item):
        """Where the money of one entry came from. Hook: rooms that take money add theirs.

        :return: ``Source`` or None
        """
        if move.arrears_debit_batch_id:
            # The bank line of a batch comes from the collecting bank, not from the owner.
            return self._source_of_debit(move, item)
        return self._source_of_bank_line(move) or self._source_of_till(move)

    @api.model
    def _source_of_bank_line(self, move):
        """The payer's account of the bank line that an entry belongs to or was matched with.

        Lump sums of payment firms and of the collecting bank name an account that is not the
        payer's: they are left out.
        """
        partners = move.line_ids.matched_debit_ids.debit_move_id
        partners |= move.line_ids.matched_credit_ids.credit_move_id
        lines = move.statement_line_id | partners.move_id.statement_line_id
        with_payer = (lines.sudo() - self._lump_sums(lines)).filtered(
            lambda line: line.arrears_payer_hash and line.arrears_payer_cipher
        )
        if len(set(with_payer.mapped("arrears_payer_hash"))) != 1:
            return None
        line = with_payer[0]
        return self._bank_source(
            line.arrears_payer_hash,
            line.arrears_payer_cipher or "",
            line.arrears_payer_last4 or "",
            holder=line.partner_name or self._payer_at_counter(move),
        )

    @api.model
    def _lump_sums(self, lines):
        """Bank lines in which somebody hands on what others paid."""
        claims = self.env["arrears.claim"].sudo()
        confirmed = claims.search(
            [("statement_line_id", "in", lines.ids), ("state", "=", "confirmed")]
        )
        handed_on = confirmed.filtered(
            lambda claim: claim._clears_items() and not self._is_own_transfer(claim)
        )
        agents = lines.sudo().filtered(lambda line: is_agent(line.partner_name))
        return handed_on.statement_line_id | agents

    @api.model
    def _is_own_transfer(self, claim):
        """Whether a bank line clears one transfer that its payer had shown at the counter."""
        receipt = claim.item_ids.move_id.arrears_receipt_id
        return len(claim.item_ids) == 1 and receipt.method_id.way == "transfer"

    @api.model
    def _source_of_debit(self, move, item):
        """The account that a direct debit collected from; the item is named by its reference."""
        debit = (
            self.env["arrears.debit.line"]
            .sudo()
            .search(
                [("batch_id", "=", move.arrears_debit_batch_id.id), ("reference", "=", item.name)]
            )
        )
        if not debit.account_cipher:
            return None
        # The instruction keeps a snapshot without a hash; equal accounts have one mandate.
        return self._bank_source(
            debit.mandate_id.account_hash or debit.reference,
            debit.account_cipher,
            debit.account_last4 or "",
            holder=debit.holder_name or "",
            bank=debit.bank_name or "",
        )

    @api.model
    def _source_of_till(self, move):
        if move.journal_id.type != "cash":
            return None
        payer = self._payer_at_counter(move)
        return Source(engine.CASH, payer, holder=payer, text=self.env._("Cash"))

    @api.model
    def _payer_at_counter(self, move):
        """Who brought the money, as the counter's receipt says: a refund goes to the payer."""
        return move.arrears_receipt_id.payer_name or ""

    @api.model
    def _bank_source(self, fingerprint, cipher, last4, holder="", bank=""):
        text = self.env._("Account …%(last4)s", last4=last4)
        return Source(engine.BANK, fingerprint, cipher, last4, holder, bank, text)

    @api.model
    def _unknown(self, payer=""):
        return Source(engine.UNKNOWN, holder=payer, text=self.env._("Not known"))
