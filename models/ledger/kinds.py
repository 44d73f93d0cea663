"""The kinds of a charge; what each means in law and practice is in the design, section 4."""

KINDS = [
    ("principal", "Service fee"),
    ("late_fee", "Late fee"),
    ("pass_through", "Water, power and the like"),
    ("deposit", "Deposit"),
    ("cost", "Cost"),
    ("unclassified", "Unclassified"),
]
