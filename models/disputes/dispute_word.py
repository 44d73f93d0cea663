from odoo import models


class ArrearsDispute(models.Model):
    """Telling the owner how far it is, and telling a manager that the decision is late."""

    _inherit = "arrears.dispute"
    # A kind of its own, so that a word given ends no task to examine.
    _word_task = "mail.mail_activity_data_call"

    def action_informed(self):
        """The owner was told how far it is; what was said goes into the chatter.

        :raises UserError: the dispute is over, or what was said is not written down
        """
        self.check_access("write")
        self._inform()
        return True

    def _after_word(self):
        """See ``arrears.owed.word``: only the tasks of a word are done; the decision is owed."""
        word = self.env.ref(self._word_task)
        self.sudo().activity_ids.filtered(lambda task: task.activity_type_id == word).unlink()

    def _give_word_tasks(self, word):
        """Ask the collectors of the cards to tell the owner something, today.

        :param word: what, as a function of the environment in the reader's language
        """
        today = self.company_id._arrears_today()
        for user in self._word_users():
            env = self.with_context(lang=user.lang or self.env.lang).env
            self._task(user, word(env), today, self._word_task)

    def _had_a_part(self):
        """See ``arrears.owed.answer``: who opened it may not decide it."""
        return self.author_id

    def _late_in_words(self):
        """See ``arrears.owed.answer``."""
        return self.env._("The decision is late: %(subject)s", subject=self.display_name)
