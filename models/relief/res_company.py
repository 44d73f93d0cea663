from odoo import fields, models


class ResCompany(models.Model):
    """The parameters of relief; the defaults are those of the domain notes, 4.2."""

    _inherit = "res.company"

    arrears_pause_days = fields.Integer(
        string="Days of pause",
        default=30,
        help="An application for relief pauses collection for so many days, at once.",
    )
    arrears_decision_days = fields.Integer(
        string="Working days to decide",
        default=10,
        help="Working days in which the owner is owed an answer.",
    )
    arrears_quiet_days = fields.Integer(
        string="Quiet days after a decision",
        default=7,
        help="No contact before so many days have passed after a decision.",
    )
    arrears_self_declaration_limit = fields.Monetary(
        string="Self-declaration up to",
        default=2000,
        help="Up to this amount of late fee the owner's own word is enough. "
        "Above it a reviewer has seen a proof.",
    )
    arrears_waiver_account_id = fields.Many2one(
        "account.account",
        string="Account for waived opening items",
        check_company=True,
        help="Late fees taken over as opening items have no invoice: waiving one is booked here.",
    )

    arrears_reviewer_limit = fields.Monetary(
        string="Left to reviewers up to",
        default=5000,
        help="Up to this amount a reviewer's decision approves a waiver of late fees by itself; "
        "above it the limits of approval hold. Without such limits it has no effect.",
    )
    arrears_two_persons = fields.Boolean(
        string="Two persons are enough",
        compute="_compute_arrears_two_persons",
        help="No limit of approval names anybody: any manager approves a waiver, except the "
        "person who asked for it.",
    )

    _arrears_relief_days = models.Constraint(
        "CHECK (arrears_pause_days > 0 AND arrears_decision_days > 0 AND arrears_quiet_days >= 0)",
        "Pause and decision take at least one day; quiet days cannot be negative.",
    )

    def _compute_arrears_two_persons(self):
        for company in self:
            rules = self.env["arrears.approval.rule"]._in_force(company)
            company.arrears_two_persons = not rules
