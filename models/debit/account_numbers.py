"""What an account number says about itself: check digits, by ``python-stdnum``."""

from odoo.exceptions import ValidationError
from stdnum import luhn
from stdnum.iso7064 import mod_97_10

# UnionPay cards begin so and have so many digits.
CARD = "62"
CARD_DIGITS = range(16, 20)
IBAN_LENGTHS = range(15, 35)


def is_doubtful(number):
    """Whether a number looks like a UnionPay card and its check digit does not fit.

    Some banks write accounts that are no cards in the same shape, so this is a hint for whoever
    holds the signed form, and no refusal.
    """
    looks_like_card = number.startswith(CARD) and number.isdigit() and len(number) in CARD_DIGITS
    return looks_like_card and not luhn.is_valid(number)


def is_iban(number):
    """Whether length and check digits are those of an IBAN."""
    shaped = number[:2].isalpha() and len(number) in IBAN_LENGTHS
    return shaped and mod_97_10.is_valid(number[4:] + number[:4])


def check(env, number):
    """Refuse an IBAN whose check digits or length are wrong.

    :raises ValidationError: the message does not repeat the number
    """
    if number[:2].isalpha() and not is_iban(number):
        raise ValidationError(
            env._(
                "This is no IBAN: its check digits or its length are wrong. Copy it again from "
                "the signed form."
            )
        )
