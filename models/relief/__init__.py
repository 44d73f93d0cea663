from . import res_company
from . import hardship, hardship_decision, hardship_intake, hold, ir_attachment
from . import hardship_appeal, hardship_appeal_window, hardship_appeal_decision
from . import hardship_consent, hardship_consent_page, hardship_proof, mandate_account
from . import approval_rule, estate_waiver
from . import credit_giver
from . import waiver, waiver_line, waiver_apply, waiver_credit_note
from . import waiver_approval, waiver_route, waiver_hardship
from . import waiver_reversal, waiver_reversal_window
from . import account_move, credit_given_move, base_partner_merge, case
from . import relief_words, run
from . import waiver_fapiao
from . import charge_late_fee, late_fee_company, prompt_waiver, waiver_court, waiver_undelivered
