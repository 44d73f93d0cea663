from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ...engine.extension import ExtensionFacts, obstacles, year_before
from ...engine.reason import as_json
from ..collection.contact import PARTIES

STATES = [
    ("requested", "Waits for a decision"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
HOW = [
    ("call", "On the phone"),
    ("office", "At the office"),
    ("paper", "Signed paper"),
    ("message", "Written message"),
    ("portal", "On the owner's page"),
]


class ArrearsExtension(models.Model):
    """More time to pay, agreed with the owner: a hold until a day. No due date ever moves.

    A collector asks, a manager decides. The owner's agreement to pay by that day acknowledges the
    debt (SPC limitation rules 2020, art. 14), so it is recorded as an event of limitation.
    """

    _name = "arrears.extension"
    _description = "Extension of the time to pay"
    _inherit = [
        "arrears.on.card", "arrears.guarded", "arrears.list.export", "arrears.internal.chatter"
    ]  # fmt: skip
    _order = "id desc"
    _rec_name = "case_id"
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            *("state", "requested_by_id", "requested_on", "decided_by_id", "decided_on"),
            *("hold_id", "limitation_event_id"),
        }
    )

    until = fields.Date(
        string="To pay by",
        required=True,
        compute="_compute_until",
        store=True,
        readonly=False,
        precompute=True,
        help="The agreed day. Nothing is asked for until then; the due dates stay as they are.",
    )
    reason = fields.Text(required=True, help="Why the owner needs more time.")

    # The owner's agreement: who, how and when
    consent_party = fields.Selection(PARTIES, string="Agreed with", default="owner")
    consent_how = fields.Selection(HOW, string="Agreed how")
    consent_on = fields.Date(string="Agreed on")
    consent_proof = fields.Binary(string="Signed paper or picture", attachment=True, copy=False)
    consent_proof_name = fields.Char(string="Name of the signed paper", copy=False)

    # The decision
    state = fields.Selection(
        STATES, required=True, readonly=True, default="requested", copy=False, tracking=True
    )
    requested_by_id = fields.Many2one(
        "res.users", string="Asked for by", readonly=True, copy=False,
        default=lambda self: self.env.user,
    )  # fmt: skip
    requested_on = fields.Date(string="Asked for on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Date(string="Decided on", readonly=True, copy=False)
    decision_note = fields.Text(string="Why decided so", copy=False)
    hold_id = fields.Many2one("arrears.hold", readonly=True, copy=False, ondelete="restrict")
    limitation_event_id = fields.Many2one(
        "arrears.limitation.event", readonly=True, copy=False, ondelete="restrict"
    )

    _decided_by_another = models.Constraint(
        "CHECK (state <> 'granted' OR decided_by_id <> requested_by_id)",
        "An extension is granted by someone other than the person who asked for it.",
    )
    _one_request = models.UniqueIndex(
        "(case_id) WHERE state = 'requested'",
        "An extension of this card waits for a decision already.",
    )

    @api.depends("case_id")
    def _compute_until(self):
        """As long as the firm of the card usually gives."""
        for extension in self:
            company = extension.case_id.sudo().company_id or self.env.company
            usual = fields.Date.add(company._arrears_today(), days=company.arrears_extension_days)
            extension.until = extension.until or usual

    @api.depends("case_id", "until")
    def _compute_display_name(self):
        for extension in self:
            unit = extension.case_id.unit_id.sudo().display_name
            day = fields.Date.to_string(extension.until) if extension.until else None
            extension.display_name = " · ".join(filter(None, (unit, day)))

    def _is_frozen(self):
        return self.state != "requested"

    @api.constrains("consent_on", "until")
    def _check_days(self):
        for extension in self:
            if (
                extension.consent_on
                and extension.consent_on > extension.company_id._arrears_today()
            ):
                raise ValidationError(self.env._("The day of the agreement lies ahead."))

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for extensions; a manager gets the task to decide."""
        extensions = super().create(vals_list)
        for extension in extensions:
            company = extension.company_id
            extension._record_effect({"requested_on": company._arrears_today()})
            extension._ask_manager()
        return extensions

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A request is kept: withdraw it instead."))

    def _ask_manager(self):
        managers = self.company_id._arrears_people("manager") - self.requested_by_id
        if managers:
            manager = managers[:1]
            summary = self.with_context(lang=manager.lang or self.env.lang).env._(
                "Decide on more time to pay"
            )
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.requested_on,
                summary=summary,
                user_id=manager.id,
            )

    # The decision

    def action_grant(self):
        """Hold the card until the agreed day, and record the owner's acknowledgement.

        :raises AccessError: the user is no manager
        :raises UserError: the user asked for it himself, or what stands against it, in words
        """
        self._check_manager()
        for extension in self:
            extension._check_requested()
            if extension.requested_by_id == self.env.user:
                raise UserError(
                    self.env._("Somebody else has to decide on what you asked for yourself.")
                )
            # Two requests granted at once would each find the other not yet there.
            extension.case_id.sudo().lock_for_update()
            against = obstacles(extension._facts())
            if against:
                raise UserError(self.env["arrears.reason.wording"]._word(as_json(against)))
            extension._grant()
        return True

    def _grant(self):
        company = self.company_id
        hold = self.env["arrears.hold"].sudo().create(
            {
                "case_id": self.case_id.id,
                "type": "extension",
                "date_from": company._arrears_today(),
                "date_until": self.until,
                "extension_id": self.id,
                "author_id": self.requested_by_id.id,
            }
        )  # fmt: skip
        event = self._acknowledged()
        self._decide("granted", {"hold_id": hold.id, "limitation_event_id": event.id})

    def _acknowledged(self):
        """The event of limitation for every overdue charge of the card."""
        case = self.case_id.sudo()
        charges = case._overdue_charges(self.company_id._arrears_today())[case.id]
        owing = charges.filtered(lambda charge: not charge.time_barred)
        event = self.env["arrears.limitation.event"].sudo().create(
            {
                "company_id": self.company_id.id,
                "debtor_id": case.debtor_id.id,
                "type": "acknowledgement",
                "date": self.consent_on,
                "proof": self._consent_in_words(),
                "document": self.consent_proof,
                "document_name": self.consent_proof_name,
                "charge_link_ids": [
                    Command.create({"charge_id": charge.id}) for charge in owing
                ],
            }
        )  # fmt: skip
        if owing:
            event.action_record()
        return event

    def _consent_in_words(self):
        how = dict(self._fields["consent_how"]._description_selection(self.env))
        return self.env._(
            "The owner agreed to pay by %(day)s (%(how)s)",
            day=fields.Date.to_string(self.until),
            how=how[self.consent_how],
        )

    def _facts(self):
        """What the engine asks of this one request."""
        today = self.company_id._arrears_today()
        return ExtensionFacts(
            today=today,
            until=self.until,
            longest_days=self.company_id.arrears_extension_days,
            granted_on=tuple(self._granted_before()),
            allowed_a_year=self.company_id.arrears_extensions_a_year,
            hardship=self._in_hardship(year_before(today)),
            has_consent=bool(self.consent_party and self.consent_how and self.consent_on),
        )

    def _granted_before(self):
        """First days of the extensions and payment plans of this card."""
        holds = self.env["arrears.hold"].sudo().search(
            [("case_id", "=", self.case_id.id), ("type", "in", ("extension", "plan"))]
        )  # fmt: skip
        return holds.mapped("date_from")

    def _in_hardship(self, since):
        """Whether the owner asked for relief since that day."""
        return bool(
            self.env["arrears.hold"].sudo().search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("case_id.debtor_id", "=", self.case_id.sudo().debtor_id.id),
                    ("type", "=", "hardship"),
                    ("date_from", ">", since),
                ],
                limit=1,
            )
        )  # fmt: skip

    def action_refuse(self):
        """Refuse, with the reason the owner will hear.

        :raises AccessError: the user is no manager
        :raises UserError: no reason is given
        """
        self._check_manager()
        for extension in self:
            extension._check_requested()
            if not extension.decision_note:
                raise UserError(self.env._("Write down why: the owner will ask."))
            extension._decide("refused")
        return True

    def action_withdraw(self):
        """Take a request back before it is decided."""
        self.check_access("write")
        for extension in self:
            extension._check_requested()
            extension._decide("withdrawn")
        return True

    def _decide(self, state, values=None):
        self._record_effect(
            {
                **(values or {}),
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": self.company_id._arrears_today(),
            }
        )
        self.sudo().activity_ids.unlink()

    def _check_requested(self):
        if self.state != "requested":
            raise UserError(
                self.env._("%(extension)s is decided already.", extension=self.display_name)
            )

    def _check_manager(self):
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager decides on more time to pay."))
