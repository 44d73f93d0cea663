"""Bank account numbers at rest: encrypted, findable by a keyed hash, known by four digits.

The key lies outside the database, so that a copy of the database alone gives no account away:
environment ``ARREARS_ACCOUNT_KEY``, else the option ``arrears_account_key`` of odoo.conf. It is
one Fernet key or several with commas between; the first writes, all of them read, so a key can
be changed without losing what the old one wrote.
"""

import base64
import hashlib
import hmac
import os
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from odoo.exceptions import UserError, ValidationError
from odoo.tools import config

VARIABLE = "ARREARS_ACCOUNT_KEY"
OPTION = "arrears_account_key"
SHORTEST, LONGEST = 8, 34


def _keys(env):
    """The keys as texts, the current one first.

    :raises UserError: no key is set; the message says how to make one and where to put it
    """
    written = os.environ.get(VARIABLE) or config.get(OPTION) or ""
    keys = [key.strip() for key in written.split(",") if key.strip()]
    if not keys:
        raise UserError(
            env._(
                "The key for bank accounts is not set, so account numbers can be neither stored "
                'nor read. Make one with: python3 -c "from cryptography.fernet import Fernet; '
                'print(Fernet.generate_key().decode())" and set it as %(variable)s in the '
                "environment of Odoo or as %(option)s in odoo.conf. Keep a copy away from the "
                "database: without it the stored accounts are lost.",
                variable=VARIABLE,
                option=OPTION,
            )
        )
    return keys


def _cipher(env):
    """What encrypts with the first key and decrypts with any."""
    try:
        return MultiFernet([Fernet(key) for key in _keys(env)])
    except ValueError as error:
        raise UserError(
            env._(
                "The key for bank accounts cannot be used: it must be 32 bytes in URL-safe "
                "base64, as Fernet.generate_key() makes it. Correct %(variable)s in the "
                "environment or %(option)s in odoo.conf.",
                variable=VARIABLE,
                option=OPTION,
            )
        ) from error


def encrypt(env, content):
    """``content`` (bytes) as a token of ASCII bytes that only the key opens."""
    return _cipher(env).encrypt(content)


def decrypt(env, token):
    """What ``encrypt`` was given.

    :raises UserError: no key that is set opens the token
    """
    try:
        return _cipher(env).decrypt(token)
    except InvalidToken as error:
        raise UserError(
            env._(
                "A stored account or file cannot be opened with the key that is set. Add the key "
                "it was written with to %(variable)s, behind the current one and a comma.",
                variable=VARIABLE,
            )
        ) from error


def fingerprints(env, number):
    """Keyed hashes of an account number, one a key, the current key's first.

    Without the key nobody can try numbers against them, as one could with a plain hash.
    """
    normal = normalised(env, number)
    return [
        hmac.new(_hash_key(key), normal.encode(), hashlib.sha256).hexdigest() for key in _keys(env)
    ]


def _hash_key(key):
    """A key for hashing, derived so that it says nothing about the key for encrypting."""
    return hmac.new(base64.urlsafe_b64decode(key), b"account look-up", hashlib.sha256).digest()


def normalised(env, number):
    """An account number in one spelling: capitals and digits, no blanks or dashes.

    :raises ValidationError: what is left is no account number; the message does not repeat it
    """
    plain = unicodedata.normalize("NFKC", number or "").upper()
    plain = "".join(character for character in plain if character not in " -\t\u00a0")
    if not (SHORTEST <= len(plain) <= LONGEST and plain.isascii() and plain.isalnum()):
        raise ValidationError(
            env._(
                "This is not an account number: it needs %(shortest)s to %(longest)s digits or "
                "letters. Copy it again from the signed form.",
                shortest=SHORTEST,
                longest=LONGEST,
            )
        )
    return plain
