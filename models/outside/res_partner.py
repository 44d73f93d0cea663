from functools import wraps

from odoo import api, models
from odoo.fields import Domain

# Odoo Enterprise's follow-up of customers, and its scheduled action.
MODULE = "account_followup"
SCHEDULED_ACTION = f"{MODULE}.ir_cron_follow_up"
# Its methods on contacts that write to them, of its several versions.
WRITE_TO_THEM = (
    "_execute_followup_partner",
    "execute_followup",
    "_send_followup",
    "send_followup_email",
    "send_followup_sms",
)
# Its scheduled work on one company, and what tells that work whom to write to.
WORK_OF_A_COMPANY = "_cron_execute_followup_company"
WHOM = "_query_followup_data"
# How that addon says on a contact whether its reminders leave by themselves.
REMINDER = "followup_reminder_type"


class ResPartner(models.Model):
    """Another follow-up writes to nobody who has a card here.

    Two letters about one debt, one of them outside hours, caps and stops, would be unlawful and
    unfair. Odoo loads that addon after ours, so that its methods would stand before whatever we
    define; they are wrapped when the registry is complete, and nothing is if it is not installed.
    """

    _inherit = "res.partner"

    def _register_hook(self):
        super()._register_hook()
        model = self.env.registry["res.partner"]
        for name in WRITE_TO_THEM:
            _wrap(model, name, _only_others)
        _wrap(model, WORK_OF_A_COMPANY, _as_scheduled)
        _wrap(model, WHOM, _without_ours)

    def _arrears_cards(self):
        """Cards of these contacts in the present company and its branches, open or closed.

        A debtor whose card is closed may owe again tomorrow, and is then ours too.
        """
        return (
            self.env["arrears.case"]
            .sudo()
            .search(
                Domain("company_id", "child_of", self.env.company.sudo().root_id.id)
                & Domain("debtor_id", "in", self.sudo().commercial_partner_id.ids)
            )
        )

    def _arrears_kept_back(self):
        """The contacts among these to whom that follow-up may not write; that it was kept from
        it is recorded."""
        cards = self._arrears_cards()
        if cards:
            self.env["arrears.contact"]._keep_back(cards)
        ours = set(cards.debtor_id.ids)
        return self.filtered(lambda one: one.sudo().commercial_partner_id.id in ours)

    def _arrears_say_kept_back(self, kept_back):
        """Tell the person who pressed a button why nothing leaves."""
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "message": self.env._(
                    "%(count)s customers have a card in Arrears and hear of what they owe from "
                    "there alone. Nothing was sent to them.",
                    count=len(kept_back),
                ),
            },
        )

    @api.model
    def _arrears_take_over(self, company):
        """Set that addon's reminders to manual for whoever has a card; nothing without the addon.

        It is said on the contact, so that people see it there. What keeps the letters back does
        not depend on it.
        """
        if REMINDER not in self._fields:
            return
        cards = self.env["arrears.case"].sudo()._search([("company_id", "=", company.id)])
        partners = self.sudo().with_company(company).with_context(active_test=False)
        automatic = partners.search(
            Domain("id", "in", cards.subselect("debtor_id")) & Domain(REMINDER, "=", "automatic")
        )
        automatic.write({REMINDER: "manual"})

    @api.model
    def _arrears_other_follow_up(self):
        """Whether that addon is installed and would write by itself."""
        module = self.env["ir.module.module"].sudo()._get(MODULE)
        if module.state not in ("installed", "to upgrade"):
            return False
        action = self.env.ref(SCHEDULED_ACTION, raise_if_not_found=False)
        return not action or action.sudo().active


def _wrap(model, name, wrapper):
    """Put a method of another addon behind ours, once for each registry."""
    origin = getattr(model, name, None)
    if origin is not None and not hasattr(origin, "arrears_origin"):
        method = wraps(origin)(wrapper(origin, name))
        method.arrears_origin = origin
        setattr(model, name, method)


def _only_others(origin, name):
    """Do it for those without a card; with nobody left, nothing was done."""

    def method(self, *arguments, **options):
        kept_back = self._arrears_kept_back()
        others = self - kept_back
        if kept_back and name == "execute_followup":
            self._arrears_say_kept_back(kept_back)
        if self and not others:
            return False
        return origin(others, *arguments, **options)

    return method


def _as_scheduled(origin, _name):
    """Mark the scheduled work, so that a person's lists still show everybody."""

    def method(self, *arguments, **options):
        return origin(self.with_context(arrears_scheduled_follow_up=True), *arguments, **options)

    return method


def _without_ours(origin, _name):
    """Whom the scheduled work is to write to, without ours: it takes the first thousand, and
    those it may not write to would come first for ever."""

    def method(self, *arguments, **options):
        found = origin(self, *arguments, **options)
        if not self.env.context.get("arrears_scheduled_follow_up"):
            return found
        partners = self.env["res.partner"].browse(found)
        kept_back = set(partners._arrears_kept_back().ids)
        return {number: row for number, row in found.items() if number not in kept_back}

    return method
