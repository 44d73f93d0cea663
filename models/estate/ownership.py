from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dated import check_at_end, first_overlap, period_text

ROLES = [
    ("owner", "Owner"),
    ("co_owner", "Co-owner"),
    ("tenant_payer", "Tenant who pays"),
    ("developer", "Developer"),
    ("heir", "Heir"),
    ("agent", "Authorised agent"),
]


class ArrearsOwnership(models.Model):
    """What a person or firm is to a unit, from one day to another.

    The debt of a service period stays with the party of that period, so these records are
    closed with a last day and never rewritten to name somebody else.
    """

    _name = "arrears.ownership"
    _description = "Owner or payer of a unit"
    _order = "unit_id, date_from desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    unit_id = fields.Many2one("arrears.unit", required=True, index=True, ondelete="restrict")
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Person or company",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    role = fields.Selection(ROLES, required=True, default="owner")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    jointly_liable = fields.Boolean(
        string="Jointly liable",
        help="Answers for the unit's fees together with the payer, e.g. the owner of a let shop.",
    )

    # Two parties of one kind may not hold a unit on the same day. The second range of one number
    # stands for "the same unit", which needs no extension in the database.
    _one_owner = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (role IN ('owner', 'developer')) DEFERRABLE INITIALLY DEFERRED",
        "Two owners hold this unit on the same day: end the first before the next begins.",
    )
    _one_tenant_payer = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (role = 'tenant_payer') DEFERRABLE INITIALLY DEFERRED",
        "Two tenants pay for this unit on the same day: end the first before the next begins.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )

    @api.model
    def _owner_roles(self):
        """Roles that own a unit, the one that answers first in front."""
        return ["owner", "developer", "heir", "co_owner"]

    @api.model
    def _payer_roles(self):
        """Roles that are billed for a unit, the one that is billed first in front."""
        return ["tenant_payer", *self._owner_roles()]

    @api.depends("partner_id", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for ownership in self:
            role = roles.get(ownership.role, "")
            ownership.display_name = f"{ownership.partner_id.display_name or ''} ({role})"

    @api.constrains("unit_id", "role", "date_from", "date_to", "partner_id")
    def _check_no_overlap(self):
        """Refuse two owners, two paying tenants, or one person twice, on the same day."""
        siblings = self.search([("unit_id", "in", self.unit_id.ids)])
        for same_unit in siblings.grouped("unit_id").values():
            owners = same_unit.filtered(lambda record: record.role in ("owner", "developer"))
            tenants = same_unit.filtered(lambda record: record.role == "tenant_payer")
            persons = same_unit.grouped(lambda record: (record.role, record.partner_id)).values()
            for group in (owners, tenants, *persons):
                self._refuse_overlap(first_overlap(group))
        for constraint in (self._one_owner, self._one_tenant_payer):
            check_at_end(self.env, constraint.full_name(self))

    @api.model
    def _refuse_overlap(self, pair):
        if not pair:
            return
        earlier, later = pair
        raise ValidationError(
            self.env._(
                "Unit %(unit)s has %(first)s (%(first_period)s) and %(second)s (%(second_period)s) "
                "on the same days. Set the last day of %(first)s to the day before %(second)s "
                "begins.",
                unit=earlier.unit_id.display_name,
                first=earlier.display_name,
                first_period=period_text(earlier),
                second=later.display_name,
                second_period=period_text(later),
            )
        )
