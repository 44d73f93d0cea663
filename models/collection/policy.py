from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.policy_choice import Fit, policy_of
from ..estate.unit import USAGES

PAYMENT_METHODS = [
    ("autopay", "Direct debit"),
    ("transfer", "Bank transfer"),
    ("qr", "QR code on the bill"),
    ("office", "At the office"),
    ("company_transfer", "Transfer from the company's account"),
]


class ArrearsPolicy(models.Model):
    """The ladder of steps for the cards whose estate, segment and unit it fits.

    Policies are tried in their order and the first that fits a card counts.
    """

    _name = "arrears.policy"
    _description = "Collection policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(
        default=10, tracking=True, help="The first policy that fits a card is used."
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", index=True, tracking=True, help="Empty: for all companies."
    )

    # Which cards it fits
    estate_ids = fields.Many2many(
        "arrears.estate",
        string="Estates",
        domain="[('company_id', '=?', company_id)]",
        tracking=True,
        help="Empty: for all estates.",
    )
    segment_ids = fields.Many2many(
        "arrears.segment",
        string="Segments",
        check_company=True,
        tracking=True,
        help="Empty: for all segments, and for debtors who have none yet.",
    )
    for_residential = fields.Boolean(string="Residential", tracking=True)
    for_villa = fields.Boolean(string="Villa", tracking=True)
    for_shop = fields.Boolean(string="Shop", tracking=True)
    for_office = fields.Boolean(string="Office", tracking=True)
    for_parking = fields.Boolean(string="Parking space", tracking=True)
    occupancy = fields.Selection(
        [
            ("any", "Any"),
            ("vacant_undecorated", "Vacant and not decorated"),
            ("occupied", "Occupied"),
        ],
        string="Condition of the unit",
        required=True,
        default="any",
        tracking=True,
    )

    # What it does
    step_ids = fields.One2many("arrears.policy.step", "policy_id", string="Steps", copy=True)
    owner_id = fields.Many2one(
        "res.users",
        string="Named owner",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Cards that come under this policy are given to this person. Empty: they stay with "
        "their collector.",
    )
    payment_method = fields.Selection(
        PAYMENT_METHODS,
        string="Way to pay to recommend",
        tracking=True,
        help="Shown on the card. The owner chooses freely.",
    )
    note = fields.Text(string="How to collect", translate=True)
    case_count = fields.Integer(
        string="Cards now", compute="_compute_case_count", help="Open cards that follow it."
    )

    @api.constrains("company_id", "estate_ids")
    def _check_estates(self):
        """Estates are of the policy's company; one for all companies may name any."""
        for policy in self.filtered("company_id"):
            others = policy.estate_ids.filtered(
                lambda estate, company=policy.company_id: estate.company_id != company
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "Estate %(estate)s belongs to another company than policy %(policy)s.",
                        estate=others[0].name,
                        policy=policy.name,
                    )
                )

    def _compute_case_count(self):
        rows = self.env["arrears.case"]._read_group(
            [("policy_id", "in", self.ids), ("state", "!=", "closed")], ["policy_id"], ["__count"]
        )
        counts = {policy.id: count for policy, count in rows}
        for policy in self:
            policy.case_count = counts.get(policy._origin.id, 0)

    def _as_fit(self):
        """The conditions as the engine compares them.

        Archived estates and segments stay conditions: without them it would fit everybody.
        """
        everything = self.with_context(active_test=False)
        return Fit(
            key=self.id,
            estates=frozenset(everything.estate_ids.ids),
            segments=frozenset(everything.segment_ids.ids),
            usages=frozenset(code for code, _label in USAGES if self[f"for_{code}"]),
            occupancy=self.occupancy,
        )

    @api.model
    def _of_company(self, company):
        """The policies of a company in their order, its own and those for all."""
        return self.sudo().search([("company_id", "in", [False, company.id])])

    @api.model
    def _for_cases(self, cases):
        """The policy of each case; none for a debt without a unit, or where nothing fits.

        :return: ``{case id: policy or None}``
        """
        result = {}
        for company, group in cases.sudo().grouped("company_id").items():
            policies = self._of_company(company)
            fits = [policy._as_fit() for policy in policies]
            known = {}
            for case in group:
                facts = case._policy_facts()
                if facts not in known:
                    known[facts] = policy_of(fits, facts)
                fit = known[facts] if case.unit_id else None
                result[case.id] = policies.browse(fit.key) if fit else None
        return result

    @api.model
    def _covers_estate(self, estate):
        """Whether each unit of an estate has a policy, whatever its use and its debtor."""
        fits = [policy._as_fit() for policy in self._of_company(estate.company_id)]
        return any(
            (not fit.estates or estate.id in fit.estates)
            and not (fit.segments or fit.usages)
            and fit.occupancy == "any"
            for fit in fits
        )

    def action_open_cases(self):
        """Open the cards that follow this policy."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_case"
        )
        return {
            **action,
            "domain": [("policy_id", "=", self.id), ("state", "!=", "closed")],
            "context": {},
        }
