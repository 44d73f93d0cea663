from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# While something is looked into or put right the owner hears of it at least this often.
WORD_EVERY_DAYS = 14


class ArrearsOwedWord(models.AbstractModel):
    """While it lasts the owner is told how far it is, every two weeks, and a person is asked to.

    For models that owe an answer (``arrears.owed.answer``); their ``_effect_fields`` take in
    ``informed_on`` and ``reminded_on``.
    """

    _name = "arrears.owed.word"
    _description = "Word that is owed every fortnight"
    # The states in which a word is owed, and the field with the day from which it is.
    _word_states = ("open",)
    _word_since = "opened_on"
    # The type of the task that asks for it.
    _word_task = "mail.mail_activity_data_todo"

    progress = fields.Text(string="How far it is", copy=False, help="What the owner is told next.")
    informed_on = fields.Date(string="Last told on", readonly=True, copy=False)
    reminded_on = fields.Date(
        string="Word asked for on", readonly=True, copy=False, help="The task of this fortnight."
    )

    def _word_subject(self):
        """Hook: what it is about, in a few words."""
        return self.display_name

    def _word_users(self):
        """Hook: who tells the owner."""
        return self.user_id

    def _inform(self):
        """The owner was told how far it is; what was said goes into the chatter.

        :raises UserError: nothing is under way, or what was said is not written down
        """
        for record in self:
            if record.state not in self._word_states:
                raise UserError(self.env._("Nothing is being put right here."))
            if not record.progress:
                raise UserError(self.env._("Write down first how far it is, as it was told."))
            said = record.progress
            record.progress = False
            record._record_effect({"informed_on": record.company_id._arrears_today()})
            record._after_word()
            record.message_post(
                body=self.env._("The owner was told: %(what)s", what=said),
                author_id=self.env.user.partner_id.id,
            )

    def _after_word(self):
        """Hook: what a word settles. The tasks of the record, unless a room says otherwise."""
        self.sudo().activity_ids.unlink()

    def _last_word(self):
        """The last day on which the owner heard of it."""
        return self.informed_on or self[self._word_since]

    @api.model
    def _ask_for_word(self, company):
        """Ask once a fortnight to tell each owner how far it is."""
        today = company._arrears_today()
        since = fields.Date.subtract(today, days=WORD_EVERY_DAYS)
        silent = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", self._word_states)
            & Domain(self._word_since, "<=", since)
            & (Domain("informed_on", "=", False) | Domain("informed_on", "<=", since))
        )
        for record in silent:
            asked, users = record.reminded_on, record._word_users()
            if not users or (asked and asked > record._last_word()):
                continue
            record._record_effect({"reminded_on": today})
            for user in users:
                summary = self.with_context(lang=user.lang or self.env.lang).env._(
                    "Tell the owner how far it is: %(subject)s", subject=record._word_subject()
                )
                record._task(user, summary, today, self._word_task)
