from odoo import models


class ArrearsCase(models.Model):
    """Outcome buttons of a card: one key for a call that reached nobody, a form for a talk."""

    _inherit = "arrears.case"

    def action_log_contact(self):
        """Open the form on which a contact is written down."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a contact"),
            "res_model": "arrears.contact.log",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_case_id": self.id,
                "default_party": self._party_of_debtor(),
            },
        }

    def _log_call(self, outcome):
        self.ensure_one()
        self.check_access("write")
        log = self.env["arrears.contact.log"].create(
            {"case_id": self.id, "party": self._party_of_debtor()}
        )
        log._log(outcome)
        return True

    def action_log_no_answer(self):
        """I called just now and nobody answered."""
        return self._log_call("no_answer")

    def action_log_switched_off(self):
        """I called just now and the phone was off."""
        return self._log_call("switched_off")

    def action_log_wrong_number(self):
        """I called just now and the number is somebody else's."""
        return self._log_call("wrong_number")

    def action_log_someone_else(self):
        """I called just now, someone else answered, and I said nothing of the debt."""
        return self._log_call("someone_else")
