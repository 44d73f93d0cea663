from collections import defaultdict
from dataclasses import dataclass, field

from odoo import Command, models
from odoo.tools import SQL, format_date

from ...engine.money import amount as money
from ...engine.money import minor_units


@dataclass(slots=True)
class Posting:
    """What one journal entry will say; amounts in minor units."""

    credits: list = field(default_factory=list)
    by_charge: dict = field(default_factory=dict)
    excess: dict = field(default_factory=dict)


class ArrearsDebitBatch(models.Model):
    """From collected money to a journal entry and its reconciliation, for many instructions."""

    _name = "arrears.debit.batch"
    _inherit = ["arrears.debit.batch", "arrears.money.in"]

    def _shares(self, line_ids):
        """What each instruction collects, and the receivable each charge sits in today.

        :return: ``{line id: [row]}``, in the order of the splits, which are the rows' keys
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT s.id AS key, s.line_id, s.amount, s.due_date, c.id AS charge_id,
                       c.kind, c.unit_id, c.period_from, c.period_to, c.line_id AS receivable_id
                  FROM arrears_debit_split s
                  JOIN arrears_charge c ON c.id = s.charge_id
                 WHERE s.company_id = ANY(%(companies)s) AND s.line_id = ANY(%(lines)s)
              ORDER BY s.id
                """,
                companies=self._companies().ids,
                lines=list(line_ids),
            )
        )
        digits = self.currency_id.decimal_places
        found = defaultdict(list)
        for row in rows:
            found[row["line_id"]].append({**row, "amount": minor_units(row["amount"], digits)})
        return found

    def _plan_posting(self, company, settled, shares, residuals, receivables):
        """Apply what was collected for each instruction, in order.

        :param settled: ``{debit line: minor units}``
        :return: a ``Posting``
        """
        posting = Posting()
        for line, collected in settled.items():
            rows = shares.get(line.id, [])
            applied = self._apply_rows(company, collected, rows, residuals)
            posting.by_charge.update(applied.by_charge)
            posting.credits += self._credits(
                company, rows, applied, residuals, receivables, line.reference
            )
            if applied.excess:
                posting.excess[line] = applied.excess
                posting.credits.append(
                    self._excess_credit(company, line, rows, applied.excess, receivables)
                )
        return posting

    def _excess_credit(self, company, line, rows, excess, receivables):
        """A credit of the debtor that pays nothing yet, beside the receivables it came for."""
        items = {item.id: item for item in receivables}
        beside = next(
            (items[row["receivable_id"]] for row in rows if row["receivable_id"] in items), None
        )
        account = beside.account_id if beside else None
        return self._advance(company, line.debtor_id, excess, line.reference, account=account)

    def _book(self, posting, company, value_date):
        """Post one entry for a posting: the channel's clearing account against receivables.

        Each bill gets a note of what reached it, all of them at once. Odoo's own note, of its
        payment state alone, would ask seven questions a bill.
        """
        self.env.flush_all()
        quiet = self.with_context(mail_notrack=True)
        move = quiet._post_entry(posting, company, value_date)
        quiet.env.flush_all()
        self._note_on_bills(posting, value_date)
        return move.with_env(self.env)

    def _post_entry(self, posting, company, value_date):
        total = sum(part for __, part, __ in posting.credits)
        clearing = {
            **self._prepare_item(company, self.channel_id.clearing_account_id, total),
            "name": self.name,
        }
        return self._book_money(
            company,
            self.channel_id.journal_id,
            value_date,
            [clearing],
            posting.credits,
            {"ref": self.name, "arrears_debit_batch_id": self.id},
        )

    def _note_on_bills(self, posting, value_date):
        """Write on each bill how much of it this batch collected."""
        digits, parts = self.currency_id.decimal_places, defaultdict(int)
        items = {receivable_id for receivable_id, __, __ in posting.credits if receivable_id}
        bills = {item.id: item.move_id for item in self.env["account.move.line"].browse(items)}
        for receivable_id, part, __ in posting.credits:
            if receivable_id:
                parts[bills[receivable_id]] += part
        self.env["account.move"].union(*parts)._message_log_batch(
            {
                bill.id: self.env._(
                    "%(amount)s came by direct debit, batch %(batch)s, value date %(day)s.",
                    amount=self.currency_id.format(money(part, digits)),
                    batch=self.name,
                    day=format_date(self.env, value_date),
                )
                for bill, part in parts.items()
            }
        )

    def _schedule_refunds(self, excess, move):
        """A proposed refund and a task for each amount that nothing was left to pay for.

        :param excess: ``{debit line: minor units}``
        :param move: the entry that booked it
        """
        for line, part in excess.items():
            refund = self._propose_refund(line, move)
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%(reference)s: %(amount)s too much; refund it or keep it as a prepayment",
                    reference=line.reference,
                    amount=self.currency_id.format(money(part, self.currency_id.decimal_places)),
                ),
                note=refund.name,
                user_id=(self.handed_in_by_id or self.create_uid).id,
            )

    def _propose_refund(self, line, move):
        """A draft refund of what was taken twice; whoever may ask for refunds decides on it."""
        items = move.line_ids.filtered(
            lambda item: (
                item.name == line.reference
                and item.credit
                and not item.reconciled
                and item.account_id.account_type == "asset_receivable"
                and not item.account_id.non_trade
            )
        )
        refunds = self.env["arrears.refund"].with_company(move.company_id)
        if not items:
            return refunds
        return refunds.create(
            {
                "debtor_id": line.debtor_id.commercial_partner_id.id,
                "company_id": move.company_id.id,
                "reason_code": "overpaid",
                "explanation": self.env._(
                    "Debit %(reference)s of batch %(batch)s collected what was paid already.",
                    reference=line.reference,
                    batch=self.name,
                ),
                "line_ids": [Command.create({"item_id": item.id}) for item in items],
            }
        )
