import requests
from odoo import models

from ...engine.web_message import (
    LONGEST_BODY,
    Answer,
    filled_body,
    headers_of,
    hidden,
    read_answer,
)

# Seconds to wait for the connection, and again for the answer.
PATIENCE = 20


class ArrearsMessageChannel(models.Model):
    """Handing one message to a web gateway: one request, never repeated.

    Nothing of the request is logged: it holds a debt, an address and a key.
    """

    _inherit = "arrears.message.channel"

    def _hand_over(self, contact, registered):
        """Post one message and read what the gateway answers.

        :param registered: number, signature and values of the registered text, or an empty dict
        :return: ``Answer``, its detail without addresses and keys
        """
        self.ensure_one()
        secret = self._opened("secret_cipher")
        body = filled_body(self.body, self._parts_of(contact, registered, secret))
        headers = {name: text.replace("{secret}", secret)
                   for name, text in headers_of(self.headers).items()}  # fmt: skip
        headers["Content-Type"] = "application/json"
        answer = self._posted(body.encode(), headers)
        detail = hidden(answer.detail, contact.address or "", secret)
        return Answer(answer.verdict, answer.number, detail)

    def _parts_of(self, contact, registered, secret):
        named = registered.get("named", {})
        return {
            "text": contact.text or "",
            "subject": contact.subject or "",
            "recipient": contact.address or "",
            "signature": registered.get("signature", ""),
            "template": registered.get("number", ""),
            "variables": registered.get("values", []),
            "named_variables": named,
            "reference": contact._reference(),
            "secret": secret,
        }

    def _posted(self, body, headers):
        """The gateway's answer. A redirection is none: it would carry the key elsewhere."""
        try:
            with requests.request(
                self.method, self.url, data=body, headers=headers, timeout=PATIENCE,
                allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                content = next(answer.iter_content(LONGEST_BODY), b"")
                text = content.decode("utf-8", "replace")
                return read_answer(answer.status_code, text, self._answer_rules())
        except (
            requests.exceptions.SSLError,
            requests.exceptions.ConnectTimeout,
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidHeader,
        ) as error:
            return Answer("refused", detail=type(error).__name__)
        except requests.exceptions.ConnectionError as error:
            verdict = "refused" if self._never_connected(error) else "unknown"
            return Answer(verdict, detail=type(error).__name__)
        except requests.exceptions.RequestException as error:
            return Answer("unknown", detail=type(error).__name__)

    def _never_connected(self, error):
        """Whether no connection came about at all, so that nothing can have left."""
        cause = error.args[0] if error.args else None
        reason = getattr(cause, "reason", None)
        return "NewConnectionError" in {base.__name__ for base in type(reason).__mro__}
