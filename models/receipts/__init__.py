from . import bank_statement_line
from . import jurisdiction, res_company, prepayment, deposit, prepayment_transfer
from . import account_move, account_move_line, account_partial_reconcile
from . import billing_run, credit_allocation
from . import refund, refund_line, refund_deduction, refund_origin
from . import refund_account, refund_decide, refund_pay, refund_words, mandate
from . import deposit_take, held_check, departure, departure_line
