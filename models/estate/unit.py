import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

USAGES = [
    ("residential", "Residential"),
    ("villa", "Villa"),
    ("shop", "Shop"),
    ("office", "Office"),
    ("parking", "Parking space"),
]
OCCUPANCIES = [("undelivered", "Not yet delivered"), ("vacant", "Vacant"), ("occupied", "Occupied")]

# What stands between the parts of an address: 3栋2单元1501, 3-2-1501, 3号楼2门1501室.
_PART_SEPARATORS = re.compile(r"号楼|單元|单元|[栋棟幢座门門室号號]|[\s\-–—/#,，、.]+")


def _unit_twice(env, diagnostics):
    """Name the unit that exists twice, read from the database's own detail line."""
    detail = diagnostics.message_detail if diagnostics else None
    key = re.search(r"=\((.*)\)", detail or "")
    parts = [part.strip() for part in key.group(1).split(",")][1:] if key else []
    return env._(
        "Unit %(unit)s is in this estate already, perhaps archived: open that one, "
        "or give this one another building, entrance or number.",
        unit="-".join(part for part in parts if part) or "?",
    )


class ArrearsUnit(models.Model):
    """A flat, villa, shop, office or parking space: what a service fee is charged for."""

    _name = "arrears.unit"
    _description = "Unit"
    _order = "estate_id, sort_key, id"
    _check_company_auto = True

    name = fields.Char(
        string="Unit",
        compute="_compute_name",
        store=True,
        precompute=True,
        index=True,
        help="E.g. 3-2-1501.",
    )
    sort_key = fields.Char(compute="_compute_name", store=True, precompute=True)
    active = fields.Boolean(default=True)
    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    building = fields.Char(help="Building, e.g. 3 or A; empty where the estate has none.")
    entrance = fields.Char(help="Entrance or staircase, e.g. 2; empty where there is none.")
    number = fields.Char(required=True, help="Number of the flat, shop or space, e.g. 1501.")
    usage = fields.Selection(USAGES, required=True, default="residential", index=True)
    area = fields.Float(string="Area (m²)", digits=(12, 2), help="The area that is billed.")
    occupancy = fields.Selection(OCCUPANCIES, required=True, default="occupied")
    decorated = fields.Boolean(default=True, help="Not decorated means that nobody can live there.")
    handover_date = fields.Date(
        string="Delivered on", help="The day the developer handed the unit over to its buyer."
    )
    ownership_ids = fields.One2many(
        "arrears.ownership", "unit_id", string="Owners and payers", copy=False
    )
    owner_id = fields.Many2one(
        "res.partner",
        string="Owner today",
        compute="_compute_owner_id",
        search="_search_owner_id",
    )
    payer_id = fields.Many2one(
        "res.partner",
        string="Payer today",
        compute="_compute_owner_id",
        help="Who is billed for the unit today: its tenant where that was agreed, else its owner.",
    )

    _number_unique = models.UniqueIndex(
        "(estate_id, COALESCE(building, ''), COALESCE(entrance, ''), number)", _unit_twice
    )
    _area_positive = models.Constraint("CHECK (area >= 0)", "An area cannot be negative.")

    @api.depends("building", "entrance", "number")
    def _compute_name(self):
        for unit in self:
            parts = [part for part in (unit.building, unit.entrance, unit.number) if part]
            unit.name = "-".join(parts)
            unit.sort_key = "-".join(
                re.sub(r"\d+", lambda digits: digits.group().zfill(6), part) for part in parts
            )

    @api.depends("name", "estate_id.name")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = " ".join(filter(None, (unit.estate_id.name, unit.name)))

    @api.depends("ownership_ids.partner_id", "ownership_ids.role", "ownership_ids.date_from",
                 "ownership_ids.date_to")  # fmt: skip
    def _compute_owner_id(self):
        owners, payers = {}, {}
        for company, units in self.grouped("company_id").items():
            today = company._arrears_today()
            owners |= units._owner_on(today)
            payers |= units._payer_on(today)
        nobody = self.env["res.partner"]
        for unit in self:
            unit.owner_id = owners.get(unit._origin.id, nobody)
            unit.payer_id = payers.get(unit._origin.id, nobody)

    def _search_owner_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        today = self.env.company._arrears_today()
        owning = (
            Domain("role", "in", self.env["arrears.ownership"]._owner_roles())
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        found = Domain("ownership_ids", "any", owning & Domain("partner_id", operator, value))
        if operator == "in" and False in value:
            found |= ~Domain("ownership_ids", "any", owning)
        return found

    @api.model
    def _search_display_name(self, operator, value):
        """Find a unit as people say it: ``3-2-1501``, ``3栋2单元1501``, or its owner's name."""
        if operator in Domain.NEGATIVE_OPERATORS or not isinstance(value, str) or not value:
            return super()._search_display_name(operator, value)
        address = "-".join(filter(None, _PART_SEPARATORS.split(self._plain(value))))
        return (
            super()._search_display_name(operator, value)
            | Domain("name", operator, address)
            | self._search_with_estate(operator, value)
            | Domain("ownership_ids.partner_id.name", operator, value)
        )

    @api.model
    def _search_with_estate(self, operator, value):
        """A name of an estate followed by an address, as the unit itself is displayed."""
        estate_name, __, address = value.strip().rpartition(" ")
        if not estate_name:
            return Domain("estate_id.name", operator, value)
        address = "-".join(filter(None, _PART_SEPARATORS.split(self._plain(address))))
        return Domain("estate_id.name", operator, estate_name) & Domain("name", operator, address)

    @api.model
    def _plain(self, text):
        """The text in ordinary characters, since imports carry full-width digits and blanks."""
        return unicodedata.normalize("NFKC", text).strip()

    @api.model
    def _tidy(self, values):
        """Store building, entrance and number in one spelling, so that twice is found as twice."""
        for name in ("building", "entrance", "number"):
            if isinstance(values.get(name), str):
                values[name] = self._plain(values[name]) or False
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Create units; addresses are stored in one spelling."""
        return super().create([self._tidy(dict(values)) for values in vals_list])

    def write(self, vals):
        """Change units; addresses are stored in one spelling."""
        return super().write(self._tidy(dict(vals)))

    def copy_data(self, default=None):
        """A copy gets a number of its own, since an estate has each number once."""
        values_list = super().copy_data(default)
        for unit, values in zip(self, values_list, strict=True):
            if "number" not in (default or {}):
                values["number"] = self.env._("%(number)s copy", number=unit.number)
        return values_list

    def _owner_on(self, day):
        """Who owns each unit on a day.

        :param day: a date
        :return: ``{unit id: partner}``, without the units that nobody is known to own
        """
        return self._party_on(day, self.env["arrears.ownership"]._owner_roles())

    def _payer_on(self, day):
        """Who pays for each unit on a day: the tenant who agreed to, else the owner.

        State Council Property Management Regulations art. 41: an agreement that the user pays
        is respected (the owner stays jointly liable), and the developer pays until delivery.

        :param day: a date
        :return: ``{unit id: partner}``, without the units that nobody is known to pay for
        """
        return self._party_on(day, self.env["arrears.ownership"]._payer_roles())

    def _party_on(self, day, roles):
        """The first party of each unit on a day, in the order of the roles given."""
        if not self.ids:
            return {}
        ownerships = self.env["arrears.ownership"]
        ownerships.flush_model(["unit_id", "partner_id", "role", "date_from", "date_to"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (unit_id) unit_id, partner_id
                  FROM arrears_ownership
                 WHERE unit_id = ANY(%(units)s)
                   AND company_id = ANY(%(companies)s)
                   AND role = ANY(%(roles)s)
                   AND date_from <= %(day)s
                   AND (date_to IS NULL OR date_to >= %(day)s)
              ORDER BY unit_id, array_position(%(roles)s, role::text), date_from DESC, id
                """,
                units=list(self.ids),
                companies=self.company_id.ids,
                roles=list(roles),
                day=day,
            )
        )
        partners = self.env["res.partner"]
        return {unit_id: partners.browse(partner_id) for unit_id, partner_id in rows}
