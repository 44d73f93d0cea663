from odoo import fields, models


class ResCompany(models.Model):
    """Where money between companies of one group is booked."""

    _inherit = "res.company"

    arrears_intercompany_account_id = fields.Many2one(
        "account.account",
        string="Inter-company account",
        ondelete="restrict",
        domain="[('account_type', 'in', ('asset_current', 'liability_current'))]",
        help="Money that came to a sister company by mistake, or came here for a sister. One item "
        "names the company it is owed to or by.",
    )
    arrears_intercompany_journal_id = fields.Many2one(
        "account.journal",
        string="Inter-company journal",
        ondelete="restrict",
        domain="[('type', '=', 'general')]",
        help="Books what a sister company received for this one.",
    )

    def _arrears_sisters(self):
        """Other companies that money may be handed on to, both sides being set up."""
        self.ensure_one()
        if not self.sudo().arrears_intercompany_account_id:
            return self.browse()
        return (
            self.sudo()
            .search([])
            .filtered(
                lambda company: (
                    company != self
                    and company.arrears_intercompany_account_id
                    and company.arrears_intercompany_journal_id
                )
            )
        )
