"""Files damaged at random, and what must hold of whatever is still read from them."""

from collections.abc import Callable

from hypothesis import strategies as st

from arrears_sidecar.errors import BadFile
from arrears_sidecar.records import ReplyTable


def damaged(data: st.DataObject, content: bytes) -> bytes:
    """A few bytes replaced, cut or put in anywhere."""
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        piece = data.draw(st.binary(max_size=3))
        damaged[place : place + data.draw(st.integers(0, 5))] = piece
    return bytes(damaged)


def read_or_refused(parse: Callable[[str, bytes], ReplyTable], name: str, content: bytes) -> None:
    """It is refused with cause and cure, or what is read contradicts nothing."""
    try:
        table = parse(name, content)
    except BadFile as error:
        assert error.cause and error.cure
        return
    for outcome, asked, taken in zip(table.outcomes, table.offered, table.settled, strict=True):
        assert 0 <= taken <= asked
        assert (taken > 0) == (outcome in ("success", "partial")) or asked == 0
