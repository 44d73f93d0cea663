# The records first, then what they add to cards, runs and contacts.
from . import address_mark, letter, letter_line, letter_queue, letter_late_fee, letter_result
from . import visit, visit_plan, visit_round, visit_payment, visit_receipt
from . import case_address, case_letters, contact, contact_log, limitation_event, reason
from . import reason_wording, res_company, run, run_undo, step_claim, base_partner_merge
from . import handover
