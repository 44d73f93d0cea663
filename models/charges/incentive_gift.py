from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...engine.incentives import gift_room
from ...engine.money import amount, minor_units
from ...engine.reason import as_json
from ...engine.wording import banned_phrases

MANAGER = "property_arrears.group_manager"


class ArrearsIncentiveGift(models.Model):
    """A thank-you in kind: what, worth how much, to whom, when. It books nothing by itself.

    Giving goods away is a deemed sale (VAT law art. 5(2)): the accountant's list names them with
    their value. A gift never has a condition; its text is held against the wording rules.
    """

    _name = "arrears.incentive.gift"
    _description = "Gift to an owner"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "id desc"
    _rec_name = "item"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "proposed_by_id", "approved_by_id", "approved_on", "given_by_id"}
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "arrears.incentive.program", string="Programme", check_company=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "arrears.unit", required=True, index=True, check_company=True, ondelete="restrict"
    )
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    item = fields.Char(string="Gift item", required=True, help="What is given, in a few words.")
    text = fields.Text(
        string="Words with it", help="What the owner reads. No condition, and no right given up."
    )
    value = fields.Monetary(
        string="Worth", required=True, help="What the firm paid for it, tax included."
    )
    is_deemed_sale = fields.Boolean(
        string="Deemed sale",
        default=True,
        help="Giving goods away counts as a sale for VAT. Take the tick off for services of our "
        "own, as the accountant says.",
    )
    recipient = fields.Char(string="Gift taken by", help="The person who took it.")
    given_on = fields.Date(string="Given out on")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("given", "Given out"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    proposed_by_id = fields.Many2one(
        "res.users",
        string="Proposed by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Date(string="Approved on", readonly=True, copy=False)
    given_by_id = fields.Many2one("res.users", string="Given out by", readonly=True, copy=False)

    _two_people = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> proposed_by_id)",
        "A gift is approved by someone other than the person who proposed it.",
    )
    _value_positive = models.Constraint("CHECK (value > 0)", "A gift has a value above zero.")
    _given_to_somebody = models.Constraint(
        "CHECK (state <> 'given' OR (recipient IS NOT NULL AND given_on IS NOT NULL))",
        "A gift that was given out names who took it, and when.",
    )

    def _is_frozen(self):
        return self.state != "draft"

    def _free_when_frozen(self):
        return frozenset({"recipient", "given_on"}) if self.state == "approved" else frozenset()

    @api.constrains("item", "text")
    def _check_wording(self):
        """No threat, no condition, no right given up.

        :raises ValidationError: names the phrase
        """
        for gift in self:
            faults = banned_phrases("\n".join(filter(None, (gift.item, gift.text))), "offer")
            if faults:
                words = self.env["arrears.reason.wording"]
                raise ValidationError(words._word(as_json(hit.as_reason() for hit in faults)))

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        """The owner of today."""
        self.debtor_id = self.debtor_id or self.unit_id.owner_id.commercial_partner_id

    def action_approve(self):
        """Approve gifts, within what an owner may be given in a year.

        :raises AccessError: the user is no manager
        :raises UserError: no draft, proposed by the user, or beyond the limit of the year
        """
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers approve gifts."))
        for gift in self:
            gift._check_state("draft")
            if gift.proposed_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You proposed %(gift)s: ask another manager to approve it.", gift=gift.item
                    )
                )
            gift._check_cap()
            gift._record_effect(
                {
                    "state": "approved",
                    "approved_by_id": self.env.uid,
                    "approved_on": gift.company_id._arrears_today(),
                }
            )

    def _check_cap(self):
        """All gifts of the owner are locked first: of two that are approved at the same moment
        the later one starts over and counts the first."""
        mine = self.sudo().search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("debtor_id", "=", self.debtor_id.id)
        )
        mine.lock_for_update()
        digits = self.currency_id.decimal_places
        limit = minor_units(self.company_id.arrears_gift_cap, digits)
        given = mine.filtered(lambda gift: gift.state in ("approved", "given"))
        days = [(gift.approved_on, minor_units(gift.value, digits)) for gift in given]
        room = gift_room(limit, days, self.company_id._arrears_today())
        if minor_units(self.value, digits) > room:
            raise UserError(
                self.env._(
                    "%(owner)s may be given %(limit)s a year, and %(room)s of it is left: "
                    "%(value)s is too much.",
                    owner=self.debtor_id.display_name,
                    limit=self.currency_id.format(amount(limit, digits)),
                    room=self.currency_id.format(amount(room, digits)),
                    value=self.currency_id.format(self.value),
                )
            )

    def action_give(self):
        """Say that it was given out: to whom it says on the form, on that day or today.

        :raises UserError: not approved, or nobody is named
        """
        self.check_access("write")
        for gift in self:
            gift._check_state("approved")
            if not (gift.recipient or "").strip():
                raise UserError(self.env._("Write who took %(gift)s first.", gift=gift.item))
            gift._record_effect(
                {
                    "state": "given",
                    "given_by_id": self.env.uid,
                    "given_on": gift.given_on or gift.company_id._arrears_today(),
                }
            )

    def action_cancel(self):
        """Take back a gift that was not given out.

        :raises UserError: it was given out
        """
        self.check_access("write")
        for gift in self:
            if gift.state not in ("draft", "approved"):
                gift._refuse_change()
            gift._record_effect({"state": "cancelled"})

    def _check_state(self, state):
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(gift)s is “%(state)s”, so this is not possible.",
                    gift=self.item,
                    state=labels[self.state],
                )
            )
