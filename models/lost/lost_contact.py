from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.lost_contact import STEPS, is_exhausted

GROUNDS = [
    ("no_answer", "Nobody answers, whatever the way"),
    ("wrong_number", "No number is right"),
    ("letter_back", "A letter came back"),
    ("moved", "Moved away, nobody knows where"),
]
STATES = [
    ("open", "Being looked for"),
    ("found", "Reached again"),
    ("court", "Handed to the law"),
]


class ArrearsLostContact(models.Model):
    """An owner who can't be reached: the lawful steps one after the other, with day and result.

    Relatives, neighbours and employers are no step of it, and what the committee gets names
    neither an amount nor a debt. It ends by itself as soon as somebody speaks with the owner.
    """

    _name = "arrears.lost.contact"
    _description = "Lost contact"
    _inherit = ["arrears.on.card", "arrears.guarded"]
    _order = "opened_on desc, id desc"
    _rec_name = "case_id"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "opened_on", "opened_by_id", "ended_on", "ended_by_id"})

    ground = fields.Selection(GROUNDS, string="What is known", required=True, default="no_answer")
    state = fields.Selection(STATES, required=True, readonly=True, default="open", copy=False)
    opened_on = fields.Date(string="Begun on", readonly=True, copy=False)
    opened_by_id = fields.Many2one("res.users", string="Begun by", readonly=True, copy=False)
    ended_on = fields.Date(string="Ended on", readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", string="Ended by", readonly=True, copy=False)
    step_ids = fields.One2many("arrears.lost.contact.step", "lost_id", string="Steps")
    committee = fields.Selection(
        [("owners", "Owners' committee"), ("residents", "Residents' committee")],
        string="Request goes to",
        required=True,
        default="owners",
    )

    _one_open = models.UniqueIndex(
        "(case_id) WHERE state = 'open'", "This owner is being looked for already."
    )

    @api.depends("case_id")
    def _compute_display_name(self):
        for lost in self:
            lost.display_name = lost.case_id.display_name

    def _is_frozen(self):
        return self.state != "open"

    @api.model_create_multi
    def create(self, vals_list):
        """Begin: the steps stand there, each to be done in its turn."""
        records = super().create(vals_list)
        for company, group in records.grouped("company_id").items():
            group._record_effect(
                {"opened_on": company._arrears_today(), "opened_by_id": self.env.uid}
            )
        steps = [Command.create({"kind": kind}) for kind in STEPS]
        for record in records:
            record.step_ids = steps
        return records

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("What was done to find an owner is kept."))

    def _facts(self):
        """The steps as the rules know them."""
        self.ensure_one()
        return [step._facts() for step in self.sudo().step_ids]

    def _is_exhausted(self):
        return is_exhausted(self._facts())

    def _end(self, state):
        """End the search. Callers have checked that it may end so."""
        for company, group in self.grouped("company_id").items():
            group._record_effect(
                {
                    "state": state,
                    "ended_on": company._arrears_today(),
                    "ended_by_id": self.env.uid,
                }
            )

    def action_found(self):
        """The owner is there again: end the search.

        :raises UserError: it has ended already
        """
        self.check_access("write")
        if any(lost.state != "open" for lost in self):
            raise UserError(self.env._("This search has ended already."))
        self._end("found")

    def _propose_court(self):
        """Every way was gone: a manager decides about legal steps, by the gate of the law."""
        self._end("court")
        case = self.case_id.sudo()
        open_already = case.legal_proposal_ids.filtered(lambda one: one.state == "proposed")
        if open_already or case.state == "closed" or case.stage_id.gate == "legal":
            return
        today = self.company_id._arrears_today()
        self.env["arrears.legal.proposal"].sudo().create(
            {
                "case_id": case.id,
                "proposed_on": today,
                "principal": case.amount_principal,
                "days_old": case.days_overdue,
                "help_offered_on": case._help_offers().get(case.id),
            }
        )
