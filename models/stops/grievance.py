from odoo import api, fields, models

KINDS = [
    ("question", "Question"),
    ("complaint", "Complaint"),
    ("repair", "Repair"),
]
STATES = [
    ("open", "To be answered"),
    ("answered", "Being put right"),
    ("closed", "Closed"),
]
OUTCOMES = [
    ("remedied", "Put right"),
    ("explained", "Explained to the owner"),
]


class ArrearsGrievance(models.Model):
    """A question, a complaint or a repair that an owner brought up, and the answer we owe.

    While it is open nothing is asked for on this card; after something was put right there are
    quiet days, so that the money is not the first thing the owner hears about.
    """

    _name = "arrears.grievance"
    _description = "Question or complaint"
    _inherit = [
        "arrears.on.card", "arrears.owed.answer", "arrears.guarded", "arrears.list.export",
        "arrears.internal.chatter", "arrears.ticket.link",
    ]  # fmt: skip
    _order = "answer_by, id desc"
    _rec_name = "case_id"
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            *("state", "opened_on", "answer_by", "author_id", "escalated_on", "courtesy_on"),
            *("informed_on", "reminded_on"),
            *("answered_on", "answered_by_id", "closed_on", "closed_by_id", "paused_until"),
        }
    )

    # What was said
    kind = fields.Selection(KINDS, required=True, default="complaint")
    subject = fields.Char(required=True, help="In a few words, as the owner put it.")
    said = fields.Text(string="What the owner says")
    opened_on = fields.Date(string="Brought up on", readonly=True, copy=False)
    author_id = fields.Many2one("res.users", string="Taken by", readonly=True, copy=False)

    # What we owe
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", copy=False, tracking=True
    )
    answer_by = fields.Date(string="Answer by", readonly=True, copy=False, index=True)
    is_overdue = fields.Boolean(string="Answer is late")
    escalated_on = fields.Date(
        string="Told a manager on", readonly=True, copy=False, help="The answer is late."
    )
    answer = fields.Text(string="Our answer", copy=False, help="What the owner was told.")
    answered_on = fields.Date(string="Answered on", readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", string="Answered by", readonly=True, copy=False)
    outcome = fields.Selection(
        OUTCOMES,
        copy=False,
        help="Put right: quiet days follow. Explained: nothing was wrong; collection goes on.",
    )
    closed_on = fields.Date(string="Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    paused_until = fields.Date(
        string="Quiet until", readonly=True, copy=False, help="The last quiet day."
    )
    courtesy_on = fields.Date(
        string="Courtesy call asked for on", readonly=True, copy=False,
        help="Whether the repair is all right. No word about arrears in the same call.",
    )  # fmt: skip
    hold_ids = fields.One2many("arrears.hold", "grievance_id", readonly=True)

    _one_open = models.UniqueIndex(
        "(case_id) WHERE state <> 'closed'",
        "This card has an open question or complaint: write the new one down there.",
    )

    @api.depends("subject", "case_id")
    def _compute_display_name(self):
        for grievance in self:
            unit = grievance.case_id.unit_id.sudo().display_name
            grievance.display_name = " · ".join(filter(None, (unit, grievance.subject)))

    def _is_frozen(self):
        return self.state == "closed"
