from . import (
    template,
    bulletin,
    policy_step,
    notice_rule,
    notice,
    notice_facts,
    notice_thanks,
    notice_job,
    contact,
    estate,
    reason_wording,
    account_move,
)
