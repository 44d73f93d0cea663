from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

TYPES = [
    ("demand", "Demand delivered"),
    ("acknowledgement", "Acknowledgement"),
    ("part_payment", "Part payment"),
    ("plan", "Payment plan"),
    ("suit", "Suit or payment order"),
    ("mediation", "Mediation"),
]
METHODS = [
    ("signed", "Signed for"),
    ("co_resident", "Signed by a co-resident adult relative"),
    ("courier", "Courier"),
    ("registered_letter", "Registered letter"),
    ("message", "Message with receipt"),
    ("email", "E-mail with receipt"),
    ("media", "Notice in the media"),
]
WORKERS = (
    "property_arrears.group_accountant",
    "property_arrears.group_lawyer",
    "property_arrears.group_manager",
)


class ArrearsLimitationEvent(models.Model):
    """What made limitation run anew for the charges it names, and the proof of it.

    Civil Code art. 195. A demand counts when it provably arrived (SPC limitation rules 2020,
    art. 8); that it was sent proves nothing. Property fees are debts of their own, period by
    period, so what an event does not name keeps running.
    """

    _name = "arrears.limitation.event"
    _description = "Event of limitation"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "recorded_by_id", "recorded_on", "withdrawn_by_id", "withdrawn_on"}
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    debtor_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    type = fields.Selection(TYPES, required=True, default="demand")
    date = fields.Date(
        string="Day of the event",
        required=True,
        help="The day it took effect: of a demand, the day it arrived.",
    )
    method = fields.Selection(
        METHODS, string="Delivered how", help="How a demand reached the debtor."
    )
    proof = fields.Char(
        help="What shows it: the courier's number, the receipt, the file number of the court."
    )
    document = fields.Binary(string="Scan of the proof", attachment=True, copy=False)
    document_name = fields.Char(string="Name of the scan", copy=False)
    charge_link_ids = fields.One2many(
        "arrears.limitation.event.charge", "event_id", string="Charges it names"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("recorded", "In effect"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    recorded_by_id = fields.Many2one("res.users", string="Recorded by", readonly=True, copy=False)
    recorded_on = fields.Datetime(string="Recorded on", readonly=True, copy=False)
    withdraw_reason = fields.Char(
        string="Reason for withdrawing", copy=False, help="Why the event does not count after all."
    )
    withdrawn_by_id = fields.Many2one("res.users", string="Withdrawn by", readonly=True, copy=False)
    withdrawn_on = fields.Datetime(string="Withdrawn on", readonly=True, copy=False)

    @api.depends("type", "date", "debtor_id")
    def _compute_display_name(self):
        types = dict(self._fields["type"]._description_selection(self.env))
        for event in self:
            parts = (types.get(event.type), fields.Date.to_string(event.date or None))
            event.display_name = " · ".join(filter(None, (*parts, event.debtor_id.name)))

    def _is_frozen(self):
        return self.state != "draft"

    def _free_when_frozen(self):
        return frozenset({"withdraw_reason"}) if self.state == "recorded" else frozenset()

    @api.constrains("charge_link_ids", "debtor_id", "company_id")
    def _check_charges(self):
        for event in self:
            charges = event.charge_link_ids.charge_id
            if charges.company_id - event.company_id:
                raise ValidationError(
                    self.env._("An event names charges of its own company: take the others off.")
                )
            if charges.debtor_id - event.debtor_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "An event names charges of one debtor, %(debtor)s: make another event for "
                        "the other debtor.",
                        debtor=event.debtor_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Recording and taking back
    # ------------------------------------------------------------------

    def action_name_open_charges(self):
        """Name every open charge of the debtor that is not on the list yet."""
        self.ensure_one()
        self.check_access("write")
        charges = self.env["arrears.charge"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.commercial_partner_id.id),
                ("state", "=", "open"),
                ("due_date", "<=", self.date),
            ]
        )
        missing = charges - self.charge_link_ids.charge_id
        self.charge_link_ids = [Command.create({"charge_id": charge.id}) for charge in missing]

    def action_record(self):
        """Let the events count: from now on they stay as they are.

        :raises UserError: proof or charges are missing, or the day lies ahead
        """
        self._check_worker()
        for event in self:
            event._check_complete()
        self.charge_link_ids._take_snapshot()
        self._record_effect(
            {
                "state": "recorded",
                "recorded_by_id": self.env.uid,
                "recorded_on": fields.Datetime.now(),
            }
        )
        self._let_count()

    def _check_complete(self):
        self._check_state("draft")
        wanted = {
            self.env._("proof"): self.proof,
            self.env._("charges it names"): self.charge_link_ids,
            self.env._("how it was delivered"): self.method or self.type != "demand",
        }
        missing = [name for name, value in wanted.items() if not value]
        if missing:
            raise UserError(
                self.env._(
                    "This event cannot count yet. Missing: %(missing)s.",
                    missing=", ".join(missing),
                )
            )
        if self.date > self.company_id._arrears_today():
            raise UserError(self.env._("The day of the event lies ahead: correct the date."))

    def action_withdraw(self):
        """Take recorded events back: they did not happen as recorded. Managers and lawyers.

        :raises UserError: no reason is given
        """
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in WORKERS[1:]):
            raise AccessError(self.env._("Only a manager or a lawyer withdraws an event."))
        for event in self:
            event._check_state("recorded")
            if not event.withdraw_reason:
                raise UserError(self.env._("Write down why the event does not count."))
        self._take_back()

    def _take_back(self):
        self._record_effect(
            {
                "state": "withdrawn",
                "withdrawn_by_id": self.env.uid,
                "withdrawn_on": fields.Datetime.now(),
            }
        )
        self._let_count()

    def _let_count(self):
        """Bring the charges of these events up to date, by all events that name them."""
        charges = self.charge_link_ids.charge_id
        self.env["arrears.limitation.event.charge"].sudo()._renew(charges)

    def _check_worker(self):
        self.check_access("write")
        if not (self.env.su or any(self.env.user.has_group(group) for group in WORKERS)):
            raise AccessError(
                self.env._("Only accountants, lawyers and managers record events of limitation.")
            )

    def _check_state(self, state):
        if self.state != state:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(event)s is in state “%(state)s”.",
                    event=self.display_name,
                    state=states[self.state],
                )
            )
