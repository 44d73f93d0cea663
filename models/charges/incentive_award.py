from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.incentives import PREPAID_YEAR, cause_of
from ...engine.money import amount, minor_units
from ...engine.reason import Reason, as_json

STATES = [
    ("granted", "Waiting for a bill"),
    ("booked", "On a bill"),
    ("taken_back", "Taken back"),
]


class ArrearsIncentiveAward(models.Model):
    """One reward for one bill paid as published. Granted once, booked once.

    That it exists once is the unique index on programme and cause; that it is booked once is
    the unique index on the invoice line that carries it (``account.move.line.arrears_award_id``).
    """

    _name = "arrears.incentive.award"
    _description = "Reward"
    _inherit = ["arrears.guarded"]
    _order = "id desc"

    program_id = fields.Many2one(
        "arrears.incentive.program",
        string="Programme",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    cause = fields.Char(
        required=True, readonly=True, help="What earned it; a programme rewards a cause once."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    charge_id = fields.Many2one(
        "arrears.charge", string="Rewarded bill", readonly=True, index=True, ondelete="restrict"
    )
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", required=True, readonly=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "arrears.unit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    estate_id = fields.Many2one("arrears.estate", readonly=True, index=True, ondelete="restrict")
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    basis = fields.Monetary(string="Paid bill", readonly=True)
    amount = fields.Monetary(string="Reward", required=True, readonly=True)
    earned = fields.Json(readonly=True)
    explanation = fields.Char(
        string="Why",
        compute="_compute_explanation",
        help="What earned it, by the facts it was granted on.",
    )
    granted_on = fields.Date(string="Granted on", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="granted", index=True)

    # Where it was booked
    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    line_id = fields.Many2one(
        "account.move.line", string="Discount line", readonly=True, ondelete="set null"
    )
    booked_on = fields.Date(string="On the bill since", readonly=True)

    # When the payment behind it was taken back
    taken_back_on = fields.Date(string="Taken back on", readonly=True)
    taken_back_by_id = fields.Many2one("res.users", string="Taken back by", readonly=True)
    take_back_due = fields.Boolean(
        string="To be charged back",
        readonly=True,
        index=True,
        help="What earned it is gone, and it had been used on a bill: the next bill of the owner "
        "and unit charges it back.",
    )
    amount_back = fields.Monetary(
        string="Charged back",
        readonly=True,
        help="How much of a used reward the owner owes again; of a prepayment that was refunded "
        "the part that was not earned.",
    )
    back_move_id = fields.Many2one(
        "account.move",
        string="Charged back on",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    back_line_id = fields.Many2one(
        "account.move.line", string="Charge-back line", readonly=True, ondelete="set null"
    )
    bill_ids = fields.One2many(
        "arrears.incentive.award.bill", "award_id", string="Bills of the row"
    )
    is_exclusive = fields.Boolean(string="Not together with others", readonly=True)
    charge_remaining = fields.Monetary(
        related="charge_id.amount_remaining",
        string="Open again on the bill",
        help="Above zero: the payment was taken off the rewarded bill. The reward waits meanwhile.",
    )
    reasons = fields.Json(readonly=True)
    reason_text = fields.Char(string="Reason", compute="_compute_reason_text")

    _cause_once = models.UniqueIndex(
        "(program_id, cause)", "This programme has rewarded that bill already."
    )
    _alone_on_its_bill = models.UniqueIndex(
        "(charge_id) WHERE is_exclusive AND state <> 'taken_back' AND charge_id IS NOT NULL",
        "Another reward that stands alone was given for this bill.",
    )
    _waiting = models.Index(
        "(company_id, debtor_id) WHERE state = 'granted' OR (state = 'booked' AND take_back_due)"
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A reward is above zero.")
    _booked_has_a_day = models.Constraint(
        "CHECK (state <> 'booked' OR booked_on IS NOT NULL)", "A booked reward has a date."
    )
    _back_at_most_the_reward = models.Constraint(
        "CHECK (amount_back IS NULL OR (amount_back >= 0 AND amount_back <= amount))",
        "No more is charged back than the reward was.",
    )

    @api.depends("program_id.name", "unit_id.name")
    def _compute_display_name(self):
        for award in self:
            award.display_name = f"{award.program_id.name} · {award.unit_id.name}"

    @api.depends("earned")
    @api.depends_context("lang")
    def _compute_explanation(self):
        words = self.env["arrears.reason.wording"]
        for award in self:
            award.explanation = words._word(award.earned) if award.earned else False

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self.env["arrears.reason.wording"]
        for award in self:
            award.reason_text = words._word(award.reasons) if award.reasons else False

    def _is_frozen(self):
        return True

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Rewards are granted by their programme, never typed in."""
        raise UserError(
            self.env._("Rewards are granted by a running programme and cannot be typed in.")
        )

    def action_take_back(self):
        """Take rewards back by hand, e.g. when the payment turned out to be someone else's.

        :raises AccessError: the user is no manager
        """
        self.check_access("read")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only managers take a reward back."))
        self.sudo()._take_back(Reason("taken_back_by_hand"))

    def action_view_bill(self):
        """Open the bill that carries the reward."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _take_back_for(self, charges, reason):
        """Take back what these charges earned, since the payment behind them is gone: at once or
        months later, waiting or used. A row of bills goes with any bill of it.

        :param reason: an engine ``Reason``, e.g. ``payment_returned``
        """
        rows = self.env["arrears.incentive.award.bill"].search([("charge_id", "in", charges.ids)])
        earned = self.search([("charge_id", "in", charges.ids)])
        (earned | rows.award_id)._take_back(reason)

    @api.model
    def _take_back_for_items(self, items, reason, parts=None):
        """Take back what these payments in advance earned.

        :param items: journal items that were paid in advance
        :param parts: {item: minor units} of a used reward that were not earned, where not all
        """
        causes = {cause_of(PREPAID_YEAR, item.id): item for item in items}
        awards = self.search(
            [("cause", "in", list(causes)), ("company_id", "in", items.company_id.ids)]
        )
        owed = {
            award: min(part, award._minor())
            for award in awards
            if (part := (parts or {}).get(causes[award.cause])) is not None
        }
        earned = awards.filtered(lambda award: award.state == "booked" and owed.get(award) == 0)
        (awards - earned)._take_back(reason, owed)

    def _take_back(self, reason, parts=None):
        """Take these rewards back. One still waiting ends at once. One that is on a bill is owed
        again: the next bill charges it back. The budget is free in both cases.

        :param parts: {award: minor units} of a used one that are owed again, where not all
        """
        done = {"taken_back_by_id": self.env.uid, "reasons": as_json([reason])}
        waiting = self.filtered(lambda award: award.state == "granted")
        for company, awards in waiting.grouped("company_id").items():
            awards._record_effect(
                {**done, "state": "taken_back", "taken_back_on": company._arrears_today()}
            )
        booked = self.filtered(lambda award: award.state == "booked" and not award.take_back_due)
        back = {award: (parts or {}).get(award, award._minor()) for award in booked}
        for award, minor in back.items():
            owed = amount(minor, award.currency_id.decimal_places)
            award._record_effect({**done, "take_back_due": True, "amount_back": owed})
        self._return_budget({award: award._minor() for award in waiting} | back)
        self._forget_owners_waiting()

    @api.model
    def _return_budget(self, parts):
        """Free the budget of rewards taken back.

        :param parts: {award: minor units}
        """
        awards = self.browse().concat(*parts)
        for program, own in awards.grouped("program_id").items():
            program._lock()
            digits = program.currency_id.decimal_places
            back = sum(parts[award] for award in own)
            left = minor_units(program.amount_granted, digits) - back
            program._record_effect({"amount_granted": amount(left, digits)})
