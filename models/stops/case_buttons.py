from odoo import models
from odoo.exceptions import AccessError, UserError


class ArrearsCase(models.Model):
    """One click from what an owner says to what is done about it."""

    _inherit = "arrears.case"

    def action_claim_payment(self):
        """The owner says that it is paid: open the form that asks where, how much, when, how."""
        return self._open_form("arrears.payment.claim", self.env._("Says it is paid"))

    def action_grievance(self):
        """The owner asks, complains or needs a repair: open the form."""
        running = self.grievance_ids.filtered(lambda one: one.state != "closed")[:1]
        return self._open_form(
            "arrears.grievance", self.env._("Question or complaint"), record=running
        )

    def action_ask_extension(self):
        """The owner needs more time and agreed on a day: open the form."""
        return self._open_form("arrears.extension", self.env._("More time to pay"))

    def action_preferred_hours(self):
        """The owner would like certain hours or a channel, or has a word on the service."""
        self.ensure_one()
        known = self.env["arrears.preference"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.sudo().debtor_id.id),
            ],
            limit=1,
        )
        return self._open_form(
            "arrears.preference", self.env._("What the owner prefers"), record=known
        )

    def _open_form(self, model, name, record=None, **defaults):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": record.id if record else False,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_case_id": self.id,
                **{f"default_{field}": value for field, value in defaults.items()},
            },
        }

    # From the reason an owner gives to what helps

    def action_do_what_helps(self):
        """Start what helps for the reason on this card: one click.

        :raises UserError: the reason has nothing of its own to start
        """
        self.ensure_one()
        self.check_access("write")
        start = self._what_helps().get(self.reason_id.action)
        if not start:
            raise UserError(self.env._("Nothing is started for this reason: talk with the owner."))
        return start()

    def _what_helps(self):
        """Action of a reason → what it starts. Rooms add theirs through ``super()``."""
        return {
            "promise": self.action_log_contact,
            "payment_claim": self.action_claim_payment,
            "complaint": self.action_grievance,
            "repair": self._help_repair,
            "extension": self.action_ask_extension,
            "relief": self.action_ask_for_relief,
            "debit": self._help_debit,
            "fapiao": self.action_ask_fapiao,
        }

    def _help_repair(self):
        running = self.grievance_ids.filtered(lambda one: one.state != "closed")[:1]
        return self._open_form(
            "arrears.grievance", self.env._("Question or complaint"), record=running, kind="repair"
        )

    def _help_debit(self):
        """Ask a treasurer to send the owner a mandate: collectors keep no bank accounts."""
        treasurer = self.company_id._arrears_people("treasurer")[:1]
        if not treasurer:
            raise AccessError(self.env._("Nobody here keeps mandates for direct debit."))
        summary = self.with_context(lang=treasurer.lang or self.env.lang).env._(
            "Offer direct debit: the owner forgot to pay"
        )
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._arrears_today(),
            summary=summary,
            user_id=treasurer.id,
        )
        return True
