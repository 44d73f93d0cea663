"""Archives are refused, unopened: what is packed may lie about its size and its paths.

A workbook is a zip as well; its reader weighs what it would unpack before it does.
"""

import io
import zipfile

from .errors import BadFile

_STARTS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
}
_TAR_AT, _TAR = 257, b"ustar"
_WORKBOOK = "[Content_Types].xml"


def refuse_archive(name: str, content: bytes) -> None:
    """Say clearly that archives are not read.

    :raises BadFile: when the bytes are those of an archive, whatever the file is called.
    """
    kind = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    if content[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        kind = "tar"
    if not kind or (kind == "zip" and _is_workbook(content)):
        return
    cause = f"the file is an archive ({kind}), and archives are not opened"
    raise BadFile(name, "archive", cause, "Unpack it, and put the bank's own files into the inbox")


def _is_workbook(content: bytes) -> bool:
    """Whether a zip says that it is an office document; nothing is unpacked. A broken one counts
    as a workbook, whose reader says what is wrong with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return _WORKBOOK in parts.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return True
