# Consents first, then the texts, then what is sent with them.
from . import consent, template, promotion, promotion_line, promotion_send, contact
from . import case, owner_page, base_partner_merge, reason_wording
