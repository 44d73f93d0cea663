from . import owner_page, owner_offers
from . import owner_request
from . import payment_link
