from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .ownership import OFFICE

PROOFS = [
    ("death_certificate", "Death certificate"),
    ("registration_cancelled", "Household registration cancelled"),
    ("court_declaration", "Declaration by a court"),
    ("community_letter", "Letter of the community"),
]
SUSPENSION_MONTHS = 6


class ArrearsInheritance(models.Model):
    """An owner has died: what is owed until the day of death, and by whom after it.

    Succession opens with the death (Civil Code art. 1121) and the heirs own from that moment
    (art. 230), so the deceased's records end on that day and those of the heirs begin on the
    next. Debts of the time before are paid out of what is inherited, up to its value (art. 1161);
    they stay in the name of the deceased. While neither heirs nor administrator are determined,
    limitation stands still (art. 194) and ends half a year after they are.
    """

    _name = "arrears.inheritance"
    _description = "Inheritance"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "date_of_death desc, id desc"
    _rec_name = "deceased_id"
    _check_company_auto = True

    _effect_fields = frozenset({"state", "proof_seen_by_id", "proof_seen_on", "determined_by_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    deceased_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    date_of_death = fields.Date(string="Date of death", required=True, tracking=True)
    state = fields.Selection(
        [
            ("reported", "Reported"),
            ("proven", "Proven, heirs not determined"),
            ("determined", "Heirs determined"),
        ],
        required=True,
        readonly=True,
        default="reported",
        copy=False,
        tracking=True,
    )
    proof = fields.Selection(PROOFS, help="What was seen. No copy of it is kept.")
    proof_seen_by_id = fields.Many2one("res.users", string="Seen by", readonly=True, copy=False)
    proof_seen_on = fields.Date(string="Seen on", readonly=True, copy=False)
    administrator_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index="btree_not_null",
        help="Who administers the inheritance (Civil Code art. 1145), if anybody was named.",
    )
    unit_ids = fields.Many2many("arrears.unit", string="Units", compute="_compute_unit_ids")

    heir_ids = fields.One2many("arrears.inheritance.heir", "inheritance_id", string="Heirs")
    determined_on = fields.Date(
        string="Heirs determined on", help="Date of the notarial deed, judgment or agreement."
    )
    determined_by_id = fields.Many2one("res.users", string="Entered by", readonly=True, copy=False)
    deed = fields.Binary(attachment=True, copy=False, help="Who inherits which unit.")
    deed_name = fields.Char(string="File name", copy=False)
    suspended_until = fields.Date(
        string="Limitation not before",
        compute="_compute_suspended_until",
        help="Limitation that would have ended while the heirs were unknown ends on this day at "
        "the earliest (Civil Code art. 194). Empty while they are.",
    )
    late_charge_count = fields.Integer(
        string="Charges after the death",
        compute="_compute_late_charge_count",
        help="Billed to the deceased for days after the death: cancel these bills and bill the "
        "heirs.",
    )

    _one_a_person = models.UniqueIndex(
        "(company_id, deceased_id)", "The death of this person was entered already: open that one."
    )

    @api.depends("deceased_id", "date_of_death")
    def _compute_unit_ids(self):
        for inheritance in self:
            inheritance.unit_ids = inheritance._ownerships().unit_id

    @api.depends("state", "determined_on")
    def _compute_suspended_until(self):
        for inheritance in self:
            determined = inheritance.state == "determined" and inheritance.determined_on
            inheritance.suspended_until = determined and fields.Date.add(
                determined, months=SUSPENSION_MONTHS
            )

    @api.depends("deceased_id", "date_of_death")
    def _compute_late_charge_count(self):
        for inheritance in self:
            domain = inheritance._late_charges_domain()
            inheritance.late_charge_count = self.env["arrears.charge"].search_count(domain)

    def _late_charges_domain(self):
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("debtor_id", "=", self.deceased_id.id),
            ("period_to", ">", self.date_of_death),
            ("state", "!=", "gone"),
        ]

    def _ownerships(self):
        """What the deceased was to units on the day of death."""
        self.ensure_one()
        if not self.deceased_id or not self.date_of_death:
            return self.env["arrears.ownership"]
        return self.env["arrears.ownership"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "=", self.deceased_id.id)
            & Domain("date_from", "<=", self.date_of_death)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", self.date_of_death)),
            order="unit_id, id",
        )

    def _is_frozen(self):
        return self.state != "reported"

    def _free_when_frozen(self):
        if self.state == "proven":
            return frozenset({"administrator_id", "heir_ids", "determined_on", "deed", "deed_name"})
        return frozenset({"administrator_id"})

    # The way of an inheritance

    def action_prove(self):
        """Record that the proof was seen: the records of the deceased end with the day of death.

        :raises AccessError: the user is neither property accountant nor manager
        :raises UserError: no kind of proof is named, the day lies ahead, or the deceased is
            entered for a unit from a later day on
        """
        self._check_office()
        for inheritance in self:
            inheritance._check_provable()
            today = inheritance.company_id._arrears_today()
            inheritance._ownerships().sudo().filtered(
                lambda record, day=inheritance.date_of_death: record.date_to != day
            ).write({"date_to": inheritance.date_of_death})
            inheritance._record_effect(
                {"state": "proven", "proof_seen_by_id": self.env.uid, "proof_seen_on": today}
            )
        self._after_proven()

    def action_determine_heirs(self):
        """Let the heirs own and pay from the day after the death.

        The first in the list is billed; the others answer with him (Civil Code art. 307).

        :raises AccessError: the user is neither property accountant nor manager
        :raises UserError: heirs, day or deed are missing, or the deceased had no unit
        """
        self._check_office()
        for inheritance in self:
            inheritance._check_determinable()
            inheritance.env["arrears.ownership"].sudo().create(inheritance._heirs_values())
            inheritance._record_effect({"state": "determined", "determined_by_id": self.env.uid})
        self._after_determined()

    def _after_proven(self):
        """Hook: the death was proven. Rooms extend it, e.g. to stop messages."""

    def _after_determined(self):
        """Hook: the heirs are known. Rooms extend it."""

    def _heirs_values(self):
        begins = fields.Date.add(self.date_of_death, days=1)
        owning = self.env["arrears.ownership"]._owner_roles()
        units = self._ownerships().filtered(lambda record: record.role in owning).unit_id
        return [
            {
                "unit_id": unit.id,
                "partner_id": heir.partner_id.id,
                "role": "heir",
                "share": heir.share,
                "date_from": begins,
            }
            for unit in units
            for heir in self.heir_ids.sorted("sequence")
            if not heir.unit_id or heir.unit_id == unit
        ]

    def action_view_late_charges(self):
        """Open what was billed to the deceased for days after the death."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_charge"
        )
        return {**action, "domain": self._late_charges_domain(), "context": {}}

    def _check_office(self):
        self.check_access("write")
        if not (self.env.su or any(self.env.user.has_group(group) for group in OFFICE)):
            raise AccessError(self.env._("Only a property accountant or a manager does this."))

    def _check_provable(self):
        if self.state != "reported":
            raise UserError(self.env._("The proof was seen already."))
        if not self.proof:
            raise UserError(self.env._("Say which proof of the death was seen."))
        if self.date_of_death > self.company_id._arrears_today():
            raise UserError(self.env._("The day of death lies ahead: correct it."))
        later = self.env["arrears.ownership"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.deceased_id.id),
                ("date_from", ">", self.date_of_death),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(person)s is entered for unit %(unit)s from a day after the death on: "
                    "correct that record, or the day of death.",
                    person=self.deceased_id.display_name,
                    unit=later.unit_id.display_name,
                )
            )

    def _check_determinable(self):
        missing = None
        if self.state != "proven":
            missing = self.env._("See the proof of the death first; heirs are entered once.")
        elif not self.heir_ids or not self.determined_on or not self.deed:
            missing = self.env._("Enter the heirs, the day they were determined, and the deed.")
        elif not self._heirs_values():
            missing = self.env._("The deceased owned none of these units on the day of death.")
        if missing:
            raise UserError(missing)
