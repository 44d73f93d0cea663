from . import incentive_program, incentive_program_estate, incentive_award
from . import incentive_award_bill, incentive_guided_price
from . import estate_guided_price
from . import incentive_facts, incentive_facts_prepaid, incentive_facts_sign_up, incentive_stops
from . import incentive_earned, incentive_grant, incentive_booking, incentive_charge_back
from . import incentive_void, incentive_refund, incentive_company, incentive_gift
from . import incentive_credit, incentive_credit_note, incentive_credit_billing
from . import product, account_move, account_move_line
from . import incentive_words
from . import late_fee_clause, late_fee_cap, reference_rate, late_fee_pause
from . import jurisdiction, late_fee_company, estate_late_fee
from . import charge_late_fee, charge_late_fee_facts, charge_late_fee_pauses
from . import charge_late_fee_reminders
from . import late_fee_rows, late_fee_run, late_fee_run_book, late_fee_line
from . import late_fee_guard, late_fee_guard_line
from . import late_fee_statement, late_fee_statement_line, case_late_fee
from . import late_fee_words, late_fee_text
