from odoo import models
from odoo.tools import SQL


class ArrearsBillingRun(models.Model):
    """Money paid in advance for a unit and a kind is applied when that is billed."""

    _inherit = "arrears.billing.run"

    def _open_prepayments(self, unit_ids):
        """Unapplied credits whose line names a unit and a kind.

        :return: rows of line id, debtor (commercial partner), unit id, kind, account id, the
            oldest first
        """
        self.env["account.move.line"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, partner.commercial_partner_id, line.arrears_unit_id,
                       line.arrears_kind, line.account_id
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                   AND account.non_trade IS NOT TRUE
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.company_id = %(company)s AND line.arrears_unit_id = ANY(%(units)s)
                   AND line.arrears_kind IS NOT NULL AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE AND line.amount_residual < 0
                   AND line.currency_id = %(currency)s
              ORDER BY COALESCE(line.arrears_value_date, line.date), line.id
                """,
                company=self.company_id.id,
                units=list(unit_ids),
                currency=self.currency_id.id,
            )
        )

    def _prepaid_services(self, units):
        """``{(payer id, unit id, kind)}`` that money in advance is there for."""
        rows = self._open_prepayments(units.ids)
        debtors = {debtor for __, debtor, *__ in rows}
        # A contact of a firm may be the payer; the money is the firm's.
        payers = self.env["res.partner"].search([("commercial_partner_id", "in", list(debtors))])
        contacts = payers.grouped("commercial_partner_id")
        return {
            (payer.id, unit, kind)
            for __, debtor, unit, kind, __ in rows
            for payer in contacts.get(self.env["res.partner"].browse(debtor), ())
        }

    def _apply_prepayments(self, lines):
        """Reconcile new bills with what was paid in advance for just their unit and kind.

        :param lines: billed lines whose bills have been posted
        """
        services = self._services_of_bills(lines)
        if not services:
            return
        credits = {}
        for line_id, debtor, unit, kind, account in self._open_prepayments(lines.unit_id.ids):
            credits.setdefault((debtor, unit, kind, account), []).append(line_id)
        plan = []
        for move, (unit, kind) in services.items():
            for receivable in self._receivables(move):
                key = (move.commercial_partner_id.id, unit, kind, receivable.account_id.id)
                if key in credits:
                    plan.append(receivable + receivable.browse(credits.pop(key)))
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)

    def _services_of_bills(self, lines):
        """``{bill: (unit id, kind)}`` of the bills that hold one service of one unit alone."""
        services = {}
        for move, of_bill in lines.grouped("move_id").items():
            found = {(line.unit_id.id, line.kind) for line in of_bill}
            if len(found) == 1:
                services[move] = found.pop()
        return services

    @staticmethod
    def _receivables(move):
        return move.line_ids.filtered(
            lambda line: (
                line.display_type == "payment_term"
                and line.account_id.account_type == "asset_receivable"
            )
        )
