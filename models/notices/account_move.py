from odoo import models
from odoo.tools import html2plaintext

from ...engine.money import total
from ...engine.reason import as_json
from ..collection.contact_gate import AUTOMATIC_ONLY

# How Odoo names the way of a notification.
WAYS = {"email": "email", "sms": "sms"}


class AccountMove(models.Model):
    """What somebody sends to a debtor from a bill, with Odoo's own buttons, is a contact too.

    Of an overdue bill it is a reminder like ours: it counts in the caps, and where the rules spoke
    against it, it is kept as a breach for a manager to see. A bill not due yet is a service.
    """

    _inherit = "account.move"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        told = [(one["id"], WAYS[one["notif"]]) for one in recipients
                if one.get("id") and one.get("notif") in WAYS]  # fmt: skip
        if told and len(self) == 1 and self.is_sale_document(include_receipts=True):
            self.sudo()._arrears_keep_told(message, told)
        return recipients

    def _arrears_keep_told(self, message, told):
        """Keep a contact for each way that a message took to the debtor of this bill."""
        debtor = self.commercial_partner_id
        people = self.env["res.partner"].browse([person for person, _way in told])
        family = {person.id for person in people if person.commercial_partner_id == debtor}
        ways = {way: person for person, way in told if person in family}
        charges = self.env["arrears.charge"].search(
            [("move_id", "=", self.id), ("state", "=", "open"), ("debtor_id", "=", debtor.id)]
        )
        if not (ways and charges):
            return
        for way, person in ways.items():
            values = self._arrears_told_values(message, way, people.browse(person), charges)
            self.env["arrears.contact"].create(values)

    def _arrears_told_values(self, message, way, person, charges):
        contacts, debtor, company = self.env["arrears.contact"], charges.debtor_id, self.company_id
        today, now = company._arrears_today(), contacts._now(company)
        overdue = charges.filtered(lambda one: one.due_date and one.due_date < today)
        cases = self.env["arrears.case"].search(
            [("company_id", "=", company.id), ("debtor_id", "=", debtor.id),
             ("unit_id", "in", [*overdue.unit_id.ids, False]), ("state", "!=", "closed")]
        ) if overdue else self.env["arrears.case"]  # fmt: skip
        address = person.email_normalized if way == "email" else person.phone
        key = contacts._key_on(way, address) if address else False
        against = self._arrears_against(cases, way, now, key, today)
        named = overdue or charges
        digits = company.currency_id.decimal_places
        return {
            "company_id": company.id,
            "debtor_id": debtor.id,
            "partner_id": person.id,
            "party": cases._parties_of(debtor, charges.unit_id)[debtor.id],
            "case_ids": [(6, 0, cases.ids)],
            "charge_ids": [(6, 0, charges.ids)],
            "amount": total(named.mapped("amount_remaining"), digits),
            "channel": way,
            "contact_class": "dunning" if cases else "service",
            "state": "sent",
            "happened_at": now,
            "debtor_name": debtor.name,
            "address": address,
            "address_key": key,
            "language": debtor.lang,
            "subject": message.subject or self.name,
            "text": html2plaintext(message.body or ""),
            "user_id": self.env.uid,
            "breach": bool(against),
            "reasons": as_json(against) or False,
        }

    def _arrears_against(self, cases, way, now, key, today):
        """Why the rules would have kept this message back; nothing where it is a service."""
        if not cases:
            return []
        reasons = self.env["arrears.contact"]._contact_reasons(cases, way, now, key)
        for stops in cases._stop_reasons(today).values():
            reasons += [stop for stop in stops if stop.code not in AUTOMATIC_ONLY]
        return list(dict.fromkeys(reasons))
