"""Bank statements: from a folder or an upload into Odoo's bank lines.

They go the way of all incoming files (`inbound`); Odoo books what was sealed.
"""

from typing import Any

from .inbound import import_files
from .records import Sealed
from .workplace import Tally, Workplace


class StatementInlet:
    """Statements of the firm's receiving accounts."""

    word = "statement"

    def __init__(self, place: Workplace) -> None:
        self._gateway = place.gateway
        self.exchanges = place.statement_exchanges
        self.profiles = place.statement_profiles
        self.fixed_profiles = place.fixed_statement_profiles
        self.waiting = place.gateway.statements_to_parse
        self.content = place.gateway.statement_content
        self.open = place.gateway.open_statement
        self.stage = place.gateway.stage_statement_rows
        self.refuse = place.gateway.quarantine_statement
        self.refuse_known = place.gateway.quarantine_known_statement

    def seal(self, file_id: int, table: Any, profile: str) -> Sealed:
        """Say that all movements are there."""
        return self._gateway.seal_statement(file_id, table, profile)


def import_statements(place: Workplace) -> Tally:
    """Take in all statements that wait in the inboxes and in Odoo."""
    return import_files(place, StatementInlet(place), Tally("statements"))
