from odoo import fields, models

from .billing_billed import sync_statement


class AccountMove(models.Model):
    """A bill that is undone frees its unit and days for another one."""

    _inherit = "account.move"

    arrears_billing_line_ids = fields.One2many(
        "arrears.billing.line",
        "move_id",
        string="Billed by a run",
        readonly=True,
        groups="property_arrears.group_accountant,property_arrears.group_manager",
    )

    def write(self, vals):
        """Extended: a bill that is cancelled, restored or credited tells its billing lines."""
        undone = self._arrears_bills_changed_by(vals["state"]) if "state" in vals else self.browse()
        result = super().write(vals)
        if undone:
            undone._arrears_sync_billing()
        return result

    def unlink(self):
        """Extended: a deleted bill frees what it billed."""
        bills = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        undone = bills.reversed_entry_id - self
        if bills:
            self.env["arrears.billing.line"]._free_bills(bills)
        result = super().unlink()
        if undone:
            undone._arrears_sync_billing()
        return result

    def _arrears_bills_changed_by(self, state):
        """Bills whose billing lines may look at them differently after this change of state.

        Posting and resetting an ordinary bill changes nothing and costs no query.
        """
        bills = self.browse()
        for move in self:
            if move.move_type == "out_refund":
                bills |= move.reversed_entry_id
            elif move.move_type == "out_invoice" and "cancel" in (state, move.state):
                bills |= move
        return bills

    def _arrears_sync_billing(self):
        """Let the billing lines of these bills say whether the bill stands."""
        self.env.flush_all()
        lines = self.env["arrears.billing.line"].sudo().search([("move_id", "in", self.ids)])
        for company, of_company in lines.grouped("company_id").items():
            statement = sync_statement(company.id, of_company.unit_id.ids)
            self.env.execute_query(statement)
        lines._states_changed()
