from odoo import fields, models

from ...engine.reason import Reason


class ArrearsContact(models.Model):
    """A notice of a plan is asked again as it leaves: the instalment may be paid by then."""

    _inherit = "arrears.contact"

    plan_notice_ids = fields.One2many(
        "arrears.plan.notice", "contact_id", string="Notices of payment plans", readonly=True
    )

    def _reasons_against_leaving(self, now):
        """Extended: what is open of the plan, and whether the person is written to at all."""
        notices = self.sudo().plan_notice_ids
        if not notices:
            return super()._reasons_against_leaving(now)
        plan, company = notices.plan_id, self.company_id
        today = company._arrears_today()
        if self.env["arrears.notice"]._untouchable(company, self.debtor_id.ids, today):
            return [Reason("notice_not_contacted")]
        if not all(plan.charge_ids.estate_id.mapped("notices_enabled")):
            return [Reason("notices_off")]
        # Judged anew: a payment may have come since the night.
        judgement = plan._judgements(company, today)[plan.id]
        if plan._minor(self.amount) != notices._asked(judgement):
            return [Reason("changed_since")]
        return []

    def _refuse(self, reasons):
        """Extended: what did not leave comes again; the time to catch up begins then. A second
        way that was refused ends there: else the next morning would begin with the first one."""
        result = super()._refuse(reasons)
        for contact in self.sudo():
            notices = contact.plan_notice_ids
            if not notices:
                continue
            if contact.fallback_of_id:
                notices._tell_by_task(contact.reasons)
                continue
            notices._record_effect(
                {"contact_id": False, "told_on": False, "reasons": contact.reasons}
            )
        return result
