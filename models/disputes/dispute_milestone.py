from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsDisputeMilestone(models.Model):
    """A step on the way to the decision, planned for a day; the owner hears when it is done."""

    _name = "arrears.dispute.milestone"
    _description = "Milestone of a dispute"
    _inherit = ["arrears.guarded"]
    _order = "dispute_id, planned_on, id"
    _rec_name = "what"

    _effect_fields = frozenset({"done_on", "done_by_id"})

    dispute_id = fields.Many2one(
        "arrears.dispute", string="Dispute of a bill", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="dispute_id.company_id", store=True, index=True, precompute=True
    )
    what = fields.Char(string="Step", required=True)
    planned_on = fields.Date(string="Planned for", required=True)
    done_on = fields.Date(string="Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True, copy=False)
    is_overdue = fields.Boolean(string="Step is late", compute="_compute_is_overdue")

    @api.depends("planned_on", "done_on")
    @api.depends_context("arrears_today")
    def _compute_is_overdue(self):
        for milestone in self:
            today = (milestone.company_id or self.env.company)._arrears_today()
            milestone.is_overdue = bool(
                not milestone.done_on and milestone.planned_on and milestone.planned_on < today
            )

    def _is_frozen(self):
        return bool(self.done_on)

    def action_done(self):
        """The step was taken; whoever works the cards is asked to tell the owner.

        :raises UserError: it was done before, or the dispute is over
        """
        self.check_access("write")
        for milestone in self:
            dispute = milestone.dispute_id
            if milestone.done_on or dispute.state not in dispute._owed_states:
                raise UserError(self.env._("“%(step)s” is over already.", step=milestone.what))
            today = milestone.company_id._arrears_today()
            milestone._record_effect({"done_on": today, "done_by_id": self.env.uid})
            dispute._message_log(body=self.env._("Done: %(step)s", step=milestone.what))
            dispute._give_word_tasks(
                lambda env, step=milestone.what: env._("Tell the owner: %(step)s", step=step)
            )
        return True
