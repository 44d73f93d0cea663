import logging
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL
from psycopg2 import IntegrityError

from ...engine.money import decimal_of, minor_units
from ...engine.reason import Reason
from ..retry import FAULTS_OF_ONE

_logger = logging.getLogger(__name__)

# What the books keep of a quantity.
_QUANTITY = Decimal("0.01")


class ArrearsBillingRun(models.Model):
    """Lines of a preview made into posted bills. Never commits."""

    _inherit = "arrears.billing.run"

    def _bill(self, lines):
        """Bill these planned lines; what fails is noted on its lines, and the others go on."""
        try:
            with self.env.cr.savepoint():
                self._bill_together(lines)
        except FAULTS_OF_ONE as error:
            _logger.info("billing run %s: bills are made one by one: %s", self.id, error)
            for of_bill in lines.grouped("document_number").values():
                self._bill_alone(of_bill)

    def _bill_alone(self, lines):
        try:
            with self.env.cr.savepoint():
                self._bill_together(lines)
        except FAULTS_OF_ONE as error:
            detail = self._cause(error)
            _logger.warning("billing run %s: a bill failed: %s", self.id, detail)
            reason = Reason("failed", {"detail": detail})
            lines._record({"state": "failed", "reasons": [reason.as_json()]})

    def _cause(self, error):
        if not isinstance(error, IntegrityError):
            return str(error)[:300]
        if error.diag.constraint_name == "arrears_billing_line_billed_once":
            line = self.env["arrears.billing.line"]
            return line._billed_once.get_error_message(line, error.diag)
        return (error.diag.message_primary or str(error))[:300]

    def _bill_together(self, lines):
        lines = self._still_free(lines)
        if not lines:
            return
        groups = list(lines.grouped("document_number").values())
        self._load_payers(lines.payer_id)
        journal = self.estate_id._billing_journal()
        moves = self._quiet(self.env["account.move"]).create(
            [self._document_values(group, journal) for group in groups]
        )
        self._mark_billed(groups, moves)
        moves._post(soft=False)
        self._apply_prepayments(lines)

    def _load_payers(self, payers):
        """Bring into the cache at once what Odoo would ask of each payer alone."""
        payers = payers.with_company(self.company_id)
        payers.mapped("commercial_partner_id.lang")
        payers.mapped("property_account_position_id")
        payers.mapped("user_ids")

    def _quiet(self, moves):
        """Documents without followers and chatter of their own: the run is their record.

        Where the company keeps an audit trail of its documents, they write it as always.
        """
        quiet = {"mail_create_nosubscribe": True}
        if not self.company_id.restrictive_audit_trail:
            quiet |= {"mail_create_nolog": True, "mail_notrack": True}
        return moves.with_context(**quiet)

    def _still_free(self, lines):
        """The lines that nobody billed since the preview; the others say by what."""
        days = [*lines.mapped("date_from"), *lines.mapped("date_to")]
        self.env.flush_all()
        billed = self._billed_spans(lines.unit_id.ids, min(days), max(days))
        if not billed:
            return lines
        products = set(self.line_ids.product_id.ids)
        taken = lines.browse()
        for line in lines:
            row = {
                "unit_id": line.unit_id.id,
                "kind": line.kind,
                "product_id": line.product_id.id,
                "date_from": line.date_from,
                "date_to": line.date_to,
                "is_difference": line.is_difference,
            }
            reason = self._already(row, billed, products)
            if reason:
                line._record({"state": "omitted", "reasons": [reason.as_json()]})
                taken += line
        return lines - taken

    def _mark_billed(self, groups, moves):
        """Point the lines at their bills, in one statement; here the database says "once"."""
        self.env["account.move.line"].flush_model()
        pairs = []
        for group, move in zip(groups, moves, strict=True):
            items = move.invoice_line_ids.sorted("id")
            pairs += [(line.id, move.id, item.id) for line, item in zip(group, items, strict=True)]
        values = SQL(", ").join(SQL("(%s, %s, %s)", *pair) for pair in pairs)
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_billing_line line
                   SET state = 'billed', move_id = made.move_id, move_line_id = made.item_id
                  FROM (VALUES %s) made (line_id, move_id, item_id)
                 WHERE line.id = made.line_id AND line.company_id = %s AND line.state = 'planned'
                """,
                values,
                self.company_id.id,
            )
        )
        if self.env.cr.rowcount != len(pairs):
            raise UserError(self.env._("Lines of this run were billed meanwhile: load it anew."))
        self.env["arrears.billing.line"]._states_changed()

    # ------------------------------------------------------------------
    # Values of the documents
    # ------------------------------------------------------------------

    def _document_values(self, lines, journal):
        """One bill: a payer, and a line for each service of each unit."""
        run = lines.run_id
        values = {
            "move_type": "out_invoice",
            "company_id": run.company_id.id,
            "journal_id": journal.id,
            "currency_id": run.currency_id.id,
            "partner_id": lines[0].payer_id.id,
            "invoice_date": run.invoice_date,
            "invoice_date_due": run.due_date,
            "invoice_payment_term_id": False,
            "invoice_origin": run.name,
            "arrears_period_from": run.date_from,
            "arrears_period_to": run.date_to,
            "invoice_line_ids": [Command.create(self._item_values(line)) for line in lines],
        }
        if len(lines.unit_id) == 1:
            values["arrears_unit_id"] = lines.unit_id.id
        return values

    def _item_values(self, line):
        """One line of a bill; taxes and account are Odoo's choice, by product and payer."""
        quantity, price = self._quantity_and_price(line)
        analytic = line.estate_id.analytic_account_id
        return {
            "product_id": line.product_id.id,
            "name": line.name,
            "quantity": quantity,
            "price_unit": price,
            "analytic_distribution": {str(analytic.id): 100} if analytic else False,
            "arrears_unit_id": line.unit_id.id,
            "arrears_period_from": line.date_from,
            "arrears_period_to": line.date_to,
            "arrears_kind": line.kind,
            "arrears_price_basis": line.price_basis,
        }

    def _quantity_and_price(self, line):
        """``(quantity, unit price)`` of which Odoo makes exactly the line's amount.

        Area × months at the price of a month where that is exact in the decimals that the books
        keep; else once the amount, and the text says how it came about.
        """
        digits = self.currency_id.decimal_places
        amount = minor_units(line.amount, digits)
        quantity = decimal_of(line.quantity or line.months)
        if line.area:
            quantity *= decimal_of(line.area)
        exact = (
            line.price
            and line.payable_percent == 100
            and quantity == quantity.quantize(_QUANTITY)
            and minor_units(quantity * decimal_of(line.price), digits) == amount
        )
        return (float(quantity), line.price) if exact else (1, line.amount)

    def _finish(self):
        self._record_effect({"state": "done", "finished_at": fields.Datetime.now()})
