"""What can go wrong, sorted by what has to be done about it.

`Retryable` means: the same call later may well succeed, nothing is lost by repeating it.
`Permanent` means: repeating it changes nothing, a person or a setting has to change first.
A message never contains an account number or a person's name: it ends up in logs.
"""

import re
from pathlib import PurePath

ASK_AGAIN = "Ask the bank for the file again"
"""The cure of most damaged files."""


def shown(text: str) -> str:
    """A value as a message may quote it: a number or a date, never a name or a whole account.

    Where columns are shifted, anything may stand where an amount should.
    """
    plain = re.sub(r"[^0-9A-Za-z.,:/'+\- ]", "·", text)
    return repr(plain if len(plain) <= 12 else f"{plain[:4]}…")


class SidecarError(Exception):
    """Base of everything the sidecar raises on purpose.

    `exit_code` is what a command of the command line ends with.
    """

    exit_code = 1


class Retryable(SidecarError):
    """The other side did not answer, or was busy. Try again later."""

    exit_code = 4


class FolderAway(Retryable, OSError):
    """The store of a channel's files did not answer. The other channels go on."""


class Stopped(SidecarError):
    """Told to stop between two pages: what is in hand stays where it lies, and is taken up again.

    It is no failure; the message says how far it came.
    """


class Permanent(SidecarError):
    """Trying again is useless until somebody changes something."""

    exit_code = 5


class FolderHeld(Permanent):
    """Another process of this machine works in a channel's folder."""


class KeyRefused(Permanent):
    """Odoo does not accept the login or the API key."""

    exit_code = 3


class Rejected(Permanent):
    """Odoo understood the call and said no to its content."""


class ConfigError(Permanent):
    """A setting is missing or wrong.

    :param key: the setting as written in the file, such as `odoo.url`.
    :param cause: what is wrong with it.
    :param cure: what to write instead.
    """

    exit_code = 2

    def __init__(self, key: str, cause: str, cure: str) -> None:
        super().__init__(f"{key}: {cause}. {cure}")
        self.key = key
        self.cause = cause
        self.cure = cure


class BadFile(Permanent):
    """A bank's file cannot be read as its layout says.

    :param path: the file; only its name goes into messages.
    :param code: a short stable code of the class of the fault, such as `truncated`.
    :param cause: what was found, in one sentence.
    :param cure: what to do about it, in one sentence.
    :param line: physical line, counted from 1; None when the whole file is meant.
    :param row: the raw line as it stands in the file. It holds personal data and is therefore
        kept out of the message.
    """

    def __init__(
        self,
        path: str | PurePath,
        code: str,
        cause: str,
        cure: str,
        *,
        line: int | None = None,
        row: str | None = None,
    ) -> None:
        self.name = PurePath(path).name
        self.code = code
        self.cause = cause
        self.cure = cure
        self.line = line
        self.row = row
        super().__init__(f"{self.place}: {cause}. {cure}")

    @property
    def place(self) -> str:
        """File and line, as a person would point at them."""
        return f"{self.name}, line {self.line}" if self.line else self.name

    @property
    def message(self) -> str:
        """Cause and cure without the place, for records that hold file and line apart."""
        return f"{self.cause}. {self.cure}"


class BadRow(Permanent):
    """One instruction cannot be written in the bank's layout.

    :param sequence: the row's number in the batch.
    :param reference: the instruction's own reference.
    """

    def __init__(self, sequence: int, reference: str, cause: str, cure: str) -> None:
        super().__init__(f"row {sequence} (instruction {reference}): {cause}. {cure}")
        self.sequence = sequence
        self.reference = reference
