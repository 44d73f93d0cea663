from odoo import fields, models


class ResCompany(models.Model):
    """Whether the owners' numbers and mailboxes are kept apart from Odoo's contacts."""

    _inherit = "res.company"

    arrears_points_apart = fields.Boolean(
        string="Keep owners' numbers and e-mail addresses apart",
        readonly=True,
        help="On: they are kept where only this application uses them, and shown to who works the "
        "card. Off: they stand in Odoo's contacts, and every internal user can read them.",
    )
    arrears_points_kinds = fields.Char(
        string="Moved out of contacts",
        readonly=True,
        help="What a manager had moved. What is typed into contacts later moves by night.",
    )
    arrears_points_opted_out = fields.Boolean(
        string="Owners' numbers stay in contacts",
        readonly=True,
        help="A manager put them back: a go-live leaves them in Odoo's contacts, too.",
    )
