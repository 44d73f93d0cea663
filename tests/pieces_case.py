"""A night in pieces of one debtor each, and what a night leaves behind, to be compared."""

from unittest.mock import patch

from ..models.outside import run as pieces
from ..models.outside import run_parts
from .collection_case import TODAY, CollectionCase


class PiecesCase(CollectionCase):
    """Owners who are called, one who is written to, and a couple with one telephone."""

    CALLED = (300, 9000, 4000, 700)

    def setUp(self):
        super().setUp()
        self.switch_on()
        owners = [self.partner(f"Owner {n}") for n in range(len(self.CALLED))]
        owners += [self.partner("Wife", email="home@example.com"),
                   self.partner("Husband", email="home@example.com")]  # fmt: skip
        units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": f"C{n}"} for n in range(len(owners))]
        )
        self.owing(450)
        for owner, unit, amount in zip(owners, units, (*self.CALLED, 60, 70), strict=True):
            self.owing(amount, partner=owner, unit=unit)
        self.company.arrears_calls_a_day = 2
        self.startPatcher(patch.object(pieces, "PIECE", 1))
        self.startPatcher(patch.object(run_parts, "CHUNK", 1))
        cron = self.env.registry["ir.cron"]
        self.startPatcher(patch.object(cron, "_commit_progress", lambda *a, **k: 100.0))
        self.startPatcher(patch.object(cron, "_trigger", lambda *a, **k: None))

    def night(self):
        return self.env["arrears.run"]._nightly_of(self.company)

    def in_one_go(self):
        """What a night without a queue leaves behind; it is taken back."""
        with self.env.cr.savepoint() as savepoint:
            run = self.night()
            for debtor in run._debtors_left():
                run._look_at([debtor])
            run._finish()
            left = self.left_by(run)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return left

    def left_by(self, run):
        """Everything that a night wrote, without ids that differ from night to night."""
        self.env.flush_all()
        claims = self.env["arrears.step.claim"].search([("run_id", "=", run.id)])
        contacts = self.env["arrears.contact"].search([("run_id", "=", run.id)])
        cases = self.env["arrears.case"].search([("company_id", "=", self.company.id)])
        return {
            "claims": sorted((c.case_id.id, c.step_id.id, c.anchor_date) for c in claims),
            "contacts": sorted((c.debtor_id.id, c.channel, c.address, c.text) for c in contacts),
            "tasks": sorted((t.res_id, t.user_id.id, t.date_deadline)
                            for t in cases.activity_ids),
            "lines": sorted((x.case_id.id, x.outcome, x.verdict_key) for x in run.line_ids),
            "cards": sorted((c.id, c.stage_id.id, c.next_action, str(c.next_action_date))
                            for c in cases),
            "figures": [run[name] for name in
                        ("case_count", "step_count", "message_count", "task_count",
                         "waiting_count", "stopped_count", "position", "state")],
        }  # fmt: skip


__all__ = ["TODAY", "PiecesCase"]
