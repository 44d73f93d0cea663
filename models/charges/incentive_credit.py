from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.money import amount

ACCOUNTANT = "property_arrears.group_accountant"


class ArrearsIncentiveCredit(models.TransientModel):
    """Rewards as credit notes instead of a line of the next bill: by explicit choice alone.

    A credit note answers to the bill that was rewarded; where a fapiao was issued for that, the
    tax office asks for a red letter. How many it will be is shown before anything is booked.
    """

    _name = "arrears.incentive.credit"
    _description = "Rewards as credit notes"

    award_ids = fields.Many2many(
        "arrears.incentive.award", string="Rewards", readonly=True, required=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_shown")
    award_count = fields.Integer(string="Waiting rewards", compute="_compute_shown")
    amount = fields.Monetary(string="Rewards together", compute="_compute_shown")
    red_count = fields.Integer(
        string="Red letters needed",
        compute="_compute_shown",
        help="Fapiao issued for the rewarded bills: each needs a red letter.",
    )
    fapiao_text = fields.Text(string="Fapiao touched", compute="_compute_shown")

    @api.depends("award_ids")
    @api.depends_context("lang")
    def _compute_shown(self):
        for window in self:
            awards = window.award_ids.sudo()
            company = awards.company_id[:1] or self.env.company
            credited = awards._credited()
            fapiao = self.env["arrears.fapiao"].sudo()
            total = sum(award._minor() for award in awards)
            window.currency_id = company.currency_id
            window.award_count = len(awards)
            window.amount = amount(total, company.currency_id.decimal_places)
            window.red_count = len(fapiao._touched_by(company, credited)) if credited else 0
            window.fapiao_text = credited and fapiao._words_of_touched(company, credited)

    def action_book(self):
        """Book them, all or none.

        :raises AccessError: the user is no accountant
        :raises UserError: one of them cannot be booked; the message says which and why
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants book rewards as credit notes."))
        self.award_ids.check_access("read")
        notes = self.award_ids.sudo()._credit_notes()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit notes"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", notes.ids)],
        }
