from . import owner_page
from . import owner_request
from . import payment_link
