from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.segments import AT_MOST, Rule, can_hold, problems, segment_of


class ArrearsSegment(models.Model):
    """A group of debtors who are collected from in one way, found by conditions on the account.

    The segments are tried in their order and the first that takes the debtor counts. Their names
    are for the people who work the cards and never reach an owner.
    """

    _name = "arrears.segment"
    _description = "Segment of debtors"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=5, help="The segments are tried in this order; the first that fits counts."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    condition_ids = fields.One2many(
        "arrears.segment.condition",
        "segment_id",
        string="Conditions",
        copy=True,
        help="All of them must hold. Without any the segment takes everybody who is left.",
    )
    conditions_text = fields.Text(string="Takes", compute="_compute_conditions_text")
    note = fields.Text(string="How to collect", translate=True)
    case_count = fields.Integer(
        string="Cards now",
        compute="_compute_case_count",
        help="Cards that are in this segment since the last night.",
    )
    preview_count = fields.Integer(
        string="Cards by these rules",
        compute="_compute_preview_count",
        help="Cards that it would take by the conditions and the order as they stand here.",
    )
    warning = fields.Char(compute="_compute_warning")

    @api.depends("condition_ids.fact", "condition_ids.comparison", "condition_ids.value")
    @api.depends_context("lang")
    def _compute_conditions_text(self):
        for segment in self:
            lines = [
                self.env._(
                    "%(fact)s: %(comparison)s %(value)s",
                    fact=self._label("fact", one.fact),
                    comparison=self._label("comparison", one.comparison),
                    value=one.value,
                )
                for one in segment.condition_ids
                if one.fact
            ]
            segment.conditions_text = "\n".join(lines) or self.env._("Everybody who is left")

    @api.model
    def _label(self, name, value):
        """The words of a choice of a condition, in the reader's language."""
        field = self.env["arrears.segment.condition"]._fields[name]
        return dict(field._description_selection(self.env)).get(value, value)

    def _compute_case_count(self):
        rows = self.env["arrears.case"]._read_group(
            [("segment_id", "in", self.ids), ("state", "!=", "closed")],
            ["segment_id"],
            ["__count"],
        )
        counts = {segment.id: count for segment, count in rows}
        for segment in self:
            segment.case_count = counts.get(segment.id, 0)

    def _compute_preview_count(self):
        counts = Counter()
        for company in self.env.companies:
            rules = self._rules_of(company)
            for facts, number in self.env["arrears.case"]._stored_facts(company).items():
                chosen = segment_of(rules, facts)
                counts[chosen.key if chosen else 0] += number
        for segment in self:
            segment.preview_count = counts[segment._origin.id]

    @api.depends("sequence", "active", "condition_ids", "company_id")
    def _compute_warning(self):
        found = {}
        for company in self.company_id or self.env.company:
            for key, reason in problems(self._rules_of(company)):
                found.setdefault(key, reason)
        for segment in self:
            reason = found.get(segment._origin.id)
            segment.warning = self._problem_text(reason) if reason else False

    @api.model
    def _problem_text(self, reason):
        if reason.code == "segment_never_reached":
            return self.env._(
                "Never reached: “%(earlier)s” comes first and takes everybody it could take.",
                earlier=self.browse(reason.arguments["by"]).name,
            )
        if reason.code == "segment_last_has_conditions":
            return self.env._(
                "The last segment has conditions: debtors whom none takes stay without a segment."
            )
        return self.env._("No debtor can ever fulfil these conditions together.")

    @api.constrains("condition_ids")
    def _check_can_hold(self):
        for segment in self:
            if not can_hold(segment._as_engine()):
                raise ValidationError(
                    self.env._(
                        "No debtor can ever fulfil all conditions of “%(segment)s”:\n"
                        "%(conditions)s\nChange a number, or take a condition out.",
                        segment=segment.name,
                        conditions=segment.conditions_text,
                    )
                )

    def _as_engine(self):
        return Rule(self.id, self.condition_ids._as_engine())

    def _longest_overdue(self):
        """The most days overdue that a debtor of this segment can be, or None."""
        bounds = [
            one.value
            for one in self.condition_ids
            if (one.fact, one.comparison) == ("days_overdue", AT_MOST)
        ]
        return min(bounds, default=None)

    @api.model
    def _rules_of(self, company):
        """The rules of a company in their order, its own and those for all."""
        segments = self.sudo().search([("company_id", "in", [False, company.id])])
        return [segment._as_engine() for segment in segments]

    def action_open_cases(self):
        """Open the cards that are in this segment."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_case"
        )
        return {
            **action,
            "domain": [("segment_id", "=", self.id), ("state", "!=", "closed")],
            "context": {},
        }
