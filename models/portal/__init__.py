from . import owner_page, owner_offers, owner_notices
from . import owner_request, owner_relief, owner_consents, owner_notice_request, owner_away
from . import owner_debit
from . import payment_link
