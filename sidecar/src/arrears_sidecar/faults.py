"""Sorting what goes wrong between us and Odoo into what to do about it."""

import http.client
import json
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import odoorpc.error

from .errors import KeyRefused, Permanent, Rejected, Retryable, SidecarError

_BUSY = (
    "SerializationFailure",
    "DeadlockDetected",
    "LockNotAvailable",
    "OperationalError",
    "InterfaceError",
    "AdminShutdown",
    "ConcurrencyError",
    "LockError",
)
"""Faults of the database behind Odoo that pass by themselves."""
_NO = ("UserError", "ValidationError", "MissingError", "RedirectWarning")


@contextmanager
def sorted_faults(address: str) -> Iterator[None]:
    """Translate what odoorpc and the network raise.

    :param address: Odoo's address, for the message.
    """
    try:
        yield
    except odoorpc.error.RPCError as error:
        raise fault_of(error) from error
    except urllib.error.HTTPError as error:
        if error.code >= 500 or error.code == 429:
            raise Retryable(f"Odoo at {address} answers {error.code} {error.reason}") from error
        raise Permanent(
            f"{address} answers {error.code} {error.reason}. Check odoo.url: is it this Odoo?"
        ) from error
    except urllib.error.URLError as error:
        raise Retryable(f"Odoo at {address} does not answer ({_words(error.reason)})") from error
    except (OSError, http.client.HTTPException) as error:
        raise Retryable(f"the connection to {address} broke ({_words(error)})") from error
    except json.JSONDecodeError as error:
        raise Retryable(f"{address} sent half an answer, or is not an Odoo") from error


def fault_of(error: odoorpc.error.RPCError) -> SidecarError:
    """The fault that Odoo's answer describes."""
    data: dict[str, Any] = error.info["data"] if isinstance(error.info, dict) else {}
    name = str(data.get("name", "")).rpartition(".")[2]
    message = _first_line(str(data.get("message") or error))
    if not data or name == "AccessDenied":
        return KeyRefused(
            "Odoo refuses the login or the API key. Check odoo.login, or make a new key in Odoo:"
            " Arrears › Configuration › Connect a sidecar (a key lives three months at most)"
        )
    if name == "AccessError":
        return Permanent(f"Odoo lets us in but not to this: {message}")
    if name in _BUSY or "psycopg2" in str(data.get("name")):
        return Retryable(f"Odoo's database is busy or away ({name}: {message})")
    if "arrears.sidecar" in message and (name == "KeyError" or "exist" in message):
        return Permanent("the addon property_arrears is not installed in this database of Odoo")
    if name in _NO:
        return Rejected(message)
    if name in ("TypeError", "AttributeError"):
        return Permanent(f"sidecar and addon do not fit together ({message}): update both")
    return Permanent(f"Odoo reports {name or 'an error'}: {message}")


def _first_line(text: str) -> str:
    """The first line: a traceback does not belong into a message."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "no message")


def _words(reason: object) -> str:
    """An operating system's error without its number."""
    return str(getattr(reason, "strerror", None) or reason or type(reason).__name__)
