"""The way to a bank's SSH server: which host is trusted, and who we are there.

The server's host key must stand in the known-hosts file: an unknown or another key is refused
before a password or a signature is sent.
"""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import paramiko

from .errors import FolderAway, Permanent


@dataclass(frozen=True, slots=True)
class SftpSettings:
    """One SSH server.

    :param known_hosts: file in the form of OpenSSH with the server's key.
    :param key_file: private key; None when a password is used.
    :param read_password: the password, or the key's pass phrase; empty when there is none.
    """

    name: str
    host: str
    port: int
    user: str
    known_hosts: Path
    key_file: Path | None
    read_password: Callable[[], str]
    password_file: Path | None = None
    timeout_seconds: float = 30.0

    @property
    def address(self) -> str:
        """The server as a person writes it."""
        return f"sftp://{self.host}:{self.port}"


class _Refuse(paramiko.MissingHostKeyPolicy):
    """Nobody is trusted at first sight."""

    def __init__(self, settings: SftpSettings) -> None:
        self._settings = settings

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Say which key was shown, so that a person can compare it with the bank's."""
        raise Permanent(
            f"{self._settings.address}: the host key is not known ({key.get_name()}"
            f" {key.fingerprint}). Ask the bank for its fingerprint; when it is the same, put the"
            f" key into {self._settings.known_hosts} (ssh-keyscan)"
        )


def connect(settings: SftpSettings) -> paramiko.SSHClient:
    """A connection to the server, once.

    :raises Permanent: host key unknown or changed, login refused, key or file unreadable.
    :raises FolderAway: the server does not answer.
    """
    with ExitStack() as on_failure:
        client = on_failure.enter_context(closing(paramiko.SSHClient()))
        client.set_missing_host_key_policy(_Refuse(settings))
        _log_in(client, settings)
        on_failure.pop_all()
    return client


def _log_in(client: paramiko.SSHClient, settings: SftpSettings) -> None:
    """Check the host and show who we are; sorts what goes wrong."""
    _load_known_hosts(client, settings)
    password = settings.read_password()
    try:
        client.connect(
            settings.host,
            settings.port,
            settings.user,
            password=password if settings.key_file is None else None,
            passphrase=password or None if settings.key_file else None,
            key_filename=str(settings.key_file) if settings.key_file else None,
            allow_agent=False,
            look_for_keys=False,
            timeout=settings.timeout_seconds,
            banner_timeout=settings.timeout_seconds,
            auth_timeout=settings.timeout_seconds,
            channel_timeout=settings.timeout_seconds,
        )
    except paramiko.BadHostKeyException as error:
        raise Permanent(
            f"{settings.address}: the host key has CHANGED: it shows {error.key.fingerprint}, known"
            f" is {error.expected_key.fingerprint}. Nothing was sent. Ask the bank on a way of your"
            f" own whether it changed its key; only then renew {settings.known_hosts}"
        ) from error
    except paramiko.PasswordRequiredException as error:
        raise Permanent(
            f"{settings.key_file} has a pass phrase: give it as the password of {settings.name}"
        ) from error
    except paramiko.AuthenticationException as error:
        raise Permanent(
            f"{settings.address} refuses the login of {settings.user}. Check user, key and"
            " password, and whether the bank has entered our public key"
        ) from error
    except (FileNotFoundError, PermissionError) as error:
        raise Permanent(
            f"{settings.key_file} cannot be read ({error.strerror}). Mend path or rights"
        ) from error
    except (OSError, EOFError, paramiko.SSHException) as error:
        raise FolderAway(f"{settings.address} does not answer ({words_of(error)})") from error


def _load_known_hosts(client: paramiko.SSHClient, settings: SftpSettings) -> None:
    """The keys we trust; a missing file is told with its cure."""
    try:
        client.load_host_keys(str(settings.known_hosts))
    except OSError as error:
        raise Permanent(
            f"{settings.known_hosts} cannot be read ({error.strerror}). Write the bank's host key"
            f" into it (ssh-keyscan -p {settings.port} {settings.host}), after comparing its"
            " fingerprint with the bank's"
        ) from error
    except paramiko.SSHException as error:
        raise Permanent(
            f"{settings.known_hosts} is no known-hosts file ({error}). Take ssh-keyscan's output"
        ) from error


def words_of(error: BaseException) -> str:
    """The cause without the library's decoration."""
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
