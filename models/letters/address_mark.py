import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsAddressMark(models.Model):
    """What was learnt of an address: somebody was met there, or a letter came back.

    Kept by a digest of the address, so that a new address of the same person starts unknown.
    One row a fact; the newest counts.
    """

    _name = "arrears.address.mark"
    _description = "What is known of an address"
    _order = "moment desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    address_key = fields.Char(required=True, readonly=True)
    quality = fields.Selection(
        [("good", "Good"), ("bad", "Not good")], required=True, readonly=True
    )
    moment = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    letter_id = fields.Many2one(
        "arrears.letter", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    visit_id = fields.Many2one(
        "arrears.visit", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _key_of(self, lines):
        """The digest of an address, whatever its blanks and case; False for none."""
        text = "".join("".join(lines).split()).casefold()
        if not text:
            return False
        salt = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()

    @api.model
    def _add(self, company, debtor, key, quality, **origin):
        """Note what was learnt of an address; without an address there is nothing to note."""
        if not key:
            return self
        return self.sudo().create(
            {
                "company_id": company.id,
                "debtor_id": debtor.id,
                "address_key": key,
                "quality": quality,
                "moment": self.env["arrears.contact"]._now(company),
                "user_id": self.env.uid,
                **origin,
            }
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: what was learnt is a fact."""
        raise UserError(self.env._("What was learnt of an address stays. Add a new fact."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("What was learnt of an address stays. Add a new fact."))
