# The order of the rooms: the ledger and the estate know nobody; later rooms extend them.
from . import guarded, list_export
from . import estate, ledger
from . import collection
from . import receipts
from . import charges, debit, relief
from . import legal, letters
from . import large
from . import golive
from . import notices
from . import sidecar_api, sidecar_api_lease
from . import statements
from . import stops
from . import disputes
from . import lost
from . import channels
from . import points
from . import outside
from . import plans
from . import announce
from . import asked
from . import portal
from . import marketing
