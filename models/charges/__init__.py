from . import incentive_program, incentive_program_estate, incentive_award
from . import incentive_facts, incentive_grant, incentive_booking
from . import account_move, account_move_line
from . import incentive_words
