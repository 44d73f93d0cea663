# Parameters first, then the records that stop a card, then what they change on others.
from . import res_company, on_card, owed_answer, owed_word, said_by_owner
from . import ledger_gap, ledger_gap_watch, holiday_gap
from . import payment_claim, payment_claim_effect, payment_claim_trace
from . import courtesy_call, ticket_closed, ticket_setting
from . import grievance, grievance_effect, grievance_progress, visit_round
from . import extension
from . import certificate
from . import preference, preference_hours
from . import promise_task, promise
from . import hold, claim_hint
from . import charge_late_fee
from . import case, case_feedback, case_buttons, case_reach, case_priority, case_stop
from . import contact, contact_breach, contact_log, contact_log_claim
from . import base_partner_merge, letter, reason, run, night, reason_wording
