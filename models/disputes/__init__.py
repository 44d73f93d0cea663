# Parameters, then the records, then what they do, then what they change on others.
from . import res_company
from . import dispute, dispute_line, dispute_milestone
from . import dispute_open, dispute_building, dispute_word
from . import dispute_decide, dispute_reduce, dispute_correct, dispute_limits
from . import account_move, hold, waiver
from . import case, case_stop, notice, night, reason_wording, script
