from . import bank_statement_line

# The counter.
from . import payment_method
from . import receipt, receipt_line, receipt_screen, receipt_confirm
from . import receipt_void, receipt_undo
from . import cashier_day, cashier_day_line, cashier_day_close, cashier_day_reopening
from . import counter_case, counter_company, counter_move, counter_partner, counter_unit
from . import receipt_words
