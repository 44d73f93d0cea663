from odoo import api, fields, models
from odoo.exceptions import ValidationError

SCOPES = [
    ("company", "Company"),
    ("region", "Region"),
    ("collector", "Collector"),
    ("estate", "Estate"),
    ("building", "Building"),
]
# What a scope is told apart by, besides the company.
NEEDED = {
    "company": (),
    "region": ("region",),
    "collector": ("collector_id",),
    "estate": ("estate_id",),
    "building": ("estate_id", "building"),
}
OPTIONAL = ("region", "collector_id", "estate_id", "building")


class ArrearsRateTarget(models.Model):
    """The rates to be reached by the end of a month, reckoned from the first of January."""

    _name = "arrears.rate.target"
    _description = "Monthly target"
    _order = "month desc, scope, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True,
        default=lambda self: self.env.company._arrears_today().replace(day=1),
        help="Any day of the month; the first is kept.",
    )
    scope = fields.Selection(
        SCOPES,
        string="Target for",
        required=True,
        default="estate",
        help="Where several targets meet, the narrower one counts: building, estate, collector, "
        "region, company.",
    )
    region = fields.Char(help="Written as on the estates.")
    estate_id = fields.Many2one("arrears.estate", check_company=True, ondelete="cascade")
    building = fields.Char(help="Written as on the units.")
    collector_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    target_current = fields.Float(
        string="Target rate (%)",
        digits=(5, 2),
        aggregator="avg",
        help="Collection rate to date at the end of the month. Zero: no target.",
    )
    target_old = fields.Float(
        string="Target recovery rate (%)",
        digits=(5, 2),
        aggregator="avg",
        help="Recovery rate of old arrears at the end of the month. Zero: no target.",
    )
    target_units = fields.Float(
        string="Target of units paid in full (%)",
        digits=(5, 2),
        aggregator="avg",
        help="Units without anything left of what is due to date, of all units billed. A part "
        "payment is always taken and counts in the rate, not here. Zero: no target.",
    )

    _once = models.UniqueIndex(
        "(company_id, month, scope, COALESCE(region, ''), COALESCE(estate_id, 0),"
        " COALESCE(building, ''), COALESCE(collector_id, 0))",
        "This month has a target for the same already: change that one.",
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A target belongs to a month: give its first day."
    )
    _sane = models.Constraint(
        "CHECK (target_current BETWEEN 0 AND 100 AND target_old BETWEEN 0 AND 100"
        " AND COALESCE(target_units, 0) BETWEEN 0 AND 100)",
        "A target lies between 0 and 100 %.",
    )

    @api.depends("scope", "region", "estate_id", "building", "collector_id", "company_id", "month")
    def _compute_display_name(self):
        for target in self:
            month = target.month and target.month.strftime("%Y-%m")
            target.display_name = " · ".join(filter(None, (target._whose(), month)))

    def _whose(self):
        """What the target is for, as a text."""
        if self.scope == "company":
            return self.company_id.name or ""
        parts = (self[name] for name in NEEDED.get(self.scope, ()))
        texts = (part if isinstance(part, str) else part.name for part in parts if part)
        return " ".join(filter(None, texts))

    @api.constrains("scope", *OPTIONAL)
    def _check_scope(self):
        for target in self:
            needed = NEEDED[target.scope]
            if not all(target[name] for name in needed):
                raise ValidationError(
                    self.env._(
                        "Say which one the target is for: %(fields)s.",
                        fields=", ".join(self._label(name) for name in needed),
                    )
                )

    @api.model
    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.model
    def _tidy(self, values):
        """A month is kept as its first day; what the scope does not need is dropped."""
        values = dict(values)
        if values.get("month"):
            values["month"] = fields.Date.to_date(values["month"]).replace(day=1)
        for name in ("region", "building"):
            if isinstance(values.get(name), str):
                values[name] = values[name].strip() or False
        if values.get("scope"):
            needed = NEEDED.get(values["scope"], ())
            values |= {name: False for name in OPTIONAL if name not in needed}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Set targets; any day of a month stands for the month."""
        return super().create([self._tidy({"scope": "estate", **vals}) for vals in vals_list])

    def write(self, vals):
        """Change targets; any day of a month stands for the month."""
        return super().write(self._tidy(vals))

    @api.model
    def _of_month(self, companies, day):
        """The targets of the month of a day, for these companies and the ones above them."""
        domain = [("company_id", "parent_of", companies.ids), ("month", "=", day.replace(day=1))]
        return self.search(domain)

    def _key(self):
        """What a line of a report must have to fall under the target."""
        if self.scope in ("estate", "building"):
            return (self.scope, self.estate_id.id, self.building or "")
        if self.scope == "collector":
            return (self.scope, self.company_id.id, self.collector_id.id)
        return (self.scope, self.company_id.id, self.region or "")

    @api.model
    def _keys_of(self, company, region, estate_id, building, collector_id):
        """Keys of the targets that a line may fall under, the narrowest in front.

        A branch without a target of its own follows the company above it.
        """
        yield ("building", estate_id, building or "")
        yield ("estate", estate_id, "")
        above = company
        owners = []
        while above:
            owners.append(above.id)
            above = above.parent_id
        for scope, value in (("collector", collector_id), ("region", region), ("company", "")):
            if value or scope == "company":
                yield from ((scope, owner, value) for owner in owners)
