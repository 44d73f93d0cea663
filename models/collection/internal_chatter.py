from odoo import api, models
from odoo.exceptions import UserError


class ArrearsInternalChatter(models.AbstractModel):
    """A chatter for colleagues. Nothing leaves the firm through it.

    A debtor hears from us by ``arrears.contact`` alone, where stops, hours and caps are checked.
    """

    _name = "arrears.internal.chatter"
    _description = "Internal chatter"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    def _debtors_of(self):
        """Hook: the debtors these records are about; no colleague either, where he owes."""
        return self.env["res.partner"]

    @api.model
    def _users(self):
        """Names of the models whose chatter is internal."""
        return self.pool.descendants([self._name], "_inherit") - {self._name}

    def _check_internal(self, partner_ids):
        """Refuse partners who are not colleagues, and the debtors themselves.

        :raises UserError: when one of them is no internal user, or owes on one of these records
        """
        partners = self.env["res.partner"].sudo().browse(partner_ids or []).exists()
        debtors = self._debtors_of()
        outsiders = partners.filtered(
            lambda partner: (
                partner.commercial_partner_id in debtors
                or not any(
                    not user.share for user in partner.with_context(active_test=False).user_ids
                )
            )
        )
        if outsiders:
            raise UserError(
                self.env._(
                    "This chatter is internal: only colleagues follow a card or get messages "
                    "from it. To reach the debtor, log a contact or let the policy send."
                )
            )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Follow the card: colleagues only."""
        self._check_internal(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        self._check_internal(partner_ids)
        return super()._message_subscribe(partner_ids, subtype_ids, customer_ids=customer_ids)

    def message_post(self, **kwargs):
        """Write an internal note: to colleagues only, and never by e-mail to anybody."""
        self._check_internal(kwargs.get("partner_ids"))
        if kwargs.get("outgoing_email_to"):
            raise UserError(self.env._("A card sends no e-mail. Its chatter is internal."))
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        """Notify colleagues about the card."""
        self._check_internal(kwargs.get("partner_ids"))
        return super().message_notify(**kwargs)

    def message_mail_with_source(self, *_args, **_kwargs):
        """Refused: cards send no mass mail."""
        raise UserError(self.env._("A card sends no e-mail. Its chatter is internal."))

    def _message_sms(self, *_args, **_kwargs):
        raise UserError(self.env._("A card sends no SMS. Its chatter is internal."))

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Colleagues read the card in Odoo; its content travels by no mail."""
        return True

    def _notify_thread_by_sms(self, *_args, **_kwargs):
        return True

    def _mail_get_partner_fields(self, introspect_fields=False):
        """No partner of a card is a recipient, whatever tool asks."""
        return []

    def _message_get_suggested_recipients(self, *_args, **_kwargs):
        return []
