from . import owner_page, owner_offers
from . import owner_request, owner_away
from . import payment_link
