"""A local mailbox for the demo: takes every letter and SMS, delivers none, and shows them.

python -m tools.smtp_catcher FOLDER --smtp-port 8025 --page-port 8026
"""

import argparse
from pathlib import Path

from aiosmtpd.controller import Controller

from tools.mailbox import Mailbox
from tools.mailbox_page import serve

LARGEST_LETTER = 20_000_000


class _Catcher:
    """Answers an SMTP conversation and keeps what comes."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server, session, envelope) -> str:
        """Keep one letter."""
        self._mailbox.keep_letter(envelope.original_content)
        return "250 Kept"


def main() -> None:
    """Catch until stopped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where letters and messages are kept")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    options = parser.parse_args()
    mailbox = Mailbox(options.folder)
    smtp = Controller(
        _Catcher(mailbox),
        hostname="127.0.0.1",
        port=options.smtp_port,
        data_size_limit=LARGEST_LETTER,
    )
    smtp.start()
    with serve(mailbox, options.page_port) as page:
        print(f"mailbox: http://127.0.0.1:{options.page_port}", flush=True)
        page.serve_forever()


if __name__ == "__main__":
    main()
