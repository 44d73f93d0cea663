from odoo import fields, models


class ArrearsDifferentPeople(models.Model):
    """Contacts that somebody has looked at and that are not the same person."""

    _name = "arrears.different.people"
    _description = "Different people"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    signature = fields.Char(
        string="Contacts (ids)", required=True, help="Ids of the contacts, in order."
    )

    _once = models.UniqueIndex(
        "(company_id, signature)", "These contacts are marked as different people already."
    )
