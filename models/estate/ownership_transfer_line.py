from odoo import fields, models
from odoo.exceptions import UserError

from ..ledger.kinds import KINDS

SECTIONS = [
    ("open", "Billed and open"),
    ("credit", "Credit for this unit"),
    ("credit_elsewhere", "Credit without a unit"),
    ("unbilled", "Not billed yet"),
    ("beyond", "Billed for the buyer's days"),
]


class ArrearsOwnershipTransferLine(models.Model):
    """A line of the settlement statement, as the books stood when it was reckoned."""

    _name = "arrears.ownership.transfer.line"
    _description = "Line of a settlement statement"
    _order = "transfer_id, sequence, id"
    _check_company_auto = True

    transfer_id = fields.Many2one(
        "arrears.ownership.transfer",
        string="Change of owner",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, index=True, precompute=True
    )
    estate_id = fields.Many2one(
        related="transfer_id.estate_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    section = fields.Selection(SECTIONS, string="Part of the statement", required=True)
    debtor_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    charge_id = fields.Many2one("arrears.charge", index="btree_not_null", ondelete="set null")
    kind = fields.Selection(KINDS)
    date_from = fields.Date(string="Service from")
    date_to = fields.Date(string="Service until")
    due_date = fields.Date(string="Due date")
    document = fields.Char(string="Bill or entry")
    amount = fields.Monetary(help="What the seller owes; what the firm owes is negative.")

    def write(self, vals):
        """Refused: the statement is reckoned anew, never typed.

        :raises UserError: always, but for what the ORM itself recomputes
        """
        if vals.keys() - {"company_id", "estate_id"}:
            raise UserError(self.env._("The statement is read from the books: reckon it anew."))
        return super().write(vals)
