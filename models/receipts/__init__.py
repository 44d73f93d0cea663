from . import bank_statement_line
from . import fapiao_place, fapiao_estate, fapiao_company, fapiao_menu, fapiao_status
from . import fapiao, fapiao_line, fapiao_ask, fapiao_issue, fapiao_red, fapiao_touched
from . import fapiao_export, fapiao_answer, fapiao_answer_row
from . import fapiao_charge, fapiao_move, fapiao_hold, fapiao_case, fapiao_contact_log, fapiao_words
