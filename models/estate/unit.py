import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain

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
    return env["arrears.unit"]._twice_message("-".join(part for part in parts if part) or "?")


class ArrearsUnit(models.Model):
    """A flat, villa, shop, office or parking space: what a service fee is charged for."""

    _name = "arrears.unit"
    _description = "Unit"
    _inherit = ["arrears.import.checked"]
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
        if operator == "in" and value and all(isinstance(text, str) for text in value):
            # An import asks for the exact name in this form.
            return Domain.OR(self._search_display_name("=", text) for text in value)
        if operator in Domain.NEGATIVE_OPERATORS or not isinstance(value, str) or not value:
            return super()._search_display_name(operator, value)
        address = self._address(value)
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
        address = self._address(address)
        return Domain("estate_id.name", operator, estate_name) & Domain("name", operator, address)

    @api.model
    def _address(self, text):
        """An address as people write it, in the spelling of ``name``: 3栋2单元1501 → 3-2-1501."""
        return "-".join(filter(None, _PART_SEPARATORS.split(self._plain(text))))

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

    @api.model
    def _import_problems(self, rows):
        """Extended: a number that stands twice in the file, or is in the estate already."""
        keys = [self._address_key(self._tidy(dict(values))) for values in rows]
        known = self.with_context(active_test=False).search_fetch(
            [("estate_id", "in", list({key[0] for key in keys}))],
            ["estate_id", "building", "entrance", "number"],
        )
        taken = {
            (unit.estate_id.id, unit.building or "", unit.entrance or "", unit.number)
            for unit in known
        }
        problems = {}
        for place, key in enumerate(keys):
            if key in taken:
                problems[place] = self._twice_message("-".join(part for part in key[1:] if part))
            taken.add(key)
        return problems

    @api.model
    def _address_key(self, values):
        parts = (values.get(name) or "" for name in ("building", "entrance", "number"))
        return (values.get("estate_id"), *parts)

    @api.model
    def _twice_message(self, address):
        return self.env._(
            "Unit %(unit)s is in this estate already, perhaps archived: open that one, "
            "or give this one another building, entrance or number.",
            unit=address,
        )

    def copy_data(self, default=None):
        """A copy gets a number of its own, since an estate has each number once."""
        values_list = super().copy_data(default)
        for unit, values in zip(self, values_list, strict=True):
            if "number" not in (default or {}):
                values["number"] = self.env._("%(number)s copy", number=unit.number)
        return values_list
