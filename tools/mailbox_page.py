"""A small web page that shows what left, and the other end of Odoo's SMS. Loopback only."""

import html
import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tools.mailbox import Letter, Mailbox

SMS_PATH = "/api/sms/3/send"
LARGEST_REQUEST = 5_000_000
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem;
  padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ddd;
  vertical-align: top }}
pre {{ white-space: pre-wrap; background: #f6f6f6; padding: 1rem }}
iframe {{ width: 100%; height: 38rem; border: 1px solid #ddd }} .quiet {{ color: #777 }}
</style></head><body>{body}</body></html>"""


def serve(mailbox: Mailbox, port: int) -> ThreadingHTTPServer:
    """A server for the page, not yet running."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.mailbox = mailbox
    return server


class _Handler(BaseHTTPRequestHandler):
    """Lists, one letter, and the address Odoo posts short messages to."""

    def do_GET(self) -> None:
        """Show the list, or one letter."""
        word, __, number = self.path.strip("/").partition("/")
        letter = self._letter(number) if word in ("letter", "raw") else None
        if not self.path.strip("/"):
            self._answer(_list_page(self.server.mailbox))
        elif letter and word == "raw":
            self._answer(letter.html or f"<pre>{html.escape(letter.text)}</pre>")
        elif letter:
            self._answer(_letter_page(letter))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take short messages as Odoo's own gateway would, and say that all went well."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != SMS_PATH or not 0 < length <= LARGEST_REQUEST:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        request = json.loads(self.rfile.read(length))
        results = []
        for message in request["params"]["messages"]:
            for number in message["numbers"]:
                self.server.mailbox.keep_message(number["number"], message["content"])
                results.append({"uuid": number["uuid"], "state": "success", "credit": 0})
        answer = {"jsonrpc": "2.0", "id": request.get("id"), "result": results}
        self._answer(json.dumps(answer), "application/json")

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: numbers and names do not belong in a log."""

    def _letter(self, number: str) -> Letter | None:
        return self.server.mailbox.letter(int(number)) if number.isdecimal() else None

    def _answer(self, text: str, kind: str = "text/html") -> None:
        content = text.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        # A letter is shown as it is, but must not run anything.
        self.send_header("Content-Security-Policy", "script-src 'none'; form-action 'none'")
        self.end_headers()
        self.wfile.write(content)


def _list_page(mailbox: Mailbox) -> str:
    letters = "".join(
        f"<tr><td>{letter.number}</td><td>{html.escape(letter.to)}</td>"
        f'<td><a href="/letter/{letter.number}">{html.escape(letter.subject)}</a></td>'
        f"<td>{html.escape(letter.date)}</td></tr>"
        for letter in mailbox.letters()
    )
    messages = "".join(
        f"<tr><td>{html.escape(one.to)}</td><td>{html.escape(one.text)}</td>"
        f"<td>{html.escape(one.date)}</td></tr>"
        for one in mailbox.messages()
    )
    none = '<tr><td class="quiet" colspan="4">Nothing has left yet.</td></tr>'
    body = (
        '<h1>What left</h1><p class="quiet">The demo\'s own mailbox: nothing here reached anybody.'
        "</p><h2>E-mails</h2><table><tr><th>No.</th><th>To</th><th>Subject</th><th>Date</th></tr>"
        f"{letters or none}</table><h2>SMS</h2><table><tr><th>To</th><th>Text</th><th>Date</th>"
        f"</tr>{messages or none}</table>"
    )
    return PAGE.format(title="What left", body=body)


def _letter_page(letter: Letter) -> str:
    shown = (
        f'<iframe sandbox src="/raw/{letter.number}"></iframe>'
        if letter.html
        else f"<pre>{html.escape(letter.text)}</pre>"
    )
    body = (
        f'<p><a href="/">All</a></p><h1>{html.escape(letter.subject)}</h1>'
        f"<p>To {html.escape(letter.to)}, {html.escape(letter.date)}</p>{shown}"
    )
    return PAGE.format(title=html.escape(letter.subject), body=body)
