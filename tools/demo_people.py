"""Where to find the demo's people: the logins, and a debtor of every kind."""

from collections.abc import Iterator

from demo.model import DEBTOR_KINDS
from tools.demo_odoo import Session

MODULE = "__arrears_demo__"
LOGINS = (
    ("admin / admin", "administrator, in English"),
    ("manager / demo", "switches escalation on, approves"),
    ("collector / demo", "works the cards of two estates"),
    ("collector2 / demo", "works the cards of shops and offices"),
    ("treasurer / demo", "mandates and direct debits"),
    ("accountant / demo", "bills, charges, tie-out, reports"),
    ("director / demo", "closes the year"),
    ("cashier / demo", "the counter"),
    ("reviewer / demo", "applications for relief"),
    ("lawyer / demo", "reads the cases at law"),
    ("owner / demo", "an owner, on the portal (/my)"),
)


def debtors(admin: Session) -> Iterator[tuple[str, str, str]]:
    """One debtor of every kind: (kind, name, units)."""
    names = {f"debtor_{kind}_1": kind for kind in DEBTOR_KINDS}
    domain = [["module", "=", MODULE], ["name", "in", list(names)]]
    found = admin.find("ir.model.data", domain, ["name", "res_id"])
    numbers = {names[row["name"]]: row["res_id"] for row in found}
    holdings = admin.find(
        "arrears.ownership",
        [["partner_id", "in", list(numbers.values())]],
        ["partner_id", "unit_id"],
    )
    units: dict[int, list[str]] = {}
    partners = {}
    for holding in holdings:
        number, partners[number] = holding["partner_id"][0], holding["partner_id"][1]
        units.setdefault(number, []).append(holding["unit_id"][1])
    for kind, words in DEBTOR_KINDS.items():
        number = numbers[kind]
        shown = "、".join(units[number][:3])
        more = len(units[number]) - 3
        yield words, partners[number], shown + (f" … +{more}" if more > 0 else "")
