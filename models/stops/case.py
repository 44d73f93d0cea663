from odoo import api, fields, models

from ...engine.reason import as_json


class ArrearsCase(models.Model):
    """What a card knows of payments claimed, grievances, extensions and preferred hours."""

    _inherit = "arrears.case"

    payment_claim_ids = fields.One2many("arrears.payment.claim", "case_id", readonly=True)
    grievance_ids = fields.One2many("arrears.grievance", "case_id", readonly=True)
    extension_ids = fields.One2many("arrears.extension", "case_id", readonly=True)
    preferred_hours = fields.Char(
        string="Preferred hours",
        compute="_compute_preferred_hours",
        help="When the owner would like to be contacted; nothing is sent and nobody calls outside.",
    )
    preferred_channel = fields.Char(
        string="Preferred channel", compute="_compute_preferred_channel"
    )
    ledger_gap_text = fields.Char(string="Statement too old", compute="_compute_ledger_gap_text")
    reason_action = fields.Selection(related="reason_id.action")

    @api.depends_context("lang")
    def _compute_preferred_hours(self):
        for company, cases in self.grouped("company_id").items():
            windows = self.env["arrears.preference"]._windows(company, cases.sudo().debtor_id)
            for case in cases:
                window = windows.get(case.sudo().debtor_id.id)
                case.preferred_hours = (
                    f"{window.start:%H:%M}–{window.end:%H:%M}" if window else False
                )

    @api.depends_context("lang")
    def _compute_preferred_channel(self):
        preferences = self.env["arrears.preference"]
        labels = dict(preferences._fields["channel"]._description_selection(self.env))
        for company, cases in self.grouped("company_id").items():
            channels = preferences._channels(company, cases.sudo().debtor_id)
            for case in cases:
                case.preferred_channel = labels.get(channels.get(case.sudo().debtor_id.id), False)

    @api.depends_context("lang", "arrears_today")
    def _compute_ledger_gap_text(self):
        wording = self.env["arrears.reason.wording"]
        for company, cases in self.grouped("company_id").items():
            reasons = cases.sudo()._ledger_reasons(company, company._arrears_today())
            for case in cases:
                found = reasons.get(case.estate_id.id)
                case.ledger_gap_text = wording._word(as_json(found)) if found else False

    # Tasks on the card

    def _give_call_task(self, summary):
        """A call for the collector of this card, today.

        :return: the activity; none where nobody is responsible for the card
        """
        return self._give_task("property_arrears.activity_type_call", summary)

    def _give_service_task(self, summary):
        """A call in which the debt is not mentioned; it closes with its own tick."""
        return self._give_task("mail.mail_activity_data_todo", summary)

    def _give_task(self, kind, summary):
        self.ensure_one()
        if not self.user_id:
            return self.env["mail.activity"]
        return (
            self.sudo()
            .with_context(mail_activity_quick_update=True)
            .activity_schedule(
                kind,
                date_deadline=self.company_id._arrears_today(),
                summary=summary,
                user_id=self.user_id.id,
            )
        )
