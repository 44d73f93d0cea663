from odoo import fields, models

from ...engine.claim_hints import same_party


class ArrearsMandate(models.Model):
    """Who is told of a debit beforehand, and how many days ahead by the mandate."""

    _inherit = "arrears.mandate"

    holder_id = fields.Many2one(
        "res.partner",
        string="Holder's contact",
        ondelete="restrict",
        help="Where the account holder is another person than the debtor: who is told of debits.",
    )
    notice_days = fields.Integer(
        string="Announced days ahead",
        help="Where payer and firm agreed on a shorter time than the scheme's; 0: the scheme's.",
    )

    _notice_possible = models.Constraint(
        "CHECK (COALESCE(notice_days, 0) BETWEEN 0 AND 60)",
        "The days of the announcement lie between 0 and 60.",
    )

    def _payer(self):
        """The contact of the account holder; empty where the holder is somebody unknown to us."""
        self.ensure_one()
        if self.holder_id:
            return self.holder_id
        same = same_party(self.holder_name, self.debtor_id.name)
        return self.debtor_id if same else self.holder_id
