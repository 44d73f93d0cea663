from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine.billing import bill_unit
from ...engine.money import amount, minor_units
from ...engine.pricing import in_proportion
from .billing_billed import billed_lines

ONE_DAY = timedelta(days=1)


class ArrearsSettlement(models.AbstractModel):
    """What stands open between the firm and the owners of a unit who leave it.

    Debts stay with whoever owed them (Civil Code art. 937); the statement lets seller and buyer
    settle among themselves, which some places ask for (Shandong, Shanghai). It is read from the
    ledger of today and moves nothing.
    """

    _name = "arrears.settlement"
    _description = "Settlement between owners"

    @api.model
    def _rows(self, unit, sellers, last_day):
        """Open charges, credits, what is not billed yet, and what was billed too far, in this
        order.

        :param unit: one ``arrears.unit``
        :param sellers: partners who owned it until ``last_day``
        :return: list of values of ``arrears.ownership.transfer.line``; what the firm owes is
            negative
        """
        debtors = sellers.commercial_partner_id
        return [
            *self._open_rows(unit, debtors),
            *self._credit_rows(unit, debtors),
            *self._unbilled_rows(unit, sellers, last_day),
            *self._beyond_rows(unit, debtors, last_day),
        ]

    @api.model
    def _open_rows(self, unit, debtors):
        charges = self.env["arrears.charge"].search(
            [
                ("unit_id", "=", unit.id),
                ("debtor_id", "in", debtors.ids),
                ("state", "=", "open"),
                ("amount_remaining", ">", 0),
            ],
            order="period_from, due_date, id",
        )
        return [
            {
                "section": "open",
                "debtor_id": charge.debtor_id.id,
                "charge_id": charge.id,
                "kind": charge.kind,
                "date_from": charge.period_from,
                "date_to": charge.period_to,
                "due_date": charge.due_date,
                "document": charge.move_id.name,
                "amount": charge.amount_remaining,
            }
            for charge in charges
        ]

    @api.model
    def _credit_rows(self, unit, debtors):
        """Money and credit notes of the sellers that no bill has used up: those of this unit, and
        those that name none."""
        credits = (
            self.env["account.move.line"]
            .sudo()
            .search(
                Domain("company_id", "=", unit.company_id.id)
                & Domain("partner_id.commercial_partner_id", "in", debtors.ids)
                & Domain("account_id.account_type", "=", "asset_receivable")
                & Domain("account_id.non_trade", "=", False)
                & Domain("parent_state", "=", "posted")
                & Domain("amount_residual", "<", 0),
                order="date, id",
            )
        )
        rows = []
        for credit in credits:
            of_unit = credit.arrears_unit_id or credit.move_id.arrears_unit_id
            if of_unit and of_unit != unit:
                continue
            rows.append(
                {
                    "section": "credit" if of_unit else "credit_elsewhere",
                    "debtor_id": credit.partner_id.commercial_partner_id.id,
                    "kind": credit.arrears_kind,
                    "date_from": credit.arrears_period_from,
                    "date_to": credit.arrears_period_to,
                    "document": credit.move_id.name,
                    "amount": credit.amount_residual,
                }
            )
        return rows

    @api.model
    def _unbilled_rows(self, unit, sellers, last_day):
        """The service fee of the sellers' days after the last bill, reckoned as a bill would be."""
        first = self._first_unbilled_day(unit, sellers, last_day)
        if not first or first > last_day:
            return []
        run = self.env["arrears.billing.run"].sudo().new({"estate_id": unit.estate_id.id})
        units = unit.estate_id.sudo().unit_ids if self._shares_amounts(unit) else unit.sudo()
        facts = run._facts(units, "principal", first, last_day)
        digits = unit.company_id.currency_id.decimal_places
        rows = []
        for prices in run._prices_of(unit.sudo(), facts).values():
            lines, __ = bill_unit(
                first,
                last_day,
                facts.payers.get(unit.id, ()),
                prices,
                facts.reductions.get(unit.id, ()),
                unit.estate_id.part_month,
            )
            rows += [
                {
                    "section": "unbilled",
                    "debtor_id": line.payer,
                    "kind": "principal",
                    "date_from": line.first,
                    "date_to": line.last,
                    "amount": amount(line.amount, digits),
                }
                for line in lines
                if line.payer in sellers.ids and not line.difference
            ]
        return rows

    @api.model
    def _beyond_rows(self, unit, debtors, last_day):
        """What the sellers were billed for days that are the buyer's, by days: to be credited to
        them and billed to the buyer."""
        charges = self.env["arrears.charge"].search(
            [
                ("unit_id", "=", unit.id),
                ("debtor_id", "in", debtors.ids),
                ("kind", "=", "principal"),
                ("state", "!=", "gone"),
                ("period_from", "!=", False),
                ("period_to", ">", last_day),
            ],
            order="period_from, id",
        )
        digits = unit.company_id.currency_id.decimal_places
        rows = []
        for charge in charges:
            first = max(charge.period_from, last_day + ONE_DAY)
            net = minor_units(charge.amount_original, digits) - minor_units(
                charge.amount_credited, digits
            )
            share = in_proportion(
                (charge.period_to - first).days + 1,
                (charge.period_to - charge.period_from).days + 1,
                net,
            )
            rows.append(
                {
                    "section": "beyond",
                    "debtor_id": charge.debtor_id.id,
                    "charge_id": charge.id,
                    "kind": charge.kind,
                    "date_from": first,
                    "date_to": charge.period_to,
                    "document": charge.move_id.name,
                    "amount": -amount(share, digits),
                }
            )
        return rows

    @api.model
    def _shares_amounts(self, unit):
        return "share_of_amount" in unit.estate_id.sudo().fee_standard_ids.mapped("basis")

    @api.model
    def _first_unbilled_day(self, unit, sellers, last_day):
        """The day after the last bill of the fee; without any bill, the sellers' first day."""
        owned = unit.sudo().ownership_ids.filtered(lambda record: record.partner_id in sellers)
        if not owned:
            return None
        since = min(owned.mapped("date_from"))
        rows = self.env.execute_query(billed_lines(unit.company_id.id, unit.ids, since, last_day))
        billed = [end or start for __, kind, __, start, end, *__ in rows if kind == "principal"]
        opens = [day for day in (since, unit.estate_id.contract_from) if day]
        return max([*opens, *(day + ONE_DAY for day in billed)])
