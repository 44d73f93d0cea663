from . import import_checked
from . import estate, fee_standard, jurisdiction, ownership, price_basis, unit, unit_payers
from . import price_band, guided_price
from . import ownership_consent
from . import receiving_account, receiving_estate
from . import fee_reduction, fee_reduction_spans
from . import inheritance, inheritance_heir, unit_screen, unit_status, unit_use
from . import base_partner_merge
from . import billing_estate, billing_unit, metered_charge
from . import estate_budget, estate_calendar
from . import billing_run, billing_line, billing_plan, billing_rows, billing_prepayment
from . import billing_write, billing_job, billing_move
from . import debt_assumption, ownership_transfer, ownership_transfer_line, settlement
from . import different_people, filed_person, same_person
from . import ownership_import
