from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .dated import check_at_end, first_overlap, period_text

# Debtors that a signature refreshes in its own transaction; more are left to the scheduler.
DEBTORS_AT_ONCE = 300

KINDS = [
    ("principal", "Service fee"),
    ("late_fee", "Late fee"),
    ("pass_through", "Water, power and the like"),
    ("deposit", "Deposit"),
    ("cost", "Cost"),
]
OF_SIGNATURE = frozenset({"state", "signed_by_id", "signed_on"})
# What a signed one may still get: its last day.
FREE_WHEN_SIGNED = frozenset({"date_to"})


class ArrearsPriceBasis(models.Model):
    """What entitles the firm to a price, given once for many bills.

    It speaks for every posted line of its product, category or kind that says nothing itself,
    on bills that were there before it too: a line of a bill is taken by the first day of its
    service period, else by the date of the bill (an opening item by its due date). The product
    comes before the nearest category, that before the kind, and the estate before all estates.
    Without such a basis nothing is dunned (SPC interpretation on property-service disputes 2020,
    art. 2). A manager signs; what was signed stays as it was, and a new version follows it.
    """

    _name = "arrears.price.basis"
    _description = "Price basis"
    _inherit = ["mail.thread"]
    _order = "company_id, estate_id, kind, date_from desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    estate_id = fields.Many2one(
        "arrears.estate",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: every estate of the company, and bills without a unit.",
    )
    holds_for = fields.Selection(
        [
            ("product", "A product"),
            ("category", "A product category"),
            ("kind", "A kind of charge"),
        ],
        string="Holds for",
        required=True,
        default="kind",
    )
    product_id = fields.Many2one("product.product", ondelete="restrict", check_company=True)
    category_id = fields.Many2one(
        "product.category",
        string="Product category",
        ondelete="restrict",
        help="With its sub-categories, unless one of them has a basis of its own.",
    )
    kind = fields.Selection(KINDS, string="Kind of charge")
    date_from = fields.Date(
        string="From", required=True, help="First day of the service periods it holds for."
    )
    date_to = fields.Date(
        string="Until", tracking=True, help="The last day. Empty: until further notice."
    )
    text = fields.Char(
        string="Price basis",
        required=True,
        help="As owners and courts will read it, e.g. “Service contract 2024, clause 4.2: "
        "2.80 a m² and month”.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    signed_by_id = fields.Many2one("res.users", string="Signed by", readonly=True, copy=False)
    signed_on = fields.Datetime(string="Signed on", readonly=True, copy=False)

    # The hash stands for "the same estate and thing"; see arrears.ownership for the ranges.
    _one_basis = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&,"
        " int8range(hashtextextended(COALESCE(estate_id, 0) || '/' || COALESCE(product_id, 0)"
        " || '/' || COALESCE(category_id, 0) || '/' || COALESCE(kind, ''), 0),"
        " hashtextextended(COALESCE(estate_id, 0) || '/' || COALESCE(product_id, 0)"
        " || '/' || COALESCE(category_id, 0) || '/' || COALESCE(kind, ''), 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (state = 'signed') DEFERRABLE INITIALLY DEFERRED",
        "Two price bases hold for the same on the same day: end the first before the next begins.",
    )
    _one_thing = models.Constraint(
        "CHECK (num_nonnulls(product_id, category_id, kind) = 1)",
        "A price basis holds for one product, one category or one kind: choose which.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )
    _signed_idx = models.Index("(company_id) WHERE state = 'signed'")

    @api.depends("estate_id", "product_id", "category_id", "kind")
    def _compute_display_name(self):
        for basis in self:
            estate = basis.estate_id.name or self.env._("every estate")
            basis.display_name = f"{basis._thing() or ''} ({estate})"

    def _thing(self):
        """What it holds for, in words."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.product_id.display_name or self.category_id.display_name or kinds.get(self.kind)

    @api.onchange("holds_for")
    def _onchange_holds_for(self):
        """Only one of the three is asked for."""
        names = {"product": "product_id", "category": "category_id", "kind": "kind"}
        for choice, name in names.items():
            if choice != self.holds_for:
                self[name] = False

    # ------------------------------------------------------------------
    # Signing: from then on it holds
    # ------------------------------------------------------------------

    def action_sign(self):
        """Let these bases hold, on existing bills too. Managers only.

        :raises UserError: one of them is not a draft
        :raises ValidationError: another one holds for the same on the same day
        """
        self._check_manager()
        self._check_state("draft")
        self._settle(
            {
                "state": "signed",
                "signed_by_id": self.env.uid,
                "signed_on": fields.Datetime.now(),
            }
        )
        self._check_no_overlap()
        self._refresh_charges()

    def action_withdraw(self):
        """Take signed bases back: bills fall back to another basis or to none. Managers only.

        :raises UserError: one of them is not signed
        """
        self._check_manager()
        self._check_state("signed")
        self._refresh_charges()
        self._settle({"state": "withdrawn"})

    def _check_manager(self):
        self.check_access("read")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager signs or withdraws a price basis."))

    def _check_state(self, state):
        states = dict(self._fields["state"]._description_selection(self.env))
        for basis in self:
            if basis.state != state:
                raise UserError(
                    self.env._(
                        "%(basis)s is not in state “%(state)s”: open it and look at its state.",
                        basis=basis.display_name,
                        state=states[state],
                    )
                )

    def _check_no_overlap(self):
        """Refuse two signed versions for the same thing, estate and day."""
        signed = self.search([("company_id", "in", self.company_id.ids), ("state", "=", "signed")])
        same = signed.grouped(
            lambda b: (b.company_id, b.estate_id, b.product_id, b.category_id, b.kind)
        )
        for versions in same.values():
            pair = first_overlap(versions)
            if pair:
                earlier, later = pair
                raise ValidationError(
                    self.env._(
                        "%(basis)s has two price bases on the same days: %(first)s "
                        "(%(first_period)s) and %(second)s (%(second_period)s). Set the last day "
                        "of the first to the day before the second begins.",
                        basis=earlier.display_name,
                        first=earlier.text,
                        first_period=period_text(earlier),
                        second=later.text,
                        second_period=period_text(later),
                    )
                )
        check_at_end(self.env, self._one_basis.full_name(self))

    # ------------------------------------------------------------------
    # What was signed stays
    # ------------------------------------------------------------------

    def _settle(self, values):
        """Write a decision; callers have checked who may."""
        # Past our own write, which refuses these fields to everybody.
        return super().write(values)  # pylint: disable=super-method-mismatch

    @api.model_create_multi
    def create(self, vals_list):
        """Create drafts, whatever state a caller asks for."""
        for values in vals_list:
            values.update(dict.fromkeys(OF_SIGNATURE - {"state"}, False), state="draft")
            given = [n for n in ("product", "category") if values.get(f"{n}_id")]
            values.setdefault("holds_for", given[0] if given else "kind")
        return super().create(vals_list)

    def write(self, vals):
        """Change a draft, or the last day of a signed one (managers).

        :raises UserError: anything else of a signed or withdrawn one
        """
        content = set(vals) - {"write_uid", "write_date"}
        content = {name for name in content if not name.startswith(("message_", "activity_"))}
        if content & OF_SIGNATURE:
            raise UserError(self.env._("Sign and withdraw a price basis by its buttons."))
        frozen = self.filtered(lambda basis: basis.state != "draft") if content else self.browse()
        if frozen and (content - FREE_WHEN_SIGNED or "withdrawn" in frozen.mapped("state")):
            raise UserError(
                self.env._(
                    "%(basis)s was signed and stays as it was. Set its last day, and sign a new "
                    "version from the day after.",
                    basis=frozen[0].display_name,
                )
            )
        if not frozen:
            return super().write(vals)
        frozen._check_manager()
        frozen._refresh_charges()
        result = super().write(vals)
        frozen._check_no_overlap()
        frozen._refresh_charges()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for basis in self:
            if basis.state != "draft":
                raise UserError(
                    self.env._(
                        "%(basis)s was signed: withdraw it instead of deleting it.",
                        basis=basis.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Charges that are already there
    # ------------------------------------------------------------------

    def _refresh_charges(self):
        """Bring the charges that these bases speak for up to date.

        A few debtors in this transaction; settled charges, and the rest, by the scheduler.
        """
        Charge, Refresh = self.env["arrears.charge"], self.env["arrears.refresh"]
        waiting = False
        for basis in self:
            debtor_ids = basis._open_debtors()
            waiting |= len(debtor_ids) > DEBTORS_AT_ONCE
            if len(debtor_ids) <= DEBTORS_AT_ONCE:
                Charge._touch((basis.company_id.id, debtor) for debtor in debtor_ids)
        Refresh._want_complete(self.company_id)
        if waiting:
            self.env.ref("property_arrears.cron_refresh").sudo()._trigger()

    def _open_debtors(self):
        """Debtors (ids) with open charges that may follow this basis, at most one too many."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT charge.debtor_id
                  FROM arrears_charge charge
                 WHERE charge.company_id = %(company)s AND charge.state = 'open'
                   AND charge.debtor_id IS NOT NULL
                   AND (charge.price_basis IS NULL
                        OR POSITION(%(text)s IN charge.price_basis) > 0
                        OR EXISTS (SELECT 1 FROM arrears_price_basis other
                                    WHERE other.company_id = charge.company_id
                                      AND other.state = 'signed'
                                      AND POSITION(other.text IN charge.price_basis) > 0))
                   AND (%(kind)s IS NULL OR charge.kind = %(kind)s)
                   AND (%(estate)s IS NULL OR charge.estate_id = %(estate)s)
                 LIMIT %(limit)s
                """,
                company=self.company_id.id, text=self.text, kind=self.kind or None,
                estate=self.estate_id.id or None, limit=DEBTORS_AT_ONCE + 1,
            )
        )  # fmt: skip
        return [debtor for (debtor,) in rows]
