# The record first, then what moves into it, and what asks it for a way to a debtor.
from . import res_company, contact_point, contact_point_quality
from . import contact_point_move, contact_point_job
from . import address, case_reach, contact, reason_wording, base_partner_merge
from . import same_person, counter_unit, unit, claim, golive
