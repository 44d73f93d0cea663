from . import (
    estate,
    golive,
    golive_balance,
    golive_file,
    golive_row,
    golive_row_contact,
    former_claim,
)
from . import account_move
from . import golive_receive, golive_upload
from . import golive_check, golive_check_facts, golive_check_people
from . import golive_booking, golive_book_money, golive_book_others, golive_job, golive_transfer
from . import golive_agreements
from . import golive_checklist, golive_checklist_looks, golive_words
from . import limitation_event, mandate_account
