from . import owner_page
from . import owner_request
