from . import (
    account_account,
    account_move,
    account_move_line,
    account_partial_reconcile,
    base_partner_merge,
    charge,
    charge_as_of,
    product,
    refresh,
    res_company,
    tie_out,
    tie_out_line,
)
