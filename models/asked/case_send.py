from odoo import models
from odoo.exceptions import UserError

from ...engine.asked import NAMES_MONEY, reasons_against
from ...engine.money import amount as to_amount
from ...engine.reason import Reason, as_json
from ..collection.contact_gate import AUTOMATIC_ONLY


class ArrearsCase(models.Model):
    """What an owner asked for goes out by one click: a contact within the caps, like any other."""

    _inherit = "arrears.case"

    def action_send_bill_again(self):
        """Send the open bills again, with the papers where it goes by e-mail.

        :raises UserError: why it can't be sent now
        """
        return self._send_asked("bill_again")

    def action_send_payment_link(self):
        """Send the ways to pay from anywhere, with the link where there is one.

        :raises UserError: why it can't be sent now
        """
        return self._send_asked("payment_link")

    def action_offer_debit(self):
        """Send the offer of direct debit.

        :raises UserError: why it can't be sent now
        """
        return self._send_asked("debit_offer")

    def action_send_fee_sheet(self):
        """Send what the fee pays for: prices, what they cover, the budget.

        :raises UserError: why it can't be sent now
        """
        return self._send_asked("fee_sheet")

    def action_print_fee_sheet(self):
        """Issue the sheet on what the fee pays for, to be handed over."""
        self.ensure_one()
        self.check_access("read")
        estate = self.sudo().estate_id.with_env(self.env)
        if not estate:
            raise UserError(self.env._("This card has no estate, so there is no sheet for it."))
        language = self.sudo().debtor_id.lang
        return self.env["arrears.fee.use"]._sheet(estate, language)._action_open()

    def _help_debit(self):
        """Extended: the offer goes to the owner; only where it can't, a treasurer hands it over."""
        self.ensure_one()
        if self.sudo()._reach()[self.sudo().debtor_id.id]:
            return self.action_offer_debit()
        return super()._help_debit()

    def _what_helps(self):
        """Extended with what is sent."""
        return super()._what_helps() | {
            "bill_again": self.action_send_bill_again,
            "fee_sheet": self.action_send_fee_sheet,
        }

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _send_asked(self, kind):
        self.ensure_one()
        self.check_access("write")
        reasons, contact = self.sudo()._compose_asked(kind)
        if reasons:
            raise UserError(
                self.env._(
                    "It can't be sent now:\n%(reasons)s",
                    reasons=self.env["arrears.reason.wording"]._word(as_json(reasons)),
                )
            )
        self.env.ref("property_arrears.cron_arrears_send").sudo()._trigger()
        labels = dict(contact._fields["asked_for"]._description_selection(self.env))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("On its way: %(what)s", what=labels[kind]),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _reasons_against_asked(self, kind, today):
        """Stops of the card but those agreed with the owner, and an offer that is no news."""
        self.ensure_one()
        has_debit = kind == "debit_offer" and bool(
            self.env["arrears.mandate"].sudo().search_count(
                [("state", "=", "active"), ("company_id", "=", self.company_id.id),
                 ("debtor_id", "=", self.sudo().debtor_id.id)], limit=1,
            )
        )  # fmt: skip
        stops = self._stop_reasons(today)[self.id]
        if self.sudo().debtor_id.id in self.env["arrears.notice"]._untouchable(
            self.company_id, self.sudo().debtor_id.ids, today
        ):
            return [Reason("notice_not_contacted")]
        return reasons_against(kind, stops, AUTOMATIC_ONLY, has_debit)

    def _compose_asked(self, kind):
        """The waiting message, or why there is none: (reasons, contact)."""
        contact, company = self.env["arrears.contact"].sudo(), self.company_id
        today = company._arrears_today()
        reach = self._reach()[self.debtor_id.id]
        template = reach and self._text_for(kind, reach.channel)
        named = self._named_charges(today)[self.id] if kind in NAMES_MONEY else []
        reasons = self._reasons_against_text(kind, reach, template, named)
        if reasons:
            return reasons, contact
        leaves_at = contact._next_allowed(self, reach.channel, contact._now(company))
        reasons = contact._contact_reasons(self, reach.channel, leaves_at, reach.key)
        if reasons:
            return reasons, contact
        run = self.env["arrears.run"].new({"company_id": company.id})
        installed = frozenset(code for code, _name in self.env["res.lang"].get_installed())
        language = run._language_of(self.debtor_id, installed)
        message = template._render(self, named, language)
        faults = run._text_faults(message, reach.channel)
        if faults:
            return faults, contact
        values = contact._queued_values(
            company, self.debtor_id, reach, language, message, leaves_at
        )  # fmt: skip
        values |= self._asked_values(kind, reach, named, language)
        digits = company.currency_id.decimal_places
        values |= {"template_id": template.id, "amount": to_amount(message["amount"], digits)}
        return [], contact.create(values)

    def _reasons_against_text(self, kind, reach, template, named):
        """Why there is nothing to send: stops, no way, no text that may be used, nothing open."""
        reasons = self._reasons_against_asked(kind, self.company_id._arrears_today())
        if reasons:
            return reasons
        if not template:
            return [Reason("no_template" if reach else "no_channel")]
        if template.review_state != "reviewed":
            return [Reason("text_not_reviewed", {"detail": template.name})]
        return [Reason("nothing_due")] if kind in NAMES_MONEY and not named else []

    def _asked_values(self, kind, reach, named, language):
        """What the message is about, with the papers where it goes by e-mail."""
        papers = self._papers_for(kind, named, language) if reach.channel == "email" else []
        return {
            "party": self._party_of_debtor(),
            "case_ids": [(6, 0, self.ids)],
            "charge_ids": [(6, 0, [charge.id for charge, _asked in named])],
            "tone": "gentle",
            "user_id": self.env.uid,
            "asked_for": kind,
            "document_ids": [(6, 0, [paper.id for paper in papers])],
        }

    def _text_for(self, kind, channel):
        """The text for a channel; on WeChat that of the SMS where it has none of its own."""
        texts = self.env["arrears.template"].sudo().search([("use", "=", kind)])
        by_channel = texts.grouped("channel")
        own = by_channel.get(channel, texts.browse())[:1]
        return own or (by_channel.get("sms", texts.browse())[:1] if channel == "wechat" else own)

    def _papers_for(self, kind, named, language):
        """The documents that go along with an e-mail."""
        if kind == "fee_sheet" and self.estate_id:
            return self.env["arrears.fee.use"]._sheet(self.estate_id, language)
        if kind != "bill_again":
            return []
        moves = self.env["account.move"].union(*(charge.move_id for charge, _asked in named))
        return [
            self.env["arrears.bill.statement"]._issued(move, language)
            for move in moves.filtered(lambda move: move.is_sale_document(include_receipts=True))
        ]
