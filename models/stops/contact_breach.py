from odoo import api, models


class ArrearsContact(models.Model):
    """A contact outside the rules is not only kept: a manager is told of it, once."""

    _inherit = "arrears.contact"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: in the transaction that records a breach a manager gets the task."""
        contacts = super().create(vals_list)
        for contact in contacts.filtered("breach"):
            contact._alert_of_breach()
        return contacts

    def _alert_of_breach(self):
        """Ask one manager to read why; without a name or an amount, as tasks show everywhere."""
        case = self.sudo().case_ids[:1]
        manager = self._manager_to_tell(case)
        if not case or not manager:
            return
        words = self.with_context(lang=manager.lang or self.env.lang)
        case.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._arrears_today(),
            summary=words.env._("A contact outside the rules was recorded: read why"),
            note=words.env["arrears.reason.wording"]._word(self.reasons),
            user_id=manager.id,
        )

    def _manager_to_tell(self, case):
        """The manager of the estate, else the first one; whoever recorded it only where nobody
        else is a manager."""
        managers = self.company_id._arrears_people("manager")
        of_estate = case.estate_id.manager_id & managers
        return (of_estate + managers - self.user_id)[:1] or managers[:1]
