from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.masking import mask_email, mask_phone
from .promise import WAYS

PARTIES = [
    ("owner", "Owner"),
    ("co_owner", "Co-owner"),
    ("tenant_payer", "Tenant who pays"),
    ("agent", "Authorised agent"),
    ("developer", "Developer"),
    ("heir", "Heir"),
]
CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("call", "Call"),
    ("visit", "Visit"),
    ("letter", "Letter"),
    ("portal", "Portal"),
    ("counter", "At the office"),
]
STATES = [
    ("queued", "Waiting to leave"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("connected", "Connected"),
    ("failed", "Failed"),
    ("refused", "Refused by the rules"),
    ("cancelled", "Cancelled"),
]
OUTCOMES = [
    ("connected", "Connected"),
    ("no_answer", "No answer"),
    ("switched_off", "Switched off"),
    ("wrong_number", "Wrong number"),
    ("someone_else", "Someone else answered"),
    ("refused", "Refused to talk"),
]
# What may follow a state. A contact that took effect never goes back.
NEXT_STATES = {
    "queued": {"sent", "failed", "refused", "cancelled"},
    "sent": {"delivered", "failed"},
    "delivered": {"failed"},
}
# States of what has not reached out to anybody.
NOT_MADE = ("queued", "refused", "cancelled")
# What is still written while a message waits: the marks of its leaving.
_WHILE_QUEUED = {"state", "happened_at", "leaving_at", "reasons", "mail_id", "sms_id",
                 "scheduled_at"}  # fmt: skip
# What is written afterwards: only that it arrived or came back, with the event's row.
_AFTERWARDS = {"state"}


class ArrearsContact(models.Model):
    """One attempt to reach a debtor, in or out, made, sent or refused. Evidence: kept as it was."""

    _name = "arrears.contact"
    _description = "Contact with a debtor"
    _order = "moment desc, id desc"
    _check_company_auto = True

    # Whom, about what
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Person", readonly=True, index=True, ondelete="restrict"
    )
    party = fields.Selection(PARTIES, required=True, readonly=True, default="owner")
    case_ids = fields.Many2many(
        "arrears.case", "arrears_contact_case_rel", "contact_id", "case_id", readonly=True
    )
    charge_ids = fields.Many2many(
        "arrears.charge", "arrears_contact_charge_rel", "contact_id", "charge_id", readonly=True
    )
    amount = fields.Monetary(readonly=True, help="What was named as due.")

    # How and when
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    direction = fields.Selection(
        [("out", "Out"), ("in", "In")], required=True, readonly=True, default="out"
    )
    contact_class = fields.Selection(
        [
            ("service", "Service"),
            ("dunning", "Dunning"),
            ("legal", "Legal"),
            ("marketing", "Marketing"),
        ],
        string="Class",
        required=True,
        readonly=True,
        default="dunning",
    )
    tone = fields.Selection([("gentle", "Gentle"), ("notice", "Notice"), ("firm", "Firm")],
                            readonly=True)  # fmt: skip
    state = fields.Selection(STATES, required=True, readonly=True, default="queued", index=True)
    scheduled_at = fields.Datetime(string="Leaves at", readonly=True, index="btree_not_null")
    leaving_at = fields.Datetime(readonly=True, help="Marked before it leaves, so never twice.")
    happened_at = fields.Datetime(string="Happened at", readonly=True)
    moment = fields.Datetime(string="When", compute="_compute_moment", store=True, index=True)

    # Snapshots: a merged or renamed partner is no loss
    debtor_name = fields.Char(readonly=True, groups="property_arrears.group_manager")
    address = fields.Char(readonly=True, groups="property_arrears.group_manager")
    address_masked = fields.Char(string="To", compute="_compute_address_masked")
    address_key = fields.Char(readonly=True, index="btree_not_null")
    language = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(string="Text as it left", readonly=True)
    # Built by us with every value escaped, and kept exactly as it left.
    body_html = fields.Html(string="Message", readonly=True, sanitize=False)

    # What came of it
    outcome = fields.Selection(OUTCOMES, readonly=True)
    identity_checked = fields.Boolean(readonly=True)
    reason_id = fields.Many2one("arrears.reason", string="Reason given", readonly=True)
    promise_date = fields.Date(string="Promised by", readonly=True)
    promise_amount = fields.Monetary(string="Promised amount", readonly=True)
    promise_way = fields.Selection(WAYS, string="Pays how", readonly=True)
    need = fields.Char(string="What the owner needs", readonly=True)
    next_step = fields.Char(string="Next step agreed", readonly=True)
    call_back_at = fields.Datetime(
        string="Call back at", readonly=True, help="The hour the owner asked to be called at."
    )
    note = fields.Text(readonly=True)
    breach = fields.Boolean(
        string="Outside the rules",
        readonly=True,
        help="It happened outside hours, caps or stops, and is recorded as such.",
    )
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")
    event_ids = fields.One2many("arrears.contact.event", "contact_id", readonly=True)

    # Where it came from
    user_id = fields.Many2one("res.users", string="By", readonly=True, index=True)
    step_id = fields.Many2one("arrears.policy.step", readonly=True, ondelete="set null")
    template_id = fields.Many2one("arrears.template", readonly=True, ondelete="set null")
    run_id = fields.Many2one("arrears.run", readonly=True, index=True, ondelete="restrict")
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null")
    sms_id = fields.Many2one("sms.sms", readonly=True, ondelete="set null")

    _queue = models.Index("(scheduled_at) WHERE state = 'queued'")
    _person_time = models.Index("(debtor_id, moment)")
    _number_time = models.Index("(address_key, moment) WHERE address_key IS NOT NULL")

    @api.depends("happened_at", "leaving_at", "scheduled_at")
    def _compute_moment(self):
        for contact in self:
            contact.moment = contact.happened_at or contact.leaving_at or contact.scheduled_at

    @api.depends("channel", "case_ids.unit_id")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for contact in self:
            units = contact.sudo().case_ids.unit_id.mapped("name")
            contact.display_name = " · ".join(filter(None, (channels.get(contact.channel),
                                                            ", ".join(units))))  # fmt: skip

    def _compute_address_masked(self):
        for contact in self:
            address = contact.sudo().address or ""
            contact.address_masked = mask_email(address) if "@" in address else mask_phone(address)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for contact in self:
            contact.reason_text = wording._word(contact.reasons)

    @api.constrains("partner_id", "party", "debtor_id", "case_ids", "charge_ids")
    def _check_party(self):
        """Only the debtor, or who holds a role on the unit: nobody else can be contacted."""
        for contact in self:
            partner = contact.partner_id or contact.debtor_id
            if partner.commercial_partner_id == contact.debtor_id:
                continue
            today = contact.company_id._arrears_today()
            held = (
                self.env["arrears.ownership"]
                .sudo()
                .search_count(
                    Domain(
                        "unit_id", "in", (contact.case_ids.unit_id | contact.charge_ids.unit_id).ids
                    )
                    & Domain("partner_id", "=", partner.id)
                    & Domain("role", "=", contact.party)
                    & self.env["arrears.ownership"]._valid_domain(today)
                )
            )
            if not held:
                raise ValidationError(
                    self.env._(
                        "A debt is spoken of only with the debtor, a co-owner, the registered "
                        "payer, an heir or an agent with authority. Register the role on the unit "
                        "first."
                    )
                )

    # Evidence: what took effect stays as it was, for everybody

    @api.model_create_multi
    def create(self, vals_list):
        """Record contacts, and count them on their cards."""
        contacts = super().create(vals_list)
        # What waits or was refused is no contact made yet, and changes no count.
        contacts.filtered(lambda one: one.state not in NOT_MADE)._count_on_cases()
        return contacts

    def write(self, vals):
        """Let a contact go on to its next state; everything else is frozen.

        :raises UserError: for any other change, whoever asks
        """
        for contact in self:
            allowed = contact._writable()
            changed = {name for name in vals if self._differs(contact, name, vals[name])}
            if changed - allowed:
                raise UserError(self.env._("A contact is evidence: it is kept as it was recorded."))
            if "state" in changed and vals["state"] not in contact._next_states():
                raise UserError(
                    self.env._("This contact is final. What follows is recorded as an event.")
                )
        result = super().write(vals)
        if "state" in vals:
            self._count_on_cases()
        return result

    def _writable(self):
        """What of this one contact may still be written. Rooms add theirs through ``super()``."""
        return _WHILE_QUEUED if self.state == "queued" else _AFTERWARDS

    def _next_states(self):
        """The states this one contact may go on to."""
        return NEXT_STATES.get(self.state, set())

    def _differs(self, contact, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return True
        return field.convert_to_write(contact[name], contact) != value

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A contact is evidence and is never deleted."))

    def _count_on_cases(self):
        """Bring last contact and number of contacts of the cards up to date."""
        cases = self.sudo().case_ids
        if not cases:
            return
        # A call that reached nobody was an attempt; a message that failed was nothing.
        made = Domain("state", "in", ("sent", "delivered", "connected")) | (
            Domain("state", "=", "failed") & Domain("outcome", "!=", False)
        )
        rows = self.sudo()._read_group(
            Domain("case_ids", "in", cases.ids) & made,
            ["case_ids"],
            ["__count", "moment:max"],
        )
        counted = {case.id: (count, moment) for case, count, moment in rows}
        self.env["arrears.case"].sudo()._update_figures(
            {
                case.id: {
                    "contact_count": counted.get(case.id, (0, None))[0],
                    "last_contact_date": self._local_day(counted.get(case.id, (0, None))[1]),
                }
                for case in cases
            }
        )

    def _local_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date() if moment else None
