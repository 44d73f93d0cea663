"""How a bank writes amounts in debit files: currency, decimals, whole units or the minor one.

Inside, amounts are integers of the minor unit; this is where they become texts of a layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..declaration import Table
from ..money import BadAmount, format_minor, parse_column

UNITS = ("major", "minor")


@dataclass(frozen=True, slots=True)
class AmountForm:
    """The `[amount]` table of a profile.

    :param unit: `major` writes 12345 as `123.45`, `minor` as `12345` (fen, cents).
    """

    currency: str
    digits: int
    unit: str

    @classmethod
    def read(cls, table: Table) -> "AmountForm":
        """Take the form out of its declaration."""
        form = cls(
            currency=table.take("currency", str),
            digits=table.take("digits", int, 2),
            unit=table.choice("unit", UNITS, "major"),
        )
        table.done()
        return form

    @property
    def decimals(self) -> int:
        """Decimals that stand in the file."""
        return self.digits if self.unit == "major" else 0

    def text(self, minor: int) -> str:
        """An amount as the file writes it."""
        return format_minor(minor, self.decimals)

    def shown(self, minor: int) -> str:
        """An amount as a person reads it, whatever the file's unit."""
        return format_minor(minor, self.digits)

    def column(self, texts: Sequence[str]) -> list[int]:
        """A column of the file in minor units.

        :raises BadAmount: with the place of the first text that is no amount of this form
        """
        if self.unit == "minor":
            # Padded with zeros, where the column has a fixed width.
            texts = [text.lstrip("0") or text[-1:] for text in texts]
        return parse_column(texts, self.decimals)


__all__ = ["AmountForm", "BadAmount"]
