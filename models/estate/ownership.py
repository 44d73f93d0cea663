from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.payers import OWNER_ROLES, TENANT
from .dated import check_at_end, first_overlap, period_text

ROLES = [
    ("owner", "Owner"),
    ("co_owner", "Co-owner"),
    ("tenant_payer", "Tenant who pays"),
    ("developer", "Developer"),
    ("heir", "Heir"),
    ("agent", "Authorised agent"),
]
# Who changes owners and payers.
OFFICE = ("property_arrears.group_accountant", "property_arrears.group_manager")
PAYS = [
    ("all", "Everything"),
    ("principal", "Service fee"),
    ("pass_through", "Water, power and the like"),
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
    _inherit = ["arrears.import.checked"]
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
    pays = fields.Selection(
        PAYS,
        required=True,
        default="all",
        help="What a paying tenant agreed to pay; the owner pays the rest.",
    )
    share = fields.Float(
        string="Share (%)",
        digits=(5, 2),
        help="Share of a co-owner, where it is known. Towards the firm co-owners answer for the "
        "whole (Civil Code art. 307); the share is for the statement only.",
    )
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

    _share_sane = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )

    @api.model
    def _owner_roles(self):
        """Roles that own a unit, the one that answers first in front."""
        return list(OWNER_ROLES)

    @api.model
    def _payer_roles(self):
        """Roles that are billed for a unit, the one that is billed first in front."""
        return [TENANT, *OWNER_ROLES]

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

    def write(self, vals):
        """Change records; whoever was billed for a unit stays the party of that time.

        :raises UserError: another person or unit is named where charges stand in the old name
        """
        moved = [
            record
            for record in self
            if any(
                name in vals and record[name].id != vals[name] for name in ("partner_id", "unit_id")
            )
        ]
        self.browse().concat(*moved)._refuse_where_billed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._refuse_where_billed()

    def _refuse_where_billed(self):
        """Debts stay with the party of the period (Civil Code art. 937), so does its record."""
        if not self:
            return
        debtors = self.partner_id.commercial_partner_id
        billed = {
            (unit.id, debtor.id)
            for unit, debtor in self.env["arrears.charge"]
            .sudo()
            ._read_group(
                [("unit_id", "in", self.unit_id.ids), ("debtor_id", "in", debtors.ids)],
                ["unit_id", "debtor_id"],
            )
        }
        for record in self:
            if (record.unit_id.id, record.partner_id.commercial_partner_id.id) in billed:
                raise UserError(
                    self.env._(
                        "%(person)s was billed for unit %(unit)s, so this record stays. Give it a "
                        "last day and add a new one.",
                        person=record.partner_id.display_name,
                        unit=record.unit_id.display_name,
                    )
                )

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
