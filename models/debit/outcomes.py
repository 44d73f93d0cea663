"""The outcome classes of a bank's answer, as selections of fields.

What follows from each is in ``engine.debit_rules.CONSEQUENCES``.
"""

OUTCOMES = [
    ("success", "Collected"),
    ("partial", "Collected in part"),
    ("funds", "Not enough money"),
    ("limit", "Above a limit"),
    ("account", "Account problem"),
    ("mandate", "No authority"),
    ("refused", "Payer refused"),
    ("deceased", "Payer deceased"),
    ("duplicate", "Already collected"),
    ("technical", "Technical fault"),
    ("unknown", "Not known yet"),
]

LINE_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("settled", "Collected"),
    ("partial", "Collected in part"),
    ("failed", "Failed"),
    ("unknown", "Not known yet"),
    ("returned", "Returned"),
    ("withdrawn", "Withdrawn"),
]

# An instruction in one of these states still keeps its charges from another debit.
IN_FLIGHT = ("draft", "sent", "unknown")
