from . import bank_statement_line
from . import fapiao_place, fapiao_estate, fapiao_company, fapiao_menu, fapiao_status
from . import fapiao, fapiao_line, fapiao_ask, fapiao_issue, fapiao_red, fapiao_touched
from . import fapiao_export, fapiao_answer, fapiao_answer_row
from . import fapiao_charge, fapiao_move, fapiao_hold, fapiao_case, fapiao_contact_log, fapiao_words

# The counter.
from . import payment_method, payment_method_fee
from . import payment_code, payment_code_estate, payment_code_words
from . import receipt, receipt_line, receipt_screen, receipt_confirm
from . import receipt_void, receipt_undo
from . import cashier_day, cashier_day_line, cashier_day_close, cashier_day_reopening
from . import counter_account, counter_case, counter_company, counter_move, counter_partner
from . import counter_charge, counter_unit
from . import receipt_words
from . import claim
from . import claim_line
from . import claim_proposal
from . import claim_known
from . import claim_propose
from . import claim_confirm
from . import claim_settle, claim_merchant
from . import claim_sister
from . import claim_promise
from . import claim_stop
from . import claim_step_back
from . import claim_bank_line
from . import claim_company
from . import claim_merge
from . import claim_move
from . import claim_wording
from . import payer_account
from . import unidentified
from . import unidentified_account
from . import jurisdiction, res_company, prepayment, deposit, prepayment_transfer
from . import account_move, account_move_line, account_partial_reconcile
from . import billing_run, credit_allocation
from . import refund, refund_line, refund_deduction, refund_origin
from . import refund_account, refund_decide, refund_many, refund_pay, refund_cash, refund_words
from . import refund_receipt, prepayment_receipt
from . import deposit_take, held_check, departure, departure_line
