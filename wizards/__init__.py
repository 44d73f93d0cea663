from . import sidecar_setup
from . import charge_mapping, charge_mapping_line, charge_mapping_propose, charge_mapping_words
from . import fapiao_ask, fapiao_reversal
from . import run_undo
from . import letter_entry, letter_results, visit_plan
from . import contact_point_move
