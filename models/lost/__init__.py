from . import lost_contact, lost_contact_step
from . import case, case_legal, contact, base_partner_merge, reason_wording
