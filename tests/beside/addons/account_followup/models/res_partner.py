from odoo import fields, models


class ResPartner(models.Model):
    """What is publicly known of the real addon's shape, written anew and as short as possible."""

    _inherit = "res.partner"

    followup_reminder_type = fields.Selection(
        [("automatic", "Automatic"), ("manual", "Manual")], default="automatic"
    )

    def _query_followup_data(self, all_partners=False):
        """Whom to write to: everybody with an open receivable, by contact."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("amount_residual", ">", 0),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return {partner.id: {"partner_id": partner.id} for partner in lines.partner_id}

    def _cron_execute_followup_company(self, batch_size=1000):
        found = self._query_followup_data(all_partners=True)
        for partner in self.browse(list(found))[:batch_size]:
            partner._execute_followup_partner({})

    def _cron_execute_followup(self):
        for company in self.env["res.company"].search([]):
            self.with_company(company)._cron_execute_followup_company()

    def _execute_followup_partner(self, options=None):
        self.ensure_one()
        if options and options.get("only_automatic") and self.followup_reminder_type == "manual":
            return False
        self.env["mail.mail"].sudo().create(
            {"subject": "Follow-up", "body_html": "Pay", "email_to": self.email}
        )
        return True

    def execute_followup(self, options):
        """The button of a person."""
        return self._execute_followup_partner(options)
