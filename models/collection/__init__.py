# Facts and lists first, then the card and what extends it, then policies, runs and contacts.
from . import payment_record, record_correction, res_company, segment, segment_condition
from . import promise_limits
from . import holiday, reason, reason_wording, reason_wording_policy, reviewed_text
from . import stage, stage_tone
from . import template, template_render, template_words
from . import internal_chatter, ticket_link, worked_by
from . import (
    case,
    case_access,
    case_credit,
    case_day,
    case_decision,
    case_episode,
    case_log,
    case_policy,
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
from . import case_stage_age
from . import case_legal  # after case_stage, whose facts it adds to
from . import policy, policy_change, policy_log, policy_problems, policy_screen
from . import policy_step, policy_step_log, policy_step_tone, policy_summary
from . import legal_proposal, step_claim
from . import run, run_act, run_capacity, run_compose, run_decide, run_job, run_line, run_undo
from . import run_apart, run_left_over, run_legal, run_policy, run_text, run_verdict
from . import case_outlook
from . import contact, contact_event, contact_gate, contact_log, contact_send
from . import earlier_notices
from . import channel_cost
from . import script, script_reason_wording, script_words, sms_vendor_template
from . import contact_log_all, contact_log_call_back, contact_log_script
from . import team, zone, absence, capacity, res_users, unit_steward, estate_zone
from . import case_worked_by, estate_worked_by
from . import (
    case_deputy,
    run_deputy,
    case_priority,
    handover,
    hold_leader,
    hold_approval,
    mail_activity,
)
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
