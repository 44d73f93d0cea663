"""Who a row of a go-live means: never a guess between two people.

Names repeat, above all short Chinese ones. A name counts beside the unit it belongs to; without
such a tie the telephone or the customer number has to say the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .reason import Reason

LAST_DIGITS = 10
# Columns of a list that say how somebody is reached.
CONTACT_CELLS = ("person_phone", "person_email")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the books: names and numbers in the spelling of ``plain_name``, ``digits``."""

    key: int
    name: str
    phones: frozenset[str] = frozenset()


def plain_name(name: str) -> str:
    """A name to be compared: ordinary characters, no blanks, small letters."""
    return re.sub(r"[\s·.．・]+", "", unicodedata.normalize("NFKC", name)).casefold()


def digits(phone: str) -> str:
    """The last digits of a telephone number, without prefixes; empty where there are few."""
    found = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return found[-LAST_DIGITS:] if len(found) >= 7 else ""


def without_contact(cells: Mapping[str, object]) -> dict[str, object]:
    """What a row says, less how its person is reached."""
    return {name: value for name, value in cells.items() if name not in CONTACT_CELLS}


def who(
    name: str,
    phone: str,
    by_reference: Sequence[Person] | None,
    parties: Iterable[Person],
    by_phone: Iterable[Person],
    payer: Person | None,
) -> tuple[Person | None, Reason | None]:
    """The one person a row means.

    :param name, phone: as the row says, may be empty
    :param by_reference: whoever has the customer number of the row; None: the row gives none
    :param parties: everybody who is or was something to the unit
    :param by_phone: everybody with the row's telephone
    :param payer: who pays for the unit in the row's period; taken where the row names nobody
    :return: the person, or the reason why there is none
    """
    if by_reference is not None:
        return _by_reference(name, by_reference)
    if not name and not phone:
        return (payer, None) if payer else (None, Reason("golive_debtor_missing"))
    wanted, number = plain_name(name), digits(phone)
    found = [one for one in parties if not wanted or one.name == wanted]
    if number and (len(found) > 1 or not wanted):
        found = [one for one in found if number in one.phones]
    if not found and number:
        found = [one for one in by_phone if not wanted or one.name == wanted]
    if len(found) == 1:
        return found[0], None
    code = "golive_debtor_ambiguous" if found else "golive_debtor_unknown"
    return None, Reason(code, {"name": name or phone})


def _by_reference(name, people):
    if not people:
        return None, Reason("golive_reference_unknown")
    if len(people) > 1:
        return None, Reason("golive_debtor_ambiguous", {"name": name})
    if name and plain_name(name) != people[0].name:
        return None, Reason("golive_reference_other_name", {"name": name})
    return people[0], None
