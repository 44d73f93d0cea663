"""Talking to the demo's Odoo as its users do: one login, then calls of methods."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any

from tools.failure import Failure

TIMEOUT = 300


class Session:
    """One user at work. Calls go the way the web client's own calls go."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        # A proxy of the user's environment must not stand between two processes of one machine.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self._url = url
        self.login = login
        found = self._post(
            "/web/session/authenticate", {"db": database, "login": login, "password": password}
        )
        self.context: dict[str, Any] = {**found["user_context"], "allowed_company_ids": []}
        self.context["allowed_company_ids"] = [found["user_companies"]["current_company"]]

    def call(self, model: str, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a public method; for one on records their ids are the first argument."""
        context = {**self.context, **named.pop("context", {})}
        parameters = {
            "model": model,
            "method": method,
            "args": list(arguments),
            "kwargs": {**named, "context": context},
        }
        return self._post(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def find(self, model: str, domain: list, fields: list[str], **named: Any) -> list[dict]:
        """Records that match, with these fields."""
        return self.call(model, "search_read", domain, fields, **named)

    def reference(self, name: str) -> int:
        """The number of a record by its external identifier; for administrators."""
        module, __, short = name.partition(".")
        domain = [["module", "=", module], ["name", "=", short]]
        [found] = self.find("ir.model.data", domain, ["res_id"])
        return found["res_id"]

    def run_cron(self, name: str) -> None:
        """Run a scheduled action now, as the button *Run manually* does."""
        answer = self.call("ir.cron", "method_direct_trigger", [self.reference(name)])
        if isinstance(answer, Mapping) and answer.get("tag") == "display_exception":
            data = answer["params"]["data"]
            raise Failure(f"the scheduled action {name} failed: {data['message']}", "see the log")

    def _post(self, path: str, parameters: dict[str, Any]) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(
            self._url + path, body, {"Content-Type": "application/json"}
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                answer = json.load(response)
        except urllib.error.URLError as error:
            raise Failure(f"Odoo does not answer at {self._url}: {error}", "see its log") from error
        if "error" in answer:
            raise OdooRefused(answer["error"])
        return answer.get("result")


class OdooRefused(Failure):
    """Odoo refused a call; the message is the one its user would read."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        data = error.get("data") or {}
        super().__init__(str(data.get("message") or error.get("message")), "")
        self.details = str(data.get("debug") or "")
