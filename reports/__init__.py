from . import document_render, document, document_access, payment_codes
from . import estate_documents, price_board, account_statement, bill_statement, document_print
from . import fee_use, meeting_pack, payment_history, base_partner_merge
from . import download
from . import issued_papers, settlement_statement
from . import kept_line, rate_ratios, rate_figures, rate_report, rate_report_facts
from . import rate_report_compute, rate_report_words, rate_report_sheet
from . import rate_line, rate_exclusion, rate_target, rate_goal
from . import year_close, year_close_line, year_correction
from . import ageing_report, ageing_line, ageing_total, ageing_tie, ageing_figures, ageing_sheet
from . import ageing_limitation, ageing_make, roll_report, roll_line, roll_figures, roll_make
from . import report_schedule, report_issue, report_issue_content
from . import fapiao_sheet
from . import receipt_paper
from . import payment_record_paper
from . import refund_application, refund_sheet, refund_report
from . import golive_sample
from . import demand_letter
from . import bank_adjustment, bank_adjustment_line, bank_adjustment_sql, bank_adjustment_paper
from . import collector_day
from . import outreach, outreach_spell, estate_standing
from . import waiver_report
from . import relief_report, relief_report_line, relief_report_sheet
from . import plan_agreement
from . import contact_request, payer_notice, liable_notice, instruction_pack
from . import debit_announcement
