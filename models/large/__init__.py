# The record and its statements first, then what they add to cards, runs and contacts.
from . import large_debtor, large_statement, large_figures
from . import case, reason_wording, res_company, run, base_partner_merge, handover
from . import mail_activity
