"""Rewards beside mandates, prepayments and refunds: both scenes in one company."""

from .receipts_case import ReceiptsCase
from .rewards_scene import RewardsScene


class RewardsReceipts(ReceiptsCase, RewardsScene):
    """The flat costs 180.00 a month; a programme has two managers."""

    @classmethod
    def user(cls, name, *groups, login=None):
        """A person: by name and group as the rewards scene asks, or by role."""
        if groups:
            return super().user(groups[0], login or f"rewards {name}")
        return super().user(name, login)

    def propose_all(self, program):
        """What a sidecar that says yes to everything would send."""
        rows, after = [], 0
        while after is not None:
            page = program._sidecar_facts(program.id, after, 50)
            rows, after = rows + page["rows"], page["next"]
        return [
            {"cause": row["cause"], "debtor_id": row["debtor_id"], "unit_id": row["unit_id"]}
            for row in rows
        ]

    def answers(self, program):
        """Code by cause of what Odoo decides about everything; ``granted`` without one."""
        self.end_transaction()
        told = program._sidecar_grant(program.id, self.propose_all(program))
        return {answer["cause"]: answer["code"] or answer["state"] for answer in told}
