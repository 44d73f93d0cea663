# What other people's addons do beside ours: another follow-up of customers, a queue of jobs.
from . import contact, reason_wording
from . import res_partner, res_company, case, golive
from . import run_chunk, run, run_parts
