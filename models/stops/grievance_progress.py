from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# While something is put right the owner hears of it at least this often.
WORD_EVERY_DAYS = 14


class ArrearsGrievance(models.Model):
    """While something is being put right the owner is told how far it is, every two weeks."""

    _inherit = "arrears.grievance"

    progress = fields.Text(string="How far it is", copy=False, help="What the owner is told next.")
    informed_on = fields.Date(string="Last told on", readonly=True, copy=False)
    reminded_on = fields.Date(
        string="Word asked for on", readonly=True, copy=False, help="The task of this fortnight."
    )

    def action_informed(self):
        """The owner was told how far it is; what was said goes into the chatter.

        :raises UserError: nothing is being put right, or what was said is not written down
        """
        self.check_access("write")
        for grievance in self:
            if grievance.state != "answered":
                raise UserError(self.env._("Nothing is being put right here."))
            if not grievance.progress:
                raise UserError(self.env._("Write down first how far it is, as it was told."))
            said = grievance.progress
            grievance.progress = False
            grievance._record_effect({"informed_on": grievance.company_id._arrears_today()})
            grievance.sudo().activity_ids.unlink()
            grievance.message_post(
                body=self.env._("The owner was told: %(what)s", what=said),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def _last_word(self):
        """The last day on which the owner heard of it."""
        return self.informed_on or self.answered_on

    @api.model
    def _ask_for_word(self, company):
        """Ask the collector of each card once a fortnight to tell the owner how far it is."""
        today = company._arrears_today()
        since = fields.Date.subtract(today, days=WORD_EVERY_DAYS)
        silent = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "answered")
            & Domain("answered_on", "<=", since)
            & (Domain("informed_on", "=", False) | Domain("informed_on", "<=", since))
        )
        for grievance in silent:
            asked, user = grievance.reminded_on, grievance.user_id
            if not user or (asked and asked > grievance._last_word()):
                continue
            grievance._record_effect({"reminded_on": today})
            summary = self.with_context(lang=user.lang or self.env.lang).env._(
                "Tell the owner how far it is: %(subject)s", subject=grievance.subject
            )
            grievance._task(user, summary, today)
