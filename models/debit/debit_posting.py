from collections import defaultdict
from dataclasses import dataclass, field

from odoo import Command, models
from odoo.tools import SQL

from ...engine.allocation import ChargeBalance
from ...engine.debit_rules import Share, apply_settlement
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

    _inherit = "arrears.debit.batch"

    def _shares(self, line_ids):
        """What each instruction collects, and the receivable each charge sits in today.

        :return: ``{line id: [row]}``, in the order of the splits
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT s.id AS split_id, s.line_id, s.amount, s.due_date, c.id AS charge_id,
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
        found = defaultdict(list)
        for row in rows:
            found[row["line_id"]].append(row)
        return found

    def _residuals(self, receivables, company):
        """What each receivable can still take, in minor units, read after it was locked.

        A receivable that is no longer posted, in another currency, or of another company takes
        nothing: what was collected for it is then kept as the debtor's credit.
        """
        receivables.invalidate_recordset(["amount_residual", "parent_state", "reconciled"])
        digits = company.currency_id.decimal_places
        return {
            line.id: max(minor_units(line.amount_residual, digits), 0)
            for line in receivables
            if line.parent_state == "posted"
            and line.company_id == company
            and line.currency_id == company.currency_id
            and line.account_id.account_type == "asset_receivable"
        }

    def _plan_posting(self, settled, shares, residuals, receivables):
        """Apply what was collected for each instruction, in order.

        :param settled: ``{debit line: minor units}``
        :return: a ``Posting``
        """
        posting = Posting()
        accounts = {line.id: line for line in receivables}
        for line, collected in settled.items():
            rows = shares.get(line.id, [])
            applied = apply_settlement(collected, [self._share(row) for row in rows], residuals)
            posting.by_charge.update(
                {row["split_id"]: applied.by_charge[row["split_id"]] for row in rows}
            )
            posting.credits += self._credits(line, rows, applied, residuals, accounts)
            if applied.excess:
                posting.excess[line] = applied.excess
                posting.credits.append(self._excess_credit(line, rows, applied.excess, accounts))
        return posting

    def _share(self, row):
        digits = self.currency_id.decimal_places
        balance = ChargeBalance(
            row["split_id"],
            row["kind"],
            row["due_date"],
            row["period_from"],
            minor_units(row["amount"], digits),
        )
        return Share(balance, row["receivable_id"])

    def _credits(self, line, rows, applied, residuals, accounts):
        """Credits of one instruction: one for a receivable that is paid off, else one a charge
        that names it, so that the money reaches that charge and no other.

        :return: list of (receivable id, minor units, values of the journal item)
        """
        found, paid_off = [], set()
        for row in rows:
            receivable_id = row["receivable_id"]
            if not applied.by_charge[row["split_id"]] or receivable_id in paid_off:
                continue
            whole = not residuals[receivable_id]
            if whole:
                paid_off.add(receivable_id)
            part = (
                applied.by_receivable[receivable_id]
                if whole
                else applied.by_charge[row["split_id"]]
            )
            values = self._prepare_credit(line, accounts[receivable_id], part)
            values["arrears_unit_id"] = _only_unit(rows, receivable_id)
            if not whole:
                values |= {
                    "arrears_unit_id": row["unit_id"],
                    "arrears_kind": row["kind"],
                    "arrears_period_from": row["period_from"],
                    "arrears_period_to": row["period_to"],
                }
            found.append((receivable_id, part, values))
        return found

    def _excess_credit(self, line, rows, excess, accounts):
        """A credit of the debtor that pays nothing yet, beside the receivables it came for."""
        beside = next(
            (accounts[row["receivable_id"]] for row in rows if row["receivable_id"] in accounts),
            None,
        )
        debtor = line.debtor_id.commercial_partner_id
        account = (
            beside.account_id
            if beside
            else debtor.with_company(line.company_id).property_account_receivable_id
        )
        values = self._prepare_item(line.company_id, account, -excess)
        return None, excess, {**values, "partner_id": debtor.id, "name": line.reference}

    def _prepare_credit(self, line, receivable, part):
        values = self._prepare_item(line.company_id, receivable.account_id, -part)
        return {**values, "partner_id": receivable.partner_id.id, "name": line.reference}

    def _prepare_item(self, company, account, minor):
        """A journal item in the company's currency; a negative amount is a credit."""
        balance = money(minor, company.currency_id.decimal_places)
        return {
            "account_id": account.id,
            "currency_id": company.currency_id.id,
            "balance": balance,
            "amount_currency": balance,
        }

    def _book(self, posting, company, value_date):
        """Post one entry for a posting and reconcile it in bulk.

        ``skip_invoice_sync`` is the only check of Odoo's that is skipped: an entry has no taxes
        or payment terms that would have to follow its lines.
        """
        items = [{**values, "arrears_value_date": value_date} for __, __, values in posting.credits]
        total = sum(part for __, part, __ in posting.credits)
        clearing = {
            **self._prepare_item(company, self.channel_id.clearing_account_id, total),
            "name": self.name,
            "arrears_value_date": value_date,
        }
        moves = self.env["account.move"].with_company(company)
        move = moves.with_context(skip_invoice_sync=True, mail_create_nolog=True).create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": self.channel_id.journal_id.id,
                "date": value_date,
                "ref": self.name,
                "arrears_debit_batch_id": self.id,
                "arrears_value_date": value_date,
                "line_ids": [Command.create(values) for values in (clearing, *items)],
            }
        )
        move._post(soft=False)
        self._reconcile_posting(move, posting)
        return move

    def _reconcile_posting(self, move, posting):
        """Reconcile each credit with its receivable: one plan, one statement a table."""
        items = move.line_ids.sorted("id")[1:]
        plan = [
            item | item.browse(receivable_id)
            for item, (receivable_id, __, __) in zip(items, posting.credits, strict=True)
            if receivable_id
        ]
        if plan:
            items.with_context(skip_invoice_sync=True)._reconcile_plan(plan)

    def _schedule_refunds(self, excess):
        """A task for each amount that was collected although nothing was left to pay.

        :param excess: ``{debit line: minor units}``
        """
        for line, part in excess.items():
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%(reference)s: %(amount)s too much; refund it or keep it as a prepayment",
                    reference=line.reference,
                    amount=self.currency_id.format(money(part, self.currency_id.decimal_places)),
                ),
                user_id=(self.handed_in_by_id or self.create_uid).id,
            )


def _only_unit(rows, receivable_id):
    """The unit of an instruction's charges in one receivable, where they are all of one."""
    units = {row["unit_id"] for row in rows if row["receivable_id"] == receivable_id}
    return units.pop() if len(units) == 1 else False
