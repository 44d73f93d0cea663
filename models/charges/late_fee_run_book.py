from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.money import amount
from ...engine.period_text import period_text


class ArrearsLateFeeRun(models.Model):
    """Planned late fees made into posted bills, all of a run or none."""

    _inherit = "arrears.late.fee.run"

    def action_charge(self):
        """Make and post the bills of this preview.

        What the ledger says is reckoned anew: a payment that came in since the preview lowers the
        fee, and the preview has to be looked at again.

        :raises UserError: nothing is to be charged, or the figures changed since the preview
        """
        self.check_access("write")
        for run in self:
            run._expect("previewed")
            run.sudo()._charge()
        return self.action_open_bills() if len(self) == 1 else True

    def _charge(self):
        self._lock()
        lines = self.line_ids.filtered(lambda line: line.state == "planned")
        if not lines:
            raise UserError(self.env._("There is no late fee to charge."))
        self._check_unchanged(lines)
        groups = list(lines.grouped(lambda line: (line.debtor_id, line.unit_id)).values())
        moves = self.env["account.move"].create([self._bill_values(group) for group in groups])
        for group, move in zip(groups, moves, strict=True):
            group._record_effect({"state": "charged", "move_id": move.id})
        self._align_untaxed(moves)
        self.env["arrears.late.fee.line"].flush_model()  # Here the database says "once".
        moves._post(soft=False)
        today = self.company_id._arrears_today()
        self._record_effect({"state": "done", "user_id": self.env.uid, "charged_on": today})

    def _lock(self):
        """Two people who press the button at once charge one after the other."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM arrears_estate WHERE id = %s AND company_id = %s FOR UPDATE",
                self.estate_id.id,
                self.company_id.id,
            )
        )

    def _check_unchanged(self, lines):
        now = {plan["charge_id"]: plan["amount"] for plan in self._plans(lines.charge_id)}
        changed = lines.filtered(
            lambda line: line.currency_id.compare_amounts(
                now.get(line.charge_id.id, 0), line.amount
            )
        )
        if changed:
            raise UserError(
                self.env._(
                    "The late fee of %(charges)s is another one than in the preview: a payment, a "
                    "pause or another bill came in between. Preview again, then charge.",
                    charges=", ".join(changed[:5].charge_id.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------
    # Values of the documents
    # ------------------------------------------------------------------

    def _bill_values(self, lines):
        """One bill: an owner and a unit, with a line for each charge that was paid late."""
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "journal_id": self.estate_id._billing_journal().id,
            "currency_id": self.currency_id.id,
            "partner_id": lines.debtor_id.id,
            "invoice_date": self.invoice_date,
            "invoice_date_due": self.due_date,
            "invoice_payment_term_id": False,
            "invoice_origin": self.display_name,
            "arrears_unit_id": lines.unit_id.id,
            "invoice_line_ids": [Command.create(self._line_values(line)) for line in lines],
        }

    def _line_values(self, line):
        """A line that comes to the fee exactly, with the taxes of the fee that was paid late.

        A late fee is a price outside the fee, taxed as the fee itself (domain notes 1.6).
        """
        charge, product = line.charge_id, self.company_id.arrears_late_fee_product_id
        bill = charge.move_id
        source = bill._arrears_lines_of(charge)[:1] if bill.is_invoice() else None
        values = source._arrears_priced_like(line._minor()) if source else self._plain(line)
        values.pop("move_id", None)
        if product:
            values["product_id"] = product.id
            values["account_id"] = self._income_account(product) or values.get("account_id")
        return {
            **values,
            "name": self._wording(line),
            "arrears_kind": "late_fee",
            "arrears_unit_id": charge.unit_id.id,
            "arrears_period_from": charge.period_from,
            "arrears_period_to": charge.period_to,
            "arrears_price_basis": line.clause,
            "arrears_late_fee_id": line.id,
        }

    def _plain(self, line):
        """For a charge without an invoice, an opening item: the product's account and taxes."""
        product = self.company_id.arrears_late_fee_product_id
        if not product:
            raise UserError(
                self.env._(
                    "%(charge)s is an opening item without an invoice: choose the product of late "
                    "fees in the settings of the company first.",
                    charge=line.charge_id.display_name,
                )
            )
        analytic = self.estate_id.analytic_account_id
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        return {
            "quantity": 1,
            "price_unit": amount(line._minor(), self.currency_id.decimal_places),
            "tax_ids": [Command.set(taxes.ids)],
            "analytic_distribution": {str(analytic.id): 100} if analytic else False,
        }

    def _income_account(self, product):
        accounts = product.with_company(self.company_id).product_tmpl_id._get_product_accounts()
        return accounts["income"].id

    def _align_untaxed(self, moves):
        """Bring lines whose taxes come on top back to the fee itself, taxes included."""
        for line in moves.invoice_line_ids:
            fee = line.arrears_late_fee_id._minor()
            if line._arrears_minor(line.price_total) != fee:
                line.write(line._arrears_price(fee))

    def _wording(self, line):
        """What the owner reads on the bill."""
        said = self.with_context(lang=line.debtor_id.lang or self.env.lang)
        charge = line.charge_id
        return said.env._(
            "Late fee on %(period)s, %(date_from)s to %(date_until)s",
            period=period_text(charge.period_from or None, charge.period_to or None)
            or charge.move_id.name,
            date_from=fields.Date.to_string(line.date_from),
            date_until=fields.Date.to_string(line.date_until),
        )

    def action_open_bills(self):
        """Open the bills of this run."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
        }
