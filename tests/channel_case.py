"""A real gateway on this machine, which keeps what it gets and answers as a test wants."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

from cryptography.fernet import Fernet

from .collection_case import TODAY, CollectionCase

SECRET = "gateway-key-1"
BODY = json.dumps(
    {
        "touser": "{recipient}",
        "content": "{text}",
        "ref": "{reference}",
        "template": {"number": "{template}", "sign": "{signature}", "values": "{variables}"},
    }
)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers), json.loads(body)))
        status, answer = self.server.answer
        if status is None:
            # The connection ends without a word, after the message arrived.
            self.close_connection = True
            return
        content = answer.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        """Quiet."""


class ChannelCase(CollectionCase):
    """The firm of ``CollectionCase`` with a WeChat gateway that really answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        before = os.environ.get("ARREARS_ACCOUNT_KEY", "")
        os.environ["ARREARS_ACCOUNT_KEY"] = Fernet.generate_key().decode()
        cls.addClassCleanup(os.environ.__setitem__, "ARREARS_ACCOUNT_KEY", before)
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        cls.server.seen = []
        thread = threading.Thread(target=cls.server.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def setUp(self):
        super().setUp()
        self.server.seen.clear()
        self.answers(200, '{"code": 0, "data": {"id": "WX-1"}}')
        self.bill = self.owing(450)
        self.case = self.case_of()

    def answers(self, status, body=""):
        self.server.answer = (status, body)

    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/send"

    def gateway(self, **values):
        return self.env["arrears.message.channel"].with_user(self.manager).create(
            {
                "name": "Gateway",
                "company_id": self.company.id,
                "channel": "wechat",
                "sequence": 5,
                "url": self.address(),
                "headers": "Authorization: Bearer {secret}",
                "secret": SECRET,
                "body": BODY,
                "accepted_at": "code",
                "accepted_values": "0",
                "number_at": "data.id",
                "receipt_states": "OK = delivered\nUNDELIV = bounced\nERR = failed",
                **values,
            }
        )  # fmt: skip

    def on_wechat(self, identifier="openid-Abc"):
        return self.env["arrears.wechat.contact"].create(
            {"case_id": self.case.id, "identifier": identifier}
        )

    def queued(self):
        if not self.estate.escalation_enabled:
            self.switch_on()
        self.run_on()
        contact = self.contacts().filtered(lambda one: one.state == "queued")
        self.assertEqual(len(contact), 1)
        return contact

    def sent(self):
        contact = self.queued()
        self.send()
        return contact

    def fall_back(self, clock="10:30"):
        """The scheduled action, at a moment of the day."""
        contacts = self.env["arrears.contact"].with_context(
            arrears_today=TODAY, arrears_now=self.clock_at(clock)
        )
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 100.0):
            contacts._cron_fall_back()

    def codes_of(self, contact):
        return [reason["code"] for reason in contact.reasons or ()]


__all__ = ["BODY", "SECRET", "ChannelCase"]
