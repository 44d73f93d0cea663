"""A real Chromium driven over its debugging protocol: sign in, open a page, take a picture.

Used for the pictures of the guides. It runs under the virtual environment's Python.
"""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.failure import Failure

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
PATIENCE = 40.0


class Page:
    """One tab. Every method waits until the page has done what was asked, or raises Failure."""

    def __init__(self, socket, url: str):
        self._socket = socket
        self._url = url
        self._number = 0

    def call(self, method: str, **parameters) -> dict:
        """One command of the protocol and its answer; events in between are passed over."""
        self._number += 1
        request = {"id": self._number, "method": method, "params": parameters}
        self._socket.send(json.dumps(request))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise Failure(f"Chromium refused {method}: {answer['error']}", "see the page")
                return answer["result"]

    def run(self, script: str):
        """The value of a JavaScript expression; a promise is awaited."""
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise Failure(f"the page failed on: {script}", str(result["exceptionDetails"]))
        return result["result"].get("value")

    def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript expression holds; navigation in between is no matter."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.run(f"Boolean({condition})"):
                return
            time.sleep(0.1)
        raise Failure(f"waited {PATIENCE:.0f} s in vain for: {condition}", "look at the page")

    def open(self, path: str, selector: str) -> None:
        """Open a path and wait until something on it is there and nothing loads any more."""
        self.call("Page.navigate", url=self._url + path)
        time.sleep(0.3)
        self.wait_for(f"document.querySelector({json.dumps(selector)})")
        self.settle()

    def settle(self) -> None:
        """Wait for pictures and fonts, and for the web client's own loading sign to go."""
        self.wait_for("document.readyState === 'complete'")
        self.wait_for("!document.querySelector('.o_loading_indicator')")
        self.run("document.fonts.ready.then(() => true)")
        time.sleep(0.7)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in through the ordinary form, forgetting whoever was signed in before."""
        self.call("Network.clearBrowserCookies")
        self.open("/web/login", "input[name=password]")
        self.run(
            f"document.querySelector('input[name=login]').value = {json.dumps(login)};"
            f"document.querySelector('input[name=password]').value = {json.dumps(password)};"
            "document.querySelector('form.oe_login_form, form').submit()"
        )
        self.wait_for("!location.pathname.startsWith('/web/login')")
        self.settle()

    def click(self, selector: str) -> None:
        """Click the first element that fits."""
        quoted = json.dumps(selector)
        self.wait_for(f"document.querySelector({quoted})")
        self.run(f"document.querySelector({quoted}).click()")
        self.settle()

    def picture(self, target: Path, width: int = 1440, height: int = 900) -> None:
        """Take a picture of what a window of this size shows."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        time.sleep(0.4)
        shot = self.call("Page.captureScreenshot", format="png")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def page_on(url: str) -> Iterator[Page]:
    """A fresh browser with one empty tab, for a server at `url`."""
    import websocket

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise Failure("Chromium is missing: no pictures can be taken", "install chromium")
    with tempfile.TemporaryDirectory(
        prefix="arrears-browser-", ignore_cleanup_errors=True
    ) as folder:
        process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={folder}", "--window-size=1440,900", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            socket = websocket.create_connection(_debugger(Path(folder)), timeout=PATIENCE * 2)
            page = Page(socket, url)
            page.call("Page.enable")
            page.call("Network.enable")
            yield page
            socket.close()
        finally:
            process.terminate()
            process.wait(timeout=20)


def _debugger(folder: Path) -> str:
    """Address of the first tab, once Chromium has written down its port."""
    until = time.monotonic() + PATIENCE
    port_file = folder / "DevToolsActivePort"
    while time.monotonic() < until:
        if port_file.is_file() and port_file.read_text().strip():
            port = port_file.read_text().split()[0]
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"http://127.0.0.1:{port}/json/list", timeout=20) as answer:
                for tab in json.load(answer):
                    if tab["type"] == "page":
                        return tab["webSocketDebuggerUrl"]
        time.sleep(0.1)
    raise Failure("Chromium did not start", "start it by hand to see why")
