"""A door in front of Odoo that loses answers: the work is done there, and nobody hears of it."""

import http.client
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LosingDoor:
    """Passes calls on; of each method in `lost` the first answer is thrown away.

    :param port: where Odoo listens.
    """

    def __init__(self, port: int) -> None:
        self.behind = port
        self.calls: Counter[str] = Counter()
        self.lost: set[str] | None = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Let nobody through any more."""
        self._server.shutdown()
        self._server.server_close()

    def loses(self, method: str) -> bool:
        """Whether this answer is lost; `lost` None means the first one of every method."""
        self.calls[method] += 1
        return self.calls[method] == 1 and (self.lost is None or method in self.lost)

    def _handler(door) -> type[BaseHTTPRequestHandler]:
        """What answers one call."""

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                connection = http.client.HTTPConnection("127.0.0.1", door.behind, timeout=120)
                connection.request("POST", self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                if door.loses(_method(body)):
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(answer.status)
                for key, value in answer.getheaders():
                    if key.lower() in ("content-type", "set-cookie"):
                        self.send_header(key, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words: object) -> None:
                """Quiet."""

        return Handler


def _method(body: bytes) -> str:
    """The method of the seam that a call names; empty for anything else."""
    arguments = json.loads(body).get("params", {}).get("args") or []
    is_seam = len(arguments) > 4 and arguments[3] == "arrears.sidecar"
    return arguments[4] if is_seam else ""
