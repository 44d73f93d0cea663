from odoo import api, fields, models

from ...engine import money
from ...engine.golive_sheets import DEPOSIT, OPEN_ITEM, PREPAYMENT


class ArrearsGoliveBalance(models.Model):
    """What the old books held of one sort, beside what the lists say of it.

    Where the old books kept prepayments on the receivable account, two lines differ by the same
    amount; their sum is what counts, and the transfer account shows it.
    """

    _name = "arrears.golive.balance"
    _description = "Balance of a go-live"
    _order = "golive_id, id"

    golive_id = fields.Many2one(
        "arrears.golive", string="Go-live", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="golive_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sheet = fields.Selection(
        [(OPEN_ITEM, "Open items"), (PREPAYMENT, "Prepayments"), (DEPOSIT, "Deposits")],
        string="Balance of",
        required=True,
    )
    amount_before = fields.Monetary(
        string="In the ledger before",
        compute="_compute_amounts",
        help="On the accounts of the opening entries; what was moved is counted too.",
    )
    amount_moved = fields.Monetary(string="Moved", compute="_compute_amounts")
    amount_accepted = fields.Monetary(string="To be booked", compute="_compute_amounts")
    amount_booked = fields.Monetary(string="Booked", compute="_compute_amounts")
    amount_refused = fields.Monetary(
        string="Rejected", compute="_compute_amounts", help="As far as an amount could be read."
    )
    amount_difference = fields.Monetary(
        string="Left over",
        compute="_compute_amounts",
        help="Ledger before, less what is booked or to be booked.",
    )

    @api.depends(
        "golive_id.row_ids.state",
        "golive_id.opening_transfer_id",
        "golive_id.opening_move_ids",
        "golive_id.deposit_account_id",
        "golive_id.prepayment_account_ids",
    )
    def _compute_amounts(self):
        for golive, balances in self.grouped("golive_id").items():
            digits = golive.currency_id.decimal_places
            rows = golive._amounts_by_state()
            before, moved = golive._opening_amounts()
            for balance in balances:
                of = {state: rows.get((balance.sheet, state), 0) for state in
                      ("accepted", "booked", "refused")}  # fmt: skip
                left = before.get(balance.sheet, 0) - of["accepted"] - of["booked"]
                balance.amount_before = money.amount(before.get(balance.sheet, 0), digits)
                balance.amount_moved = money.amount(moved.get(balance.sheet, 0), digits)
                balance.amount_accepted = money.amount(of["accepted"], digits)
                balance.amount_booked = money.amount(of["booked"], digits)
                balance.amount_refused = money.amount(of["refused"], digits)
                balance.amount_difference = money.amount(left, digits)
