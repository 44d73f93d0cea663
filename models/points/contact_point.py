import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...engine.masking import mask_address, mask_email, mask_name, mask_phone
from ..collection.opened_card import OPENED, shows

KINDS = [("phone", "Phone"), ("email", "E-mail"), ("address", "Postal address")]
_MASKS = {"phone": mask_phone, "email": mask_email, "address": mask_address}
SOURCES = [
    ("typed", "Typed in"),
    ("owner", "Said by the owner"),
    ("moved", "Moved out of contacts"),
    ("import", "Imported"),
]
STANDINGS = [("good", "Good"), ("unknown", "Unconfirmed"), ("bad", "Not good")]
# What a person may give a new number; everything else follows from what happens with it.
_OPEN = {"company_id", "partner_id", "kind", "entry", "source"}
# What a manager may change later.
_LATER = {"is_preferred", "consent_marketing", "active"}
# Said outright for a new row, so that no default of the caller fills them.
_UNDECIDED = {"verified_at": False, "verified_by_id": False, "consent_on": False,
              "wrong_at": False, "quality": 50, "standing": "unknown",
              "quality_reasons": False}  # fmt: skip
# A number in full takes so many digits; fewer than four find nobody.
FULL_NUMBER = 7


class ArrearsContactPoint(models.Model):
    """A telephone number, mailbox or postal address of an owner, out of every user's reach.

    Every internal user reads all of Odoo's contacts over RPC; here the value itself is readable
    by nobody. It goes in by ``entry``, leaves in a message or call, and shows masked, except on
    the card of the person who works it.
    """

    _name = "arrears.contact.point"
    _description = "Number or mailbox of an owner"
    _inherit = ["arrears.worked.by"]
    _order = "partner_id, kind, is_preferred desc, quality desc, id desc"
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    partner_id = fields.Many2one(
        "res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    partner_masked = fields.Char(string="Name of the owner", compute="_compute_partner_masked")
    kind = fields.Selection(KINDS, required=True, default="phone")
    active = fields.Boolean(default=True)

    # The value: in, never out
    entry = fields.Char(
        string="Number or address",
        compute="_compute_entry",
        inverse="_inverse_entry",
        exportable=False,
        copy=False,
    )
    value = fields.Text(groups=fields.NO_ACCESS, copy=False)
    # Of an address, what stood in which field of the contact.
    address_parts = fields.Json(groups=fields.NO_ACCESS, copy=False)
    digits = fields.Char(groups=fields.NO_ACCESS, copy=False)
    address_key = fields.Char(groups=fields.NO_ACCESS, copy=False)
    value_masked = fields.Char(string="Masked", compute="_compute_value_masked")
    value_shown = fields.Char(
        string="Shown",
        compute="_compute_value_shown",
        exportable=False,
        help="In full on a card that the person who works it, or a manager, has opened.",
    )

    # What is known of it
    is_preferred = fields.Boolean(string="Preferred", help="The owner wants to be reached here.")
    source = fields.Selection(SOURCES, required=True, default="typed")
    verified_at = fields.Datetime(string="Checked on", readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", string="Checked by", readonly=True, copy=False)
    consent_marketing = fields.Boolean(
        string="Agrees to offers", help="Reminders of a debt need no consent; offers do (PIPL 13)."
    )
    consent_on = fields.Date(string="Agreed on", readonly=True, copy=False)
    tz = fields.Selection(related="partner_id.tz", string="Time zone")

    _one_each = models.UniqueIndex(
        "(company_id, partner_id, kind, address_key)",
        "This number or address is kept for this person already, perhaps archived.",
    )
    _number_end = models.Index("(RIGHT(digits, 4)) WHERE digits IS NOT NULL")
    _key_of_use = models.Index("(address_key)")

    # What shows

    def _compute_entry(self):
        """Nothing comes back out of this field."""
        self.entry = False

    @api.depends("partner_id.name", "partner_id.is_company")
    def _compute_partner_masked(self):
        for point in self:
            person = point.partner_id.sudo()
            point.partner_masked = mask_name(person.name, person.is_company)

    @api.depends("value", "kind")
    def _compute_value_masked(self):
        for point in self:
            # As it is kept: a form that claims another kind would unmask other signs.
            kind = point._origin.kind or point.kind or "phone"
            point.value_masked = _MASKS[kind](point.sudo().value)

    @api.depends("value_masked")
    def _compute_display_name(self):
        for point in self:
            point.display_name = point.value_masked

    @api.depends("value")
    @api.depends_context(OPENED)
    def _compute_value_shown(self):
        for point in self:
            seen = shows(self.env, point.company_id, point.partner_id)
            point.value_shown = point.sudo().value if seen else point.value_masked

    # Whose it is to see

    @api.model
    def _domain_worked_by_me(self):
        """Whoever works a card sees the numbers of its debtor."""
        cases = self.env["arrears.case"].sudo()
        return Domain.OR(
            Domain("company_id", "=", root.id)
            & Domain("partner_id", "in", cases._search(
                Domain("company_id", "child_of", root.id) & cases._domain_worked_by_me()
            ).subselect("debtor_id"))
            for root in self.env.companies.sudo().root_id
        )  # fmt: skip

    # In

    @api.model_create_multi
    def create(self, vals_list):
        """Keep numbers and mailboxes of owners.

        :raises UserError: a value that only follows from what happens with it was given
        :raises ValidationError: it is no number or mailbox
        """
        for vals in vals_list:
            if not self.env.su and set(vals) - _OPEN - _LATER:
                raise UserError(self.env._("Only the number and whose it is can be typed in."))
        self.check_access("create")
        kept = super(ArrearsContactPoint, self.sudo()).create(
            [self._as_kept(vals) for vals in vals_list]
        )
        points = kept.with_env(self.env)
        points.check_access("create")
        kept._judge_again()
        # Nothing of what only this method may read stays in the cache of the same request.
        points.invalidate_recordset(["value", "address_parts", "digits", "address_key"])
        return points

    def write(self, vals):
        """Change what may be changed; a number is never changed into another.

        :raises UserError: for anything but preference, consent and archiving
        """
        if not self.env.su and set(vals) - _LATER:
            raise UserError(
                self.env._("A number is not changed into another: archive it and add the new one.")
            )
        if "consent_marketing" in vals:
            day = self.env.company._arrears_today() if vals["consent_marketing"] else False
            vals = {"consent_on": day, **vals}
        return super().write(vals)

    @api.model
    def _as_kept(self, vals):
        """The values of one row with what is reckoned from the entry, at the root company."""
        vals = {**self.default_get(["company_id", "kind"]), **vals, **_UNDECIDED}
        company = self.env["res.company"].browse(vals["company_id"])
        vals["company_id"] = company.sudo().root_id.id
        text = vals.pop("entry", False) or vals.get("value") or ""
        vals.update(self._parts_of(vals["kind"], text))
        if vals.get("consent_marketing"):
            vals["consent_on"] = company._arrears_today()
        return vals

    @api.model
    def _parts_of(self, kind, text):
        """Value, digits and key of what was typed.

        :raises ValidationError: it is no number, mailbox or address
        """
        value = email_normalize(text) if kind == "email" else text.strip()
        if not self._is_readable(kind, text):
            raise ValidationError(
                self.env._(
                    "“%(text)s” is no telephone number, e-mail address or postal address.",
                    text=text,
                )
            )
        digits = kind == "phone" and self._digits(value)
        return {"value": value, "digits": digits, "address_key": self._key_of(kind, value)}

    @api.model
    def _is_readable(self, kind, text):
        """Whether a text is what its kind says."""
        if kind == "email":
            return bool(email_normalize(text))
        return bool(text.strip()) if kind == "address" else len(self._digits(text)) >= FULL_NUMBER

    @api.model
    def _key_of(self, kind, value):
        """The digest by which contacts, letters and visits know an address."""
        if kind == "address":
            return self.env["arrears.address.mark"]._key_of(value.splitlines())
        return self.env["arrears.contact"]._address_key(value)

    @api.model
    def _digits(self, text):
        """The digits of a number however it was typed, without China's code in front."""
        plain = "".join(str(int(sign)) for sign in text if sign.isdecimal())
        return re.sub(r"^(00)?86(?=\d{11}$)", "", plain)

    def _inverse_entry(self):
        """A number comes in with a new row alone; ``write`` refuses the rest."""

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        if not self.env.su:
            raise UserError(self.env._("Archive the number instead: what is known of it stays."))

    # Buttons

    def action_verify(self):
        """Keep that this is the owner's own number, and that it works."""
        self._check_worker()
        for point in self.sudo():
            now = self.env["arrears.contact"]._now(point.company_id)
            point.write({"verified_at": now, "verified_by_id": self.env.uid, "wrong_at": False})
        self._said_of_it("good")

    def action_wrong(self):
        """Keep that it belongs to somebody else: it is used no more until it was checked."""
        self._check_worker()
        for point in self.sudo():
            now = self.env["arrears.contact"]._now(point.company_id)
            point.write({"wrong_at": now, "verified_at": False, "verified_by_id": False})
        self._said_of_it("bad")

    def _said_of_it(self, quality):
        """Hook: somebody said that these are ``good`` or ``bad``."""
        self.sudo()._judge_again()

    def _check_worker(self):
        self.check_access("read")
        if not self.env.user.has_group("property_arrears.group_collector"):
            raise AccessError(self.env._("Only collectors and managers do this."))
