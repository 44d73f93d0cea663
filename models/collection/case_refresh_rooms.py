"""What another room has written onto cards by the one statement that makes them."""

from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class RoomFigures:
    """What another room keeps on cards.

    :param name: name of its step, a common table expression
    :param query: yields ``debtor_id``, ``unit_id`` (0 for none), once each, and the columns
    :param columns: columns of arrears_case; empty where the query has nothing for the card
    """

    name: str
    query: SQL
    columns: tuple[str, ...]

    def step(self) -> SQL:
        return SQL("%s AS MATERIALIZED (%s)", SQL.identifier(self.name), self.query)

    def join(self) -> SQL:
        name = SQL.identifier(self.name)
        return SQL(
            "LEFT JOIN %s ON %s.debtor_id = f.debtor_id AND %s.unit_id = COALESCE(f.unit_id, 0)",
            name, name, name,
        )  # fmt: skip
