from . import owner_page, owner_offers, owner_notices
from . import owner_request, owner_relief, owner_notice_request
from . import payment_link
