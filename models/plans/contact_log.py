from odoo import api, fields, models

# Reasons by what they start: whoever gives one may be helped by instalments, or has a bill in
# question.
FOR_PLAN = frozenset({"relief", "extension", "plan"})
FOR_DISPUTE = frozenset({"complaint", "repair", "dispute"})
# Channel of the talk → how the owner agreed in it.
AGREED_IN = {"call": "call", "wechat": "message", "counter": "office"}


class ArrearsContactLog(models.TransientModel):
    """From the talk to what was offered in it: one click logs it and opens the form, filled in."""

    _inherit = "arrears.contact.log"

    offers_plan = fields.Boolean(compute="_compute_offers")
    offers_dispute = fields.Boolean(compute="_compute_offers")
    owner_figure = fields.Monetary(
        string="The owner can pay a month", help="Ask first: which amount a month is possible?"
    )

    @api.depends("case_id", "channel", "contact_class", "direction", "reason_id",
                 "identity_checked")  # fmt: skip
    @api.depends_context("uid", "arrears_today")
    def _compute_offers(self):
        """By the reason given, or by the words that are on the screen."""
        for log in self:
            about_debt = bool(log.case_id) and log.contact_class == "dunning"
            scripts = log._scripts() if about_debt and log.identity_checked else ()
            action = log.reason_id.action if about_debt else False
            log.offers_plan = action in FOR_PLAN or any(one.leads_to_plan for one in scripts)
            log.offers_dispute = action in FOR_DISPUTE or any(
                one.leads_to_dispute for one in scripts
            )

    def action_log_plan(self):
        """The owner would like instalments: write the talk down, and open the proposal."""
        self._log("connected")
        return self.case_id.with_context(**self._plan_defaults()).action_instalments()

    def action_log_dispute(self):
        """The owner disputes the bill: write the talk down, and open the dispute."""
        self._log("connected")
        return self.case_id.action_dispute()

    def _plan_defaults(self):
        return {
            "default_owner_figure": self.owner_figure,
            "default_consent_party": self.party,
            "default_consent_how": AGREED_IN.get(self.channel, False),
        }
