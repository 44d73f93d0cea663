from odoo import fields, models


class ArrearsCaseEpisode(models.Model):
    """One spell of being overdue. A card lives for ever; its episodes open and close."""

    _name = "arrears.case.episode"
    _description = "Episode of a case"
    _order = "opened_on desc, id desc"

    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    opened_on = fields.Date(required=True)
    closed_on = fields.Date()
    amount_opened = fields.Monetary(
        string="Overdue at the start", currency_field="currency_id", help="When the episode began."
    )
    amount_highest = fields.Monetary(
        string="Highest", currency_field="currency_id", help="The most that was overdue."
    )

    _one_open = models.UniqueIndex(
        "(case_id) WHERE closed_on IS NULL", "A case has one open episode at most."
    )
