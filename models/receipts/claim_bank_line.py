from odoo import api, fields, models


class AccountBankStatementLine(models.Model):
    """Bank lines and their claims."""

    _inherit = "account.bank.statement.line"

    arrears_claim_ids = fields.One2many("arrears.claim", "statement_line_id", string="Claims")
    arrears_proposal = fields.Char(
        string="Who probably paid",
        compute="_compute_arrears_proposal",
        groups="property_arrears.group_accountant,property_arrears.group_manager",
    )

    @api.depends("arrears_claim_ids.reasons", "arrears_claim_ids.debtor_id")
    @api.depends_context("lang")
    def _compute_arrears_proposal(self):
        for line in self:
            claim = line.arrears_claim_ids.filtered(lambda one: one.state != "undone")[:1]
            parts = (claim.debtor_id.display_name, claim.why) if claim else ()
            line.arrears_proposal = ": ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: new lines get proposals as soon as the scheduler comes round."""
        lines = super().create(vals_list)
        if lines and not self.env.context.get("arrears_no_claims"):
            self.env.ref("property_arrears.cron_claim_propose").sudo()._trigger()
        return lines

    def action_undo_reconciliation(self):
        """Extended: a claim whose booking is undone, by whatever button, says so.

        :raises UserError: a refund or a later bill has used the money
        """
        if not self:  # Odoo asks at every write of any journal item
            return None
        claims = self.sudo().arrears_claim_ids.filtered(lambda one: one.state == "confirmed")
        claims._check_undoable()
        result = super().action_undo_reconciliation()
        claims._record_undone()
        return result

    def unlink(self):
        """Extended: a proposal goes with its line; a claim that was booked keeps it."""
        open_claims = self.sudo().arrears_claim_ids.filtered(lambda one: one.state == "proposed")
        open_claims.unlink()
        return super().unlink()
