"""Taking in a file that a person names, wherever it lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .config import ChannelSettings, Config
from .errors import ConfigError, FolderHeld, Permanent
from .jobs import exchanges_of, hold, statement_exchanges_of


@contextmanager
def hand_in(config: Config, file: Path, channel: str, source: str) -> Iterator[str]:
    """Put a copy of the file among those being read; yields the job that reads it.

    While the service works there the copy goes into its inbox instead, and no job is needed: it
    yields nothing.

    :raises ConfigError: when it is not told, or not known, whose file it is.
    :raises Permanent: when it is too large, or a file of its name is being read.
    """
    if channel and source:
        raise ConfigError("--source", "an answer is no statement", "Give --channel or --source")
    settings = config.statements if source else config.channels
    option = "--source" if source else "--channel"
    code = _only(settings, source or channel, option)
    exchange = (statement_exchanges_of if source else exchanges_of)(config)[code]
    size = file.stat().st_size
    if size > config.max_bytes:
        raise Permanent(
            f"{file.name}: the file has {size} bytes, at most {config.max_bytes} are read. Ask the"
            " bank for smaller files, or raise exchange.max_bytes"
        )
    content = file.read_bytes()
    try:
        with hold(exchange):
            exchange.reach()
            exchange.bring(file.name, content)
    except FolderHeld:
        exchange.deliver(file.name, content)
        yield ""
        return
    yield "statements" if source else "import"


def _only(settings: tuple[ChannelSettings, ...], code: str, option: str) -> str:
    """The code as given, or the only one there is."""
    known = [one.code for one in settings]
    if not code and len(known) == 1:
        return known[0]
    if code not in known:
        cause = f"{code!r} is not configured" if code else "it is not told whose file this is"
        raise ConfigError(option, cause, f"Use one of: {', '.join(known) or 'none there'}")
    return code
