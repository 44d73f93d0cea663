from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import approval as engine
from ...engine.extension import year_before
from ...engine.money import decimal_amount, minor_units
from ...engine.reason import Reason, as_json

# Said by whoever asks; a debtor who is one of our own users is known without it.
CONFLICTS = [
    ("none", "None known"),
    ("employee", "Works for the firm"),
    ("committee", "Sits on the owners' committee"),
    ("related", "Related to whoever would decide"),
]


class ArrearsWaiver(models.Model):
    """Who has to approve it: by amount, place and closeness to the firm."""

    _inherit = "arrears.waiver"

    conflict = fields.Selection(
        CONFLICTS, string="Conflict of interest", required=True, default="none",
        help="With one of these, the level above decides.",
    )  # fmt: skip
    is_close = fields.Boolean(compute="_compute_is_close", compute_sudo=True)

    # Where the fee is held for the owners, their body says that it may be given up
    resolution_reference = fields.Char(
        string="Resolution", help="Number or title of the resolution of the owners' body."
    )
    resolution_date = fields.Date(string="Resolved on")
    needs_resolution = fields.Boolean(compute="_compute_needs_resolution", compute_sudo=True)

    # Reckoned when it is asked for, and anew each night while it waits
    needed_level = fields.Integer(string="Level", readonly=True, copy=False, aggregator=False)
    raised = fields.Integer(string="Went up", readonly=True, copy=False, aggregator=False)
    approver_ids = fields.Many2many(
        "res.users", "arrears_waiver_approver_rel", "waiver_id", "user_id",
        string="Approvers", readonly=True, copy=False,
    )  # fmt: skip
    route_text = fields.Char(
        string="To be approved by", compute="_compute_route_text", compute_sudo=True
    )
    approval_basis = fields.Json(readonly=True, copy=False)
    approval_basis_text = fields.Char(
        string="Decided as", compute="_compute_approval_basis_text"
    )  # fmt: skip

    _approved_after_request = models.Constraint(
        "CHECK (approved_on IS NULL OR requested_on IS NULL OR approved_on >= requested_on)",
        "A waiver is approved on or after the day it was asked for.",
    )

    @api.depends("conflict", "debtor_id")
    def _compute_is_close(self):
        for waiver in self:
            users = waiver.debtor_id.with_context(active_test=False).user_ids
            colleague = any(not user.share for user in users)
            waiver.is_close = colleague or waiver.conflict != "none"

    @api.depends("line_ids.charge_id")
    def _compute_needs_resolution(self):
        for waiver in self:
            waiver.needs_resolution = bool(waiver._estates_held_for_owners())

    @api.depends("line_ids.amount", "line_ids.charge_id", "subject", "is_close", "state",
                 "approver_ids", "needed_level", "raised")  # fmt: skip
    @api.depends_context("lang")
    def _compute_route_text(self):
        rules = self.env["arrears.approval.rule"]
        in_force = {company: rules._in_force(company) for company in self.company_id}
        for waiver in self:
            waiting = waiver.state in ("draft", "submitted")
            known = in_force.get(waiver.company_id, rules)
            waiver.route_text = waiver._route_in_words(known) if waiting else False

    def _route_in_words(self, rules):
        if not rules:
            return self.env._("Any manager, except the person who asks")
        request, tiers = self._as_request(), rules._tiers()
        level = engine.needed_level(request, tiers)
        if level is None:
            return self.env._("Nobody: no limit of the firm reaches this amount")
        people = rules.user_ids.browse(sorted(engine.approvers(request, tiers, level)))
        return self.env._(
            "%(level)s: %(people)s",
            level=self._level_name(level, rules),
            people=", ".join(people.mapped("name")) or "–",
        )

    def _level_name(self, level, rules):
        named = rules.filtered(
            lambda rule: rule.level == level and rule.subject == self.subject
        )  # fmt: skip
        return named[:1].name or str(level)

    @api.depends("approval_basis")
    @api.depends_context("lang")
    def _compute_approval_basis_text(self):
        words = self.env["arrears.reason.wording"]
        for waiver in self:
            basis = waiver.approval_basis
            waiver.approval_basis_text = words._word(basis) if basis else False

    # Facts for the engine

    def _as_request(self):
        """This waiver as the engine judges it."""
        digits = self.currency_id.decimal_places or 2
        estates = self.line_ids.charge_id.estate_id
        places = [engine.Place(estate.id, estate.region or None) for estate in estates]
        if any(not charge.estate_id for charge in self.line_ids.charge_id):
            places.append(engine.Place())
        return engine.Request(
            subject=self.subject,
            amount=sum(minor_units(line.amount, digits) for line in self.line_ids),
            before=self._given_up(
                self.company_id or self.env.company, self.debtor_id, self.subject, self._origin
            ),
            places=tuple(places),
            conflict=self.is_close,
            raised=self.raised,
            first_level=self._is_undelivered(),
        )

    @api.model
    def _given_up(self, company, debtors, subject, but=None):
        """Minor units given up for these owners within twelve months. Rooms whose decisions give
        up fees as well add theirs through ``super()``.

        :param but: the waiver that is being decided
        """
        lines = self.env["arrears.waiver.line"].sudo().search(
            [
                ("waiver_id.company_id", "=", company.id),
                ("waiver_id.debtor_id", "in", debtors.ids),
                ("waiver_id.subject", "=", subject),
                ("waiver_id.state", "in", ("approved", "applied")),
                ("waiver_id.approved_on", ">", year_before(company._arrears_today())),
                ("waiver_id", "not in", but.ids if but else []),
            ]
        )  # fmt: skip
        digits = company.currency_id.decimal_places
        return sum(
            minor_units(
                line.amount_applied if line.waiver_id.state == "applied" else line.amount, digits
            )
            for line in lines
        )

    def _estates_held_for_owners(self):
        estates = self.line_ids.charge_id.estate_id
        return estates.filtered(lambda estate: estate.fee_basis == "commission")

    def _unresolved(self):
        """Names of estates whose owners have not said that their money may be given up."""
        today = self.company_id._arrears_today()
        dated = self.resolution_date and self.resolution_date <= today
        if dated and (self.resolution_reference or "").strip():
            return ()
        held = self.sudo()._estates_held_for_owners()
        missing = held.filtered(lambda estate: not estate._waivers_resolved(today))
        return tuple(missing.mapped("name"))

    def _obstacles(self, approver, rules=None):
        """Reasons against one person approving this waiver today."""
        waiver = self.sudo()
        company = waiver.company_id
        rules = waiver.env["arrears.approval.rule"]._in_force(company) if rules is None else rules
        today = company._arrears_today()
        decision = engine.Decision(
            approver=approver.id,
            requesters=frozenset((waiver.requested_by_id | waiver.create_uid).ids),
            today=today,
            asked_on=waiver.requested_on or today,
            unresolved=waiver._unresolved(),
        )
        absences = waiver.env["arrears.absence"]._in_company(company)
        return engine.obstacles(decision, waiver._as_request(), rules._tiers(), absences)

    # The way of a waiver

    def _check_may_approve(self):
        """Extended: the level, the owners' resolution and the dates. Waivers of one owner are
        decided one after the other, or each would not see what the other gives up.

        :raises UserError: what stands against it, in words
        """
        result = super()._check_may_approve()
        waiting = [
            ("company_id", "=", self.company_id.id),
            ("debtor_id", "=", self.debtor_id.id),
            ("state", "=", "submitted"),
        ]
        self.sudo().search(waiting).lock_for_update()
        found = self._obstacles(self.env.user)
        if found:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(found)))
        return result

    def _check_may_refuse(self):
        """Extended: whoever may not approve by his level does not refuse either."""
        result = super()._check_may_refuse()
        found = [
            reason for reason in self._obstacles(self.env.user) if reason.code == "approval_level"
        ]
        if found:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(found)))
        return result

    def _approval(self, user_id):
        """Extended: how it was decided is kept."""
        return {**super()._approval(user_id), "approval_basis": self._basis()}

    def _refusal(self):
        """Extended: how it was decided is kept."""
        return {**super()._refusal(), "approval_basis": self._basis()}

    def _basis(self):
        """The level and the amounts that the decision went by."""
        waiver = self.sudo()
        digits = waiver.currency_id.decimal_places
        rules = waiver.env["arrears.approval.rule"]._in_force(waiver.company_id)
        request = waiver._as_request()
        before = str(decimal_amount(request.before, digits))
        if not rules:
            return as_json([Reason("approval_two_persons", {"before": before})])
        level = engine.needed_level(request, rules._tiers())
        return as_json(
            [Reason("approval_by_level", {"level": level or 0, "before": before,
                                          "raised": waiver.raised})]
        )  # fmt: skip
