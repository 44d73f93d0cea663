# Facts and lists first, then the card and what extends it, then policies, runs and contacts.
from . import payment_record, record_correction, res_company, segment, segment_condition
from . import holiday, reason, reason_wording, reviewed_text, stage, stage_tone
from . import template, template_render, template_words
from . import (
    case,
    case_access,
    case_chatter,
    case_credit,
    case_decision,
    case_episode,
    case_log,
    case_reach,
    case_refresh,
    case_screen,
    case_segment,
    case_segment_screen,
    case_stage,
    case_tasks,
    hold,
    promise,
    promise_judge,
)
from . import policy, policy_step, policy_step_tone, step_claim
from . import run, run_act, run_capacity, run_compose, run_decide, run_job, run_line, run_undo
from . import run_text, run_verdict
from . import contact, contact_event, contact_gate, contact_log, contact_send
from . import earlier_notices
from . import script, script_reason_wording, script_words, sms_vendor_template
from . import contact_log_script
from . import team, zone, absence, res_users, unit_steward, estate_zone
from . import case_deputy, run_deputy, case_priority, handover, hold_leader, mail_activity
from . import (
    base_partner_merge,
    case_death,
    case_unclear,
    charge,
    estate,
    inheritance,
    mail_compose_message,
    mail_followers,
    refresh,
    segment_job,
    sms_composer,
    tie_out,
)
