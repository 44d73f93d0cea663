from odoo import api, fields, models

BILLING_CYCLES = [("month", "Monthly"), ("quarter", "Quarterly"), ("year", "Yearly")]


class ArrearsEstate(models.Model):
    """A residential estate, mall or office park that the company services."""

    _name = "arrears.estate"
    _description = "Estate"
    _inherit = ["mail.thread"]
    _order = "sequence, name"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, help="Short code of the estate, unique in the company.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    region = fields.Char(index=True, help="The region that reports are grouped by.")
    jurisdiction_id = fields.Many2one(
        "arrears.jurisdiction",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["arrears.jurisdiction"]._for_country(
            self.env.company.country_id
        ),
        tracking=True,
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        check_company=True,
        help="Every line booked for this estate carries this analytic account.",
    )

    # The service contract
    contract_from = fields.Date(string="Contract from", tracking=True)
    contract_to = fields.Date(string="Contract to", tracking=True)
    handover_date = fields.Date(
        string="Handed over on",
        tracking=True,
        help="The day the estate went to another firm. Nothing is billed for the time after it.",
    )
    fee_basis = fields.Selection(
        [("lump_sum", "Lump sum"), ("commission", "Commission")],
        string="Fee basis",
        required=True,
        default="lump_sum",
        tracking=True,
        help="Lump sum: the fee is the firm's income. Commission: the fee is held for the owners, "
        "so discounts and waivers need the authority of their body.",
    )
    billing_cycle = fields.Selection(
        BILLING_CYCLES, string="Billing cycle", required=True, default="quarter"
    )
    payment_days = fields.Integer(
        string="Days to pay", default=30, help="Days from the bill's date to the day it is due."
    )

    # The office that owners turn to
    office_name = fields.Char(string="Service office")
    office_address = fields.Char(string="Address of the office")
    office_phone = fields.Char(string="Telephone of the office")
    office_hours = fields.Char(
        string="Office hours", help="As owners read it, e.g. Monday to Saturday 8:30–18:00."
    )

    # Who works its cards
    collector_ids = fields.Many2many(
        "res.users",
        "arrears_estate_collector_rel",
        string="Collectors",
        help="They see the cards of this estate and work them.",
    )
    default_collector_id = fields.Many2one(
        "res.users",
        string="Responsible collector",
        index="btree_not_null",
        help="New cards of this estate go to this person.",
    )
    manager_id = fields.Many2one("res.users", string="Estate manager")

    escalation_enabled = fields.Boolean(
        string="Escalation",
        readonly=True,
        copy=False,
        tracking=True,
        help="While this is off, cards are built and nothing is ever sent.",
    )
    escalation_enabled_on = fields.Date(string="Escalation since", readonly=True, copy=False)

    unit_ids = fields.One2many("arrears.unit", "estate_id", string="Units")
    unit_count = fields.Integer(string="Number of units", compute="_compute_unit_count")
    fee_standard_ids = fields.One2many("arrears.fee.standard", "estate_id", string="Prices")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)",
        "Another estate of this company has this code: choose a code of its own.",
    )
    _contract_in_order = models.Constraint(
        "CHECK (contract_to IS NULL OR contract_from IS NULL OR contract_from <= contract_to)",
        "The service contract ends before it starts: correct one of the two dates.",
    )
    _payment_days_positive = models.Constraint(
        "CHECK (payment_days >= 0)", "Days to pay cannot be negative."
    )

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        counted = dict(
            self.env["arrears.unit"]._read_group(
                [("estate_id", "in", self.ids)], ["estate_id"], ["__count"]
            )
        )
        for estate in self:
            estate.unit_count = counted.get(estate._origin, 0)

    @api.onchange("default_collector_id")
    def _onchange_default_collector_id(self):
        self.collector_ids |= self.default_collector_id

    def copy_data(self, default=None):
        """A copy keeps the settings and gets a code of its own."""
        values_list = super().copy_data(default)
        for estate, values in zip(self, values_list, strict=True):
            if "code" not in (default or {}):
                values["code"] = self.env._("%(code)s copy", code=estate.code)
        return values_list

    def action_view_units(self):
        """Open the units of this estate."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_unit"
        )
        action["domain"] = [("estate_id", "=", self.id)]
        action["context"] = {"default_estate_id": self.id, "search_default_group_building": 1}
        return action
