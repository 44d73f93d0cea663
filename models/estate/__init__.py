from . import estate, fee_standard, jurisdiction, ownership, unit
