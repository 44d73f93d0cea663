"""A real SSH server on this machine that serves a folder by SFTP, and can misbehave on demand."""

import os
import socket
import threading
from pathlib import Path

import paramiko

from arrears_sidecar.ssh import SftpSettings

USER, PASSWORD = "firm", "open sesame"


class Behaviour:
    """What goes wrong, and when.

    :param drop_after: bytes the server still takes before it cuts the connection; None: never.
    :param knows_posix_rename: whether a rename may overwrite in one step.
    :param drop_after_rename: the next rename is done, and its answer never sent.
    """

    def __init__(self) -> None:
        self.drop_after: int | None = None
        self.knows_posix_rename = True
        self.drop_after_rename = False
        self.logins = 0


class _Handle(paramiko.SFTPHandle):
    """An open file; writing may end in a cut."""

    def __init__(self, flags: int, server: "_Folder") -> None:
        super().__init__(flags)
        self._server = server

    def write(self, offset: int, data: bytes) -> int:
        """Write, or the half of it before the cut."""
        behaviour = self._server.behaviour
        if behaviour.drop_after is not None:
            behaviour.drop_after -= len(data)
            if behaviour.drop_after < 0:
                behaviour.drop_after = None
                super().write(offset, data[: len(data) // 2])
                self.writefile.flush()
                self._server.cut()
                return paramiko.SFTP_FAILURE
        return super().write(offset, data)

    def stat(self) -> paramiko.SFTPAttributes:
        """Size and times."""
        self.writefile and self.writefile.flush()
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Folder(paramiko.SFTPServerInterface):
    """The folder as the server's root."""

    def __init__(self, server: "_Login", *arguments: object, **options: object) -> None:
        super().__init__(server)
        self._root = server.root
        self.behaviour = server.behaviour
        self.cut = server.cut

    def _real(self, path: str) -> str:
        return str(self._root) + self.canonicalize(path)

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        """Names with what lstat says."""
        try:
            found = []
            for name in os.listdir(self._real(path)):
                status = os.lstat(os.path.join(self._real(path), name))
                attributes = paramiko.SFTPAttributes.from_stat(status)
                attributes.filename = os.fsencode(name)
                found.append(attributes)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return found

    def _stat(self, path: str, how: object) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(how(self._real(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        """Follows links."""
        return self._stat(path, os.stat)

    def lstat(self, path: str) -> paramiko.SFTPAttributes | int:
        """Does not."""
        return self._stat(path, os.lstat)

    def open(self, path: str, flags: int, attr: object) -> paramiko.SFTPHandle | int:
        """Open for reading or writing."""
        try:
            descriptor = os.open(self._real(path), flags | getattr(os, "O_BINARY", 0), 0o640)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        writing = flags & (os.O_WRONLY | os.O_RDWR)
        file = os.fdopen(descriptor, "wb" if writing else "rb")
        handle = _Handle(flags, self)
        handle.readfile = handle.writefile = file
        return handle

    def _do(self, operation: object, *paths: str) -> int:
        try:
            operation(*map(self._real, paths))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK

    def remove(self, path: str) -> int:
        """Delete."""
        return self._do(os.remove, path)

    def mkdir(self, path: str, attr: object) -> int:
        """Make a folder."""
        return self._do(os.mkdir, path)

    def rename(self, oldpath: str, newpath: str) -> int:
        """As the protocol says: over nothing."""
        if os.path.lexists(self._real(newpath)):
            return paramiko.SFTP_FAILURE
        return self._renamed(oldpath, newpath)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        """OpenSSH's extension."""
        if not self.behaviour.knows_posix_rename:
            return paramiko.SFTP_OP_UNSUPPORTED
        return self._renamed(oldpath, newpath)

    def _renamed(self, oldpath: str, newpath: str) -> int:
        result = self._do(os.replace, oldpath, newpath)
        if self.behaviour.drop_after_rename:
            self.behaviour.drop_after_rename = False
            self.cut()
        return result


class _Login(paramiko.ServerInterface):
    """Who is let in."""

    def __init__(self, server: "SshServer", transport: paramiko.Transport) -> None:
        self.root = server.root
        self.behaviour = server.behaviour
        self.cut = transport.close
        self._server = server

    def get_allowed_auths(self, username: str) -> str:
        """Both ways."""
        return "publickey,password"

    def check_auth_password(self, username: str, password: str) -> int:
        """By password."""
        return self._verdict((username, password) == (USER, PASSWORD))

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        """By key."""
        return self._verdict(username == USER and key == self._server.client_key)

    def _verdict(self, good: bool) -> int:
        self.behaviour.logins += good
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Sessions alone."""
        return paramiko.OPEN_SUCCEEDED


class SshServer:
    """Serves `root` until it is stopped.

    :param port: 0 takes a free one; the same one again plays a server that came back.
    """

    def __init__(self, root: Path, host_key: paramiko.PKey | None = None, port: int = 0) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        self.behaviour = Behaviour()
        self.host_key = host_key or paramiko.ECDSAKey.generate()
        self.client_key: paramiko.PKey | None = None
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        self._transports: list[paramiko.Transport] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(self.host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder)
            self._transports.append(transport)
            try:
                transport.start_server(event=threading.Event(), server=_Login(self, transport))
            except (paramiko.SSHException, EOFError):
                transport.close()

    def known_hosts(self, key: paramiko.PKey | None = None) -> str:
        """The line for the known-hosts file."""
        key = key or self.host_key
        return f"[127.0.0.1]:{self.port} {key.get_name()} {key.get_base64()}\n"

    def cut(self) -> None:
        """Break all connections; new ones are taken."""
        while self._transports:
            self._transports.pop().close()

    def stop(self) -> None:
        """Be away."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.cut()


def way_to(server: SshServer, folder: Path, **changes: object) -> SftpSettings:
    """The way to the server, whose key is known from a file in the folder."""
    known = folder / "known_hosts"
    if not known.exists():
        known.write_text(server.known_hosts())
    values = {
        "name": "bank",
        "host": "127.0.0.1",
        "port": server.port,
        "user": USER,
        "known_hosts": known,
        "key_file": None,
        "read_password": lambda: PASSWORD,
        "timeout_seconds": 10.0,
        **changes,
    }
    return SftpSettings(**values)
