# Parameters and the plan with its parts, then what it changes on holds, cards and other rooms.
from . import res_company
from . import plan, plan_line, plan_charge, plan_propose, plan_decide, plan_asked
from . import plan_notice, plan_facts, plan_night, plan_tell, plan_review
from . import hold, waiver, template, contact, contact_fallback, case, case_morning, run
from . import reason, script, contact_log
from . import hardship, hardship_intake, hardship_appeal_decision
from . import golive_row, golive_check, golive_book, golive_plan
from . import base_partner_merge, handover, reason_wording
