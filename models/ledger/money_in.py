from odoo import Command, api, models
from odoo.tools import SQL

from ...engine.allocation import ChargeBalance, Share, apply_settlement
from ...engine.money import amount as money
from ...engine.money import minor_units


class ArrearsMoneyIn(models.AbstractModel):
    """From money that came in to credits on receivables: what every way of paying shares.

    Direct debit, the counter and bank lines all end in a journal entry whose credits meet
    receivables. A receivable may stand for several charges; a credit that pays only some of them
    names unit, kind and period, so that the money reaches those and no other.

    Amounts are minor units of the company's currency. A *row* says what is collected for one
    charge: ``key`` (unique among the rows), ``charge_id``, ``amount``, ``kind``, ``unit_id``,
    ``period_from``, ``period_to``, ``due_date`` and ``receivable_id``, the journal item the charge
    sits in today. A *credit* is (receivable id or None, minor units, values of the journal item).
    """

    _name = "arrears.money.in"
    _description = "Booking of money that came in"

    # ------------------------------------------------------------------
    # What it is for
    # ------------------------------------------------------------------

    @api.model
    def _money_rows(self, company, amounts):
        """Rows for charges that somebody chose.

        :param amounts: ``{charge id: minor units}``
        :return: list of rows, in the order given
        """
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT id AS charge_id, kind, unit_id, period_from, period_to, due_date,
                       line_id AS receivable_id, debtor_id
                  FROM arrears_charge
                 WHERE company_id = %s AND id = ANY(%s) AND state <> 'gone'
                """,
                company.id,
                list(amounts),
            )
        )
        by_id = {row["charge_id"]: row for row in found}
        return [
            {**by_id[charge_id], "key": charge_id, "amount": part}
            for charge_id, part in amounts.items()
            if charge_id in by_id
        ]

    @api.model
    def _lock_rows(self, rows):
        """Lock the receivables behind rows, waiting for whoever has them.

        :return: ``account.move.line`` records
        """
        wanted = sorted({row["receivable_id"] for row in rows} - {None})
        items = self.env["account.move.line"].browse(wanted)
        if items:
            items.lock_for_update()
        return items

    @api.model
    def _residuals(self, receivables, company):
        """What each receivable can still take, in minor units, read after it was locked.

        A receivable that is no longer posted, in another currency, or of another company takes
        nothing: what came in for it is then kept as the debtor's credit.
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

    # ------------------------------------------------------------------
    # Credits
    # ------------------------------------------------------------------

    @api.model
    def _apply_rows(self, company, collected, rows, residuals):
        """Fill rows with what came in, oldest principal first.

        :param residuals: ``{receivable id: minor units}``; what is applied is taken off
        :return: ``engine.allocation.Application``, its parts by the rows' ``key``
        """
        shares = [
            Share(
                ChargeBalance(
                    row["key"],
                    row["kind"],
                    row["due_date"],
                    row["period_from"],
                    row["amount"],
                ),
                row["receivable_id"],
            )
            for row in rows
        ]
        return apply_settlement(collected, shares, residuals)

    @api.model
    def _credits(self, company, rows, applied, residuals, receivables, label):
        """Credits of one payment: one for a receivable that is paid off, else one a charge.

        :param applied: the answer of ``_apply_rows`` for these rows
        :param receivables: ``account.move.line`` records of the rows
        :param label: text of the journal items
        """
        items = {line.id: line for line in receivables}
        found, paid_off = [], set()
        for row in rows:
            receivable_id = row["receivable_id"]
            part = applied.by_charge[row["key"]]
            if not part or receivable_id in paid_off:
                continue
            named = {"arrears_unit_id": _only_unit(rows, receivable_id)}
            if residuals[receivable_id]:
                named = {
                    "arrears_unit_id": row["unit_id"],
                    "arrears_kind": row["kind"],
                    "arrears_period_from": row["period_from"],
                    "arrears_period_to": row["period_to"],
                }
            else:
                paid_off.add(receivable_id)
                part = applied.by_receivable[receivable_id]
            item = items[receivable_id]
            values = self._prepare_item(company, item.account_id, -part)
            values |= {"partner_id": item.partner_id.id, "name": label, **named}
            found.append((receivable_id, part, values))
        return found

    @api.model
    def _advance(self, company, debtor, minor, label, *, account=None, unit=None, kind=None):
        """A credit that pays nothing yet: too much, or for a service that is not billed yet.

        :param debtor: ``res.partner``; the credit belongs to its commercial partner
        :param account: receivable account; None: the debtor's own
        :param unit: ``arrears.unit`` that the money is for; the next bill of that unit and
            ``kind`` uses it
        """
        debtor = debtor.commercial_partner_id
        account = account or debtor.with_company(company).property_account_receivable_id
        values = self._prepare_item(company, account, -minor)
        values |= {"partner_id": debtor.id, "name": label}
        if unit:
            values |= {"arrears_unit_id": unit.id, "arrears_kind": kind}
        return None, minor, values

    @api.model
    def _prepare_item(self, company, account, minor):
        """A journal item in the company's currency; a negative amount is a credit."""
        balance = money(minor, company.currency_id.decimal_places)
        return {
            "account_id": account.id,
            "currency_id": company.currency_id.id,
            "balance": balance,
            "amount_currency": balance,
        }

    # ------------------------------------------------------------------
    # The entry
    # ------------------------------------------------------------------

    @api.model
    def _book_money(self, company, journal, value_date, debits, credits, values):
        """Post one entry and reconcile its credits in bulk.

        ``skip_invoice_sync`` is the only check of Odoo's that is skipped: an entry has no taxes
        or payment terms that would have to follow its lines.

        :param debits: values of journal items, see ``_prepare_item``
        :param values: further values of the entry
        :return: the posted ``account.move``
        """
        items = [*debits, *(item for __, __, item in credits)]
        moves = self.env["account.move"].with_company(company)
        move = moves.with_context(skip_invoice_sync=True, mail_create_nolog=True).create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": journal.id,
                "date": value_date,
                "arrears_value_date": value_date,
                **values,
                "line_ids": [
                    Command.create({**item, "arrears_value_date": value_date}) for item in items
                ],
            }
        )
        move._post(soft=False)
        self._reconcile_credits(move.line_ids.sorted("id")[len(debits) :], credits)
        return move

    @api.model
    def _reconcile_credits(self, items, credits):
        """Reconcile each credit with its receivable: one plan, one statement a table.

        :param items: the journal items of ``credits``, in their order
        """
        plan = [
            item | item.browse(receivable_id)
            for item, (receivable_id, __, __) in zip(items, credits, strict=True)
            if receivable_id
        ]
        if plan:
            items.with_context(skip_invoice_sync=True)._reconcile_plan(plan)


def _only_unit(rows, receivable_id):
    """The unit of the charges in one receivable, where they are all of one."""
    units = {row["unit_id"] for row in rows if row["receivable_id"] == receivable_id}
    return units.pop() if len(units) == 1 else False
