"""What the demo's catchers keep: letters as .eml files and short messages as JSON lines."""

import email
import email.policy
import json
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

_NUMBERS = threading.Lock()


@dataclass(frozen=True)
class Letter:
    """One letter that was caught."""

    number: int
    to: str
    subject: str
    date: str
    text: str
    html: str


@dataclass(frozen=True)
class ShortMessage:
    """One SMS that was caught."""

    date: str
    to: str
    text: str


class Mailbox:
    """A folder of caught letters and short messages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._messages = folder / "sms.jsonl"
        folder.mkdir(parents=True, exist_ok=True)

    def keep_letter(self, content: bytes) -> Path:
        """Write a letter down under the next number."""
        with _NUMBERS:
            path = self.folder / f"{len(self._paths()) + 1:05d}.eml"
            temporary = path.with_suffix(".part")
            temporary.write_bytes(content)
            return temporary.rename(path)

    def keep_message(self, number: str, text: str) -> None:
        """Write a short message down."""
        row = {"date": time.strftime("%Y-%m-%d %H:%M:%S"), "to": number, "text": text}
        with _NUMBERS, self._messages.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")

    def letters(self) -> list[Letter]:
        """All letters, the newest first."""
        return [_letter(path) for path in reversed(self._paths())]

    def letter(self, number: int) -> Letter | None:
        """The letter of a number."""
        path = self.folder / f"{number:05d}.eml"
        return _letter(path) if path.is_file() else None

    def messages(self) -> list[ShortMessage]:
        """All short messages, the newest first."""
        if not self._messages.is_file():
            return []
        lines = self._messages.read_text(encoding="utf-8").splitlines()
        return [ShortMessage(**json.loads(line)) for line in reversed(lines)]

    def counts(self) -> tuple[int, int]:
        """How many letters and short messages were caught."""
        return len(self._paths()), len(self.messages())

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"))


def _letter(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Letter(
        number=int(path.stem),
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        date=str(message["date"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""
