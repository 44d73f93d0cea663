from . import test_estate
from . import test_ownership
from . import test_rights_matrix
from . import test_sidecar_setup
from . import test_case
