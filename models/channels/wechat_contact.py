from odoo import api, fields, models


class ArrearsWechatContact(models.Model):
    """Where an owner is reached on WeChat, with the day on which he agreed to be.

    Kept apart from Odoo's contacts, for one company, and read by who works the owner's card.
    """

    _name = "arrears.wechat.contact"
    _description = "WeChat of an owner"
    _inherit = "arrears.said.by.owner"

    identifier = fields.Char(
        string="WeChat identifier",
        required=True,
        help="As the gateway knows the owner: the open ID, or the ID in WeCom.",
    )
    consent_on = fields.Date(
        string="Agreed on",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
        help="The day on which the owner agreed to get bills by WeChat.",
    )
    active = fields.Boolean(
        default=True, help="Archive it when the owner takes the consent back: nothing leaves then."
    )

    _one_an_owner = models.UniqueIndex(
        "(company_id, debtor_id) WHERE active IS TRUE",
        "The WeChat of this owner is known: change that.",
    )

    @api.model
    def _identifiers(self, company, debtors):
        """``{debtor id: identifier}`` of those who agreed to be reached on WeChat."""
        found = self.sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", debtors.ids)]
        )
        return {one.debtor_id.id: one.identifier.strip() for one in found}
