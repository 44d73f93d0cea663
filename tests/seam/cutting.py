"""A door in front of Odoo: it loses answers, and lets things happen on the way.

The work is done behind it, and nobody hears of it.
"""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BEFORE, WITHIN, AFTER = "before", "within", "after"
"""When something happens: before Odoo hears of a call, while it works, or once it answered."""


class LosingDoor:
    """Passes calls on; of each method in `lost` the first answer is thrown away.

    What `arm` is given happens once, at its call; the answer of that call is lost. While `is_away`
    nobody is let through.

    :param port: where Odoo listens.
    """

    def __init__(self, port: int) -> None:
        self.behind = port
        self.calls: Counter[str] = Counter()
        self.lost: set[str] | None = set()
        self.is_away: Callable[[], bool] = lambda: False
        self._armed: dict[tuple[str, int], tuple[str, Callable[[], None]]] = {}
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Let nobody through any more."""
        self._server.shutdown()
        self._server.server_close()

    def arm(self, method: str, call: int, when: str, work: Callable[[], None]) -> None:
        """Have something happen at a call from now on, counted from 1."""
        self._armed[method, self.calls[method] + call] = (when, work)

    def loses(self, method: str) -> bool:
        """Whether this answer is lost; `lost` None means the first one of every method."""
        return self.calls[method] == 1 and (self.lost is None or method in self.lost)

    def passed(self, path: str, headers: dict[str, str], body: bytes) -> "_Answer | None":
        """Odoo's answer to a call, or None when nobody is to hear of it."""
        if self.is_away():
            return None
        method = _method(body)
        self.calls[method] += 1
        when, work = self._armed.pop((method, self.calls[method]), ("", None))
        if work and when == BEFORE:
            work()
            return None
        if work and when == WITHIN:
            threading.Timer(0.02, work).start()
        answer = _sent(self.behind, path, headers, body)
        if work and when == AFTER:
            work()
        return None if work or self.loses(method) else answer

    def _handler(door) -> type[BaseHTTPRequestHandler]:
        """What answers one call."""

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = door.passed(self.path, dict(self.headers), body)
                if answer is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                status, headers, content = answer
                self.send_response(status)
                for key, value in headers:
                    if key.lower() in ("content-type", "set-cookie"):
                        self.send_header(key, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words: object) -> None:
                """Quiet."""

        return Handler


class _Quiet(ThreadingHTTPServer):
    """Somebody who hung up is no news."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet."""


_Answer = tuple[int, list[tuple[str, str]], bytes]


def _sent(port: int, path: str, headers: dict[str, str], body: bytes) -> _Answer | None:
    """Odoo's answer; None when it is away."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _method(body: bytes) -> str:
    """The method of the seam that a call names; empty for anything else."""
    arguments = json.loads(body).get("params", {}).get("args") or []
    is_seam = len(arguments) > 4 and arguments[3] == "arrears.sidecar"
    return arguments[4] if is_seam else ""
