"""The number of a bank account: one spelling, and whether it can be one at all."""

from __future__ import annotations

import re
import unicodedata

SHORTEST, LONGEST = 8, 34
# ISO 13616: two letters of the country, two check digits, then the account.
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


def plain_number(number: str | None) -> str:
    """Capitals and digits without blanks or dashes, however it was typed."""
    text = unicodedata.normalize("NFKC", number or "").upper()
    return "".join(character for character in text if character not in " -\t\u00a0")


def number_problem(number: str | None) -> str | None:
    """What is wrong with a number: ``length``, ``characters`` or ``check_digits``; None if nothing.

    Only an IBAN carries check digits of its own (ISO 13616, modulo 97); a Chinese account of 8 to
    34 digits has none that all banks share.
    """
    plain = plain_number(number)
    if not (plain.isascii() and plain.isalnum()):
        return "characters"
    if not SHORTEST <= len(plain) <= LONGEST:
        return "length"
    if _IBAN.fullmatch(plain) and not _iban_fits(plain):
        return "check_digits"
    return None


def _iban_fits(iban: str) -> bool:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def in_groups(number: str | None) -> str:
    """A number as it is printed, in groups of four: ``3300 1616 7890``."""
    plain = plain_number(number)
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
