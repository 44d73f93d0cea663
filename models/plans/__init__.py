# Parameters and the plan with its parts, then what it changes on holds, cards and other rooms.
from . import res_company
from . import plan, plan_line, plan_charge, plan_propose, plan_decide
from . import plan_notice, plan_facts, plan_night, plan_tell, plan_review
from . import hold, waiver, template, contact, case, case_morning, run
from . import hardship, hardship_intake
from . import base_partner_merge, handover, reason_wording
