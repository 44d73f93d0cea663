"""Bytes of a text file as lines, in the declared encoding and no other."""

import re
from dataclasses import dataclass
from typing import NoReturn

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile

ENCODINGS = ("gbk", "gb18030", "utf-8", "ascii")
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_BYTES = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"


def unwritable(text: str, encoding: str) -> str:
    """Why a text cannot stand in a file, or nothing. The text, often personal, is not told."""
    if _CONTROLS.search(text):
        return "holds a control character"
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        character = ord(text[error.start])
        return f"holds the character U+{character:04X}, which {encoding.upper()} lacks"
    return ""


class EncodedValues:
    """Values of a file whose limits the bank counts in bytes of a character set."""

    encoding: str

    def fault(self, text: str) -> str:
        """Why a value cannot be written, without showing it: it may be personal."""
        return unwritable(text, self.encoding)

    def size(self, text: str) -> int:
        """Bytes of a value."""
        return len(text.encode(self.encoding))

    def cut(self, text: str, size: int) -> str:
        """The longest beginning of whole characters that fits into `size` bytes."""
        return text.encode(self.encoding)[:size].decode(self.encoding, errors="ignore")


@dataclass(frozen=True, slots=True)
class TextBytes:
    """Encoding, line ends and limits of a text file.

    :param max_rows: most instructions in one file; likewise `max_bytes`. Both count.
    """

    encoding: str
    line_end: str
    max_rows: int
    max_bytes: int

    @classmethod
    def read(cls, file: Table) -> "TextBytes":
        """Take them out of a profile's `[file]` table; the rest of it is the family's."""
        return cls(
            encoding=file.choice("encoding", ENCODINGS),
            line_end=LINE_ENDS[file.choice("line_end", tuple(LINE_ENDS), "crlf")],
            max_rows=file.take("max_rows", int, 100_000),
            max_bytes=file.take("max_bytes", int, 50_000_000),
        )

    def first_line(self, content: bytes) -> str:
        """The first line, readable or not."""
        first = content.partition(b"\n")[0]
        return first.decode(self.encoding, errors="replace").rstrip("\r")

    def lines(self, name: str, content: bytes) -> list[str]:
        """Physical lines without their ends; empty lines at the end do not count.

        :raises BadFile: for an empty file, another encoding, a control character
        """
        text = self._text(name, content)
        lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
        if "\r" in text and any("\r" in line for line in lines):
            number = next(i for i, line in enumerate(lines, 1) if "\r" in line)
            cause = "the line holds a carriage return in its middle"
            raise BadFile(name, "control", cause, ASK_AGAIN, line=number)
        return lines

    def _text(self, name: str, content: bytes) -> str:
        if not content.strip():
            raise BadFile(name, "empty", "the file is empty", ASK_AGAIN)
        clean = content.translate(None, _CONTROL_BYTES)
        if len(clean) != len(content):
            place = next(i for i, byte in enumerate(content) if byte in _CONTROL_BYTES)
            self._refuse(name, content, place, "control", "holds a control character")
        if self.encoding != "utf-8" and _is_utf8(content):
            cause = f"the file is UTF-8, the layout says {self.encoding.upper()}"
            raise BadFile(name, "encoding", cause, "Ask the bank for the agreed encoding")
        try:
            return content.decode(self.encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            cause = f"holds bytes that are not {self.encoding.upper()}"
            self._refuse(name, content, error.start, "encoding", cause)

    def _refuse(self, name: str, content: bytes, at: int, code: str, cause: str) -> NoReturn:
        """Refuse for the byte at a place."""
        line = content.count(b"\n", 0, at) + 1
        raise BadFile(name, code, f"the line {cause} (byte {at})", ASK_AGAIN, line=line)


def _is_utf8(content: bytes) -> bool:
    """Whether bytes beyond ASCII make sense as UTF-8, which Chinese in GBK hardly ever does."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
