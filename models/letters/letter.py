from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.masking import mask_name
from ...engine.money import amount, decimal_of, minor_units
from ..collection.contact import PARTIES

METHODS = [
    ("courier", "Courier"),
    ("registered", "Registered post"),
    ("by_hand", "Handed over in person"),
    ("letter_box", "Sealed in the letter box"),
]
RELATIONS = [
    ("self", "The debtor"),
    ("co_resident", "Co-residing adult"),
    ("authorised", "Authorised person"),
]
STATES = [
    ("to_print", "To print"),
    ("printed", "Printed"),
    ("posted", "Posted"),
    ("delivered", "Delivered"),
    ("returned", "Came back"),
    ("refused", "Refused by the rules"),
    ("cancelled", "Cancelled"),
]
RETURNS = [
    ("address", "Address not good"),
    ("declined", "Not accepted by the addressee"),
    ("unclaimed", "Not collected"),
]
COLLECTOR = "property_arrears.group_collector"
# Who needs the name of the person that signed; everybody else sees it masked in the proof.
SIGNER_READERS = f"{COLLECTOR},property_arrears.group_lawyer"


class ArrearsLetter(models.Model):
    """A formal demand on paper: from the print queue to the proof that it arrived.

    It names every open period of the debtor in this company. Whoever makes one, nobody types its
    figures; once printed it stays as it is, and what becomes of it is added by its own methods.
    """

    _name = "arrears.letter"
    _description = "Demand letter"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "id desc"
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            *("name", "state", "reasons", "pay_by", "printed_at", "document_id"),
            *("address", "address_key", "debtor_name", "method", "tracking_number", "postage"),
            *("posted_on", "posted_by_id", "contact_id", "result_on", "signer", "relation"),
            *("return_reason", "limitation_event_id", "photo", "photo_name", "late_fees"),
        }
    )

    # Whom, about what
    name = fields.Char(string="Letter number", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    debtor_masked = fields.Char(string="Masked name", compute="_compute_debtor_masked")
    party = fields.Selection(PARTIES, required=True, readonly=True, default="owner")
    case_ids = fields.Many2many(
        "arrears.case", "arrears_letter_case_rel", "letter_id", "case_id", string="Cards",
        readonly=True,
    )  # fmt: skip
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", string="Collector", readonly=True, index=True)
    line_ids = fields.One2many("arrears.letter.line", "letter_id", string="Periods", readonly=True)
    amount = fields.Monetary(string="Demanded", compute="_compute_amount", store=True)
    language = fields.Char(readonly=True)
    step_id = fields.Many2one("arrears.policy.step", readonly=True, ondelete="set null")
    run_id = fields.Many2one(
        "arrears.run", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    # Where it stands
    state = fields.Selection(STATES, required=True, readonly=True, default="to_print", index=True)
    reasons = fields.Json(readonly=True, copy=False)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")
    pay_by = fields.Date(string="Pay by", readonly=True, copy=False)
    printed_at = fields.Datetime(string="Printed at", readonly=True, copy=False)
    document_id = fields.Many2one(
        "arrears.document", string="PDF", readonly=True, copy=False, ondelete="restrict"
    )
    address = fields.Text(readonly=True, copy=False, groups="property_arrears.group_manager")
    address_key = fields.Char(readonly=True, copy=False)
    debtor_name = fields.Char(readonly=True, copy=False, groups="property_arrears.group_manager")

    # How it went
    method = fields.Selection(METHODS, string="Delivery method", readonly=True, copy=False)
    postage = fields.Monetary(
        readonly=True, copy=False, help="What the post or courier charged for this letter."
    )
    tracking_number = fields.Char(string="Tracking number", readonly=True, copy=False)
    posted_on = fields.Date(string="Posted on", readonly=True, copy=False)
    posted_by_id = fields.Many2one("res.users", string="Posted by", readonly=True, copy=False)
    contact_id = fields.Many2one(
        "arrears.contact", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    result_on = fields.Date(string="Result on", readonly=True, copy=False)
    signer = fields.Char(string="Signed for by", readonly=True, copy=False, groups=SIGNER_READERS)
    relation = fields.Selection(RELATIONS, string="Signed as", readonly=True, copy=False)
    return_reason = fields.Selection(RETURNS, string="Why it came back", readonly=True, copy=False)
    photo = fields.Binary(
        string="Photo of the sealed letter", attachment=True, readonly=True, copy=False
    )
    photo_name = fields.Char(readonly=True, copy=False)
    limitation_event_id = fields.Many2one(
        "arrears.limitation.event", string="Event of limitation", readonly=True, copy=False,
        index="btree_not_null", ondelete="restrict",
    )  # fmt: skip

    _number_once = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another letter has this number."
    )
    _one_waiting = models.UniqueIndex(
        "(company_id, debtor_id) WHERE state IN ('to_print', 'printed')",
        lambda env, _diagnostics: env["arrears.letter"]._waits_message(),
    )

    @api.depends("name", "state", "case_ids.unit_id")
    def _compute_display_name(self):
        for letter in self:
            units = ", ".join(letter.sudo().case_ids.unit_id.mapped("name"))
            number = letter.name or self.env._("Demand letter")
            letter.display_name = " · ".join(filter(None, (number, units)))

    @api.depends("debtor_id")
    def _compute_debtor_masked(self):
        for letter in self:
            debtor = letter.debtor_id.sudo()
            letter.debtor_masked = mask_name(debtor.name, debtor.is_company)

    @api.depends("line_ids.amount_asked")
    def _compute_amount(self):
        for letter in self:
            digits = letter.currency_id.decimal_places
            asked = sum(minor_units(line.amount_asked, digits) for line in letter.line_ids)
            letter.amount = amount(asked, digits)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for letter in self:
            letter.reason_text = wording._word(letter.reasons)

    def _is_frozen(self):
        return self.state not in (False, "to_print")

    def _free_when_frozen(self):
        """Who looks after it may change: letters are handed over with their cards."""
        return frozenset({"user_id"})

    # ------------------------------------------------------------------
    # Making letters
    # ------------------------------------------------------------------

    @api.model
    def _values_for(self, cases, named, **origin):
        """Values of a letter to the debtor of these cases.

        :param cases: cards of one debtor in one company, the most important first
        :param named: [(charge, minor units asked for)], oldest first
        :param origin: ``party``, ``language``, and for a run ``run_id`` and ``step_id``
        """
        lead = cases[:1]
        return {
            "company_id": lead.company_id.id,
            "debtor_id": lead.debtor_id.id,
            "case_ids": [Command.set(cases.ids)],
            "estate_id": lead.estate_id.id,
            "user_id": lead.user_id.id,
            "line_ids": [
                Command.create(self._line_values(charge, asked)) for charge, asked in named
            ],
            **origin,
        }

    @api.model
    def _line_values(self, charge, asked):
        digits = charge.currency_id.decimal_places
        settled = decimal_of(charge.amount_credited) + decimal_of(charge.amount_allocated)
        return {
            "charge_id": charge.id,
            "kind": charge.kind,
            "unit_name": charge.unit_id.sudo().name,
            "period_from": charge.period_from,
            "period_to": charge.period_to,
            "due_date": charge.due_date,
            "price_basis": charge.price_basis,
            "amount_original": charge.amount_original,
            "amount_paid": amount(minor_units(settled, digits), digits),
            "amount_asked": amount(asked, digits),
        }

    @api.model
    def _make_by_hand(self, case):
        """A letter about all open cards of the debtor of ``case``, asked for by a person.

        :raises UserError: the rules do not allow a letter now, or one waits already
        """
        cases = case.sudo().search(
            [
                ("company_id", "=", case.company_id.id),
                ("debtor_id", "=", case.debtor_id.id),
                ("state", "!=", "closed"),
            ]
        )
        free, named, reasons = self._what_may_be_asked(cases)
        if reasons:
            wording = self.env["arrears.reason.wording"]
            raise UserError(
                self.env._(
                    "No letter can be written now:\n%(reasons)s",
                    reasons=wording._word([reason.as_json() for reason in reasons]),
                )
            )
        waiting = [("company_id", "=", case.company_id.id), ("debtor_id", "=", case.debtor_id.id),
                   ("state", "in", ("to_print", "printed"))]  # fmt: skip
        if self.sudo().search_count(waiting, limit=1):
            raise UserError(self._waits_message())
        values = self._values_for(
            free,
            named,
            party=cases._party_of_debtor(),
            language=self._language_of(case.debtor_id, case.company_id),
        )
        return self.sudo().create({**values, "user_id": case.user_id.id or self.env.uid})

    @api.model
    def _waits_message(self):
        return self.env._(
            "A letter to this debtor waits already: print and post that one, or cancel it."
        )

    @api.model
    def _language_of(self, debtor, company):
        """The debtor's language where it is installed, else the company's, else the reader's."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        wanted = (debtor.sudo().lang, company.sudo().partner_id.lang, self.env.lang)
        return next((code for code in wanted if code in installed), "en_US")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A letter is cancelled, never deleted."))
