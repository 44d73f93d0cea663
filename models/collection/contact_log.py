from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.contact_rules import FAMILIES
from ...engine.reason import as_json
from .contact import OUTCOMES, PARTIES
from .contact_gate import AUTOMATIC_ONLY
from .promise import WAYS

CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("wechat", "WeChat"),
    ("counter", "At the office"),
]
# How far back one may write down what happened.
OLDEST_RECORD = timedelta(days=30)


class ArrearsContactLog(models.TransientModel):
    """The form on which a collector writes down a call, a visit or a talk."""

    _name = "arrears.contact.log"
    _description = "Log a contact"

    case_id = fields.Many2one("arrears.case", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="case_id.currency_id")
    debtor_name = fields.Char(related="case_id.debtor_name", related_sudo=False)
    debtor_phone = fields.Char(string="Phone", compute="_compute_debtor_phone")
    amount_pursued = fields.Monetary(related="case_id.amount_pursued", related_sudo=False)
    days_overdue = fields.Integer(related="case_id.days_overdue", related_sudo=False)
    channel = fields.Selection(CHANNELS, required=True, default="call")
    direction = fields.Selection(
        [("out", "We contacted the debtor"), ("in", "The debtor contacted us")],
        required=True,
        default="out",
    )
    contact_class = fields.Selection(
        [("dunning", "The debt"), ("service", "Service only")],
        string="About",
        required=True,
        default="dunning",
    )
    party = fields.Selection(PARTIES, string="Spoke with", required=True, default="owner")
    happened_at = fields.Datetime(
        string="When",
        required=True,
        default=lambda self: self.env["arrears.contact"]._now(self.env.company),
    )
    outcome = fields.Selection(OUTCOMES)
    identity_checked = fields.Boolean(
        string="Identity checked", help="Name or unit was confirmed before the debt was mentioned."
    )
    reason_id = fields.Many2one("arrears.reason", string="Reason given")
    reason_advice = fields.Text(related="reason_id.advice")
    promise_date = fields.Date(
        string="Promised to pay by",
        help="Further ahead, a manager accepts it; nothing is sent until then.",
    )
    promise_amount = fields.Monetary(string="Promised amount", help="Empty: all of it.")
    promise_way = fields.Selection(WAYS, string="Pays how")
    need = fields.Char(
        string="What the owner needs",
        help="In the owner's words, about the flat or the service. Nothing about family, health "
        "or income: for a hardship there is a form that only reviewers read.",
    )
    next_step = fields.Char(string="Next step agreed", help="What we do, or the owner does, next.")
    call_back_at = fields.Datetime(
        string="Call back at", help="The hour the owner asked to be called at."
    )
    note = fields.Text()
    warning = fields.Text(compute="_compute_warning")
    breach = fields.Boolean(
        string="It happened all the same",
        help="Record it as a breach of the rules. Managers see it.",
    )

    @api.depends("case_id")
    @api.depends_context("uid")
    def _compute_debtor_phone(self):
        """Who logs a call has opened the card for it; that is written down."""
        for log in self:
            log.debtor_phone = log.case_id and log.case_id._opened().debtor_phone

    @api.depends("case_id", "channel", "direction", "contact_class", "happened_at")
    def _compute_warning(self):
        wording = self.env["arrears.reason.wording"]
        for log in self:
            log.warning = wording._word(as_json(log._reasons_against())) if log.case_id else False

    def _reasons_against(self):
        """Why this contact should not have been made: hours, caps, stops. Inbound is free."""
        self.ensure_one()
        if self.direction == "in" or self.channel == "counter" or not self.happened_at:
            return []
        contact = self.env["arrears.contact"].sudo()
        case = self.case_id.sudo()
        key = False if self.channel == "visit" else contact._address_key(case._phone_number())
        reasons = contact._contact_reasons(case, self.channel, self.happened_at, key)
        if self.contact_class == "dunning":
            stops = case._stop_reasons(case.company_id._arrears_today())[case.id]
            reasons += [reason for reason in stops if reason.code not in AUTOMATIC_ONLY]
        return reasons

    # One button an outcome

    def action_connected(self):
        """The debtor was reached and we spoke."""
        return self._log("connected")

    def action_no_answer(self):
        """Nobody answered."""
        return self._log("no_answer")

    def action_switched_off(self):
        """The phone was switched off."""
        return self._log("switched_off")

    def action_wrong_number(self):
        """The number belongs to somebody else."""
        return self._log("wrong_number")

    def action_someone_else(self):
        """Someone else answered; nothing was said about the debt."""
        return self._log("someone_else")

    def action_refused(self):
        """The debtor would not talk."""
        return self._log("refused")

    def _log(self, outcome):
        """Check what is asked of this outcome, and write the contact down."""
        self.ensure_one()
        self.case_id.check_access("write")
        self._check_complete(outcome)
        against = self._reasons_against()
        if against and not self.breach:
            raise UserError(
                self.env._(
                    "The rules do not allow this contact:\n%(reasons)s\n\n"
                    "If it happened all the same, tick “It happened all the same”.",
                    reasons=self.env["arrears.reason.wording"]._word(as_json(against)),
                )
            )
        contact = self.env["arrears.contact"].sudo().create(self._contact_values(outcome, against))
        self._after_log(contact)
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self, outcome):
        now = self.env["arrears.contact"]._now(self.case_id.company_id)
        if self.happened_at > now + timedelta(minutes=5):
            raise ValidationError(self.env._("A contact is written down after it happened."))
        if self.happened_at < now - OLDEST_RECORD:
            raise ValidationError(self.env._("Contacts are written down within 30 days."))
        if outcome != "connected" or self.contact_class == "service":
            return
        if not self.identity_checked:
            raise ValidationError(
                self.env._("Before the debt is mentioned, check who is speaking, and tick it.")
            )
        if not self.reason_id and not self.promise_date:
            raise ValidationError(
                self.env._("What came of the talk? Give the reason or the promised date.")
            )
        if not self._reason_known():
            raise ValidationError(
                self.env._(
                    "Why was it not paid? The reason is asked for once, also where a day was "
                    "promised."
                )
            )

    def _reason_known(self):
        """The reason given in this talk, else the one that stands on the card."""
        return self.reason_id or self.case_id.reason_id

    def _contact_values(self, outcome, against):
        case = self.case_id.sudo()
        phone = case._phone_number() if self.channel in ("call", "wechat") else False
        connected = outcome == "connected"
        return {
            "company_id": case.company_id.id,
            "debtor_id": case.debtor_id.id,
            "partner_id": self._person().id,
            "party": self.party,
            "case_ids": [(6, 0, case.ids)],
            "charge_ids": [(6, 0, case.charge_ids.ids)] if connected else False,
            "amount": case.amount_pursued if connected else 0,
            "channel": self.channel,
            "direction": self.direction,
            "contact_class": self.contact_class,
            "state": "connected" if connected else "failed",
            "happened_at": self.happened_at,
            "debtor_name": case.debtor_id.name,
            "address": phone,
            "address_key": self.env["arrears.contact"]._address_key(phone),
            "outcome": outcome,
            "identity_checked": connected and self.identity_checked,
            **(self._said() if connected else {}),
            "note": self.note,
            "breach": bool(against),
            "reasons": as_json(against) or False,
            "user_id": self.env.uid,
        }

    def _said(self):
        """What the debtor said, in a talk."""
        about_debt = self.contact_class == "dunning"
        promised = bool(self.promise_date)
        return {
            "reason_id": (self._reason_known() if about_debt else self.reason_id).id,
            "promise_date": self.promise_date,
            "promise_amount": self.promise_amount,
            "promise_way": promised and self.promise_way,
            "need": self.need,
            "next_step": self.next_step,
            "call_back_at": self.call_back_at,
        }

    def _person(self):
        """Who was spoken with: the debtor, or who holds the role on the unit today."""
        case = self.case_id.sudo()
        if self.party == case._party_of_debtor():
            return case.debtor_id
        today = case.company_id._arrears_today()
        holder = (
            self.env["arrears.ownership"]
            .sudo()
            .search(
                Domain("unit_id", "=", case.unit_id.id)
                & Domain("role", "=", self.party)
                & self.env["arrears.ownership"]._valid_domain(today),
                limit=1,
            )
        )
        if not holder:
            labels = dict(self._fields["party"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "Nobody is registered as %(role)s of this unit. A debt is spoken of only "
                    "with people who have a role on the unit; an agent needs a written authority "
                    "that still holds.",
                    role=labels[self.party],
                )
            )
        return holder.partner_id

    def _after_log(self, contact):
        """The promise becomes a hold, the reason goes on the card, the call task is settled."""
        case = self.case_id
        if contact.reason_id:
            case.reason_id = contact.reason_id
        if contact.promise_date:
            self._hold_for_promise(contact)
        self._settle_calls(case, contact)
        if contact.outcome == "connected":
            self._note_on_case(contact)
        if contact.call_back_at:
            self._give_call_back(contact)

    def _settle_calls(self, cases, contact):
        """Settle the tasks to call on these cards, where this was such a call."""
        if FAMILIES[contact.channel] == "call" and contact.direction == "out":
            reached = contact.outcome in ("connected", "refused")
            outcomes = dict(contact._fields["outcome"]._description_selection(self.env))
            cases._settle_call_tasks(reached, outcomes[contact.outcome])

    def _hold_for_promise(self, contact):
        case = self.case_id
        today = case.company_id._arrears_today()
        if contact.promise_date < today:
            raise ValidationError(self.env._("A promise is about a day that has not passed."))
        part = contact.promise_amount
        whole = not part or case.currency_id.compare_amounts(part, case.amount_pursued) >= 0
        hold = (
            self.env["arrears.hold"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "type": "promise",
                    "date_from": today,
                    "date_until": contact.promise_date,
                    "amount": 0 if whole else part,
                    "author_id": self.env.uid,
                }
            )
        )
        hold.promise_ids.contact_id = contact

    def _note_on_case(self, contact):
        """One line in the chatter, so that colleagues read the card from top to bottom."""
        self.case_id.message_post(body=self._words_of(contact))

    def _words_of(self, contact):
        words = [contact.reason_id.name, contact.need, contact.next_step, contact.note]
        return self.env._("Spoke with the debtor. %(what)s", what=" ".join(filter(None, words)))
