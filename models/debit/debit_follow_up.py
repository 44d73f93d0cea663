from collections import defaultdict

from odoo import models

from ...engine.debit_rules import CONSEQUENCES, FAILURES_IN_A_ROW, failures_in_a_row


class ArrearsDebitLine(models.Model):
    """What follows for people and mandates once an answer is booked."""

    _inherit = "arrears.debit.line"

    def _follow_up(self):
        """Show outcomes on cards, stop mandates, give out tasks; set-based, exceptions alone."""
        self.env["arrears.case"]._debit_changed(self)
        exhausted = self._exhausted_mandates()
        self._stop_mandates(exhausted)
        self._hold_for_deceased()
        troubled = self.filtered(
            lambda line: (
                CONSEQUENCES[line.outcome].person == "collector" or line.mandate_id in exhausted
            )
        )
        troubled._schedule_for_collectors()
        self.filtered(
            lambda line: CONSEQUENCES[line.outcome].person == "treasurer"
        )._schedule_for_treasurer()

    def _exhausted_mandates(self):
        """Mandates that have now failed three times in a row for want of funds."""
        failed = self.filtered(lambda line: line.outcome == "funds").mandate_id
        if not failed:
            return failed
        histories = self.batch_id[:1]._histories(failed)
        return failed.filtered(
            lambda mandate: failures_in_a_row(histories[mandate]) >= FAILURES_IN_A_ROW
        )

    def _stop_mandates(self, exhausted):
        problems = defaultdict(lambda: self.env["arrears.mandate"])
        for line in self:
            if CONSEQUENCES[line.outcome].mandate:
                problems[line.outcome] |= line.mandate_id
        problems["funds"] |= exhausted
        for problem, mandates in problems.items():
            mandates._stop_for(problem)

    def _hold_for_deceased(self):
        """Stop all messages until a person has spoken with the family."""
        dead = self.filtered(lambda line: line.outcome == "deceased")
        cases = dead._cases().filtered(
            lambda case: (
                not case.hold_ids.filtered(
                    lambda hold: hold.type == "deceased" and not hold.lifted_on
                )
            )
        )
        if cases:
            self.env["arrears.hold"].create(
                [
                    {
                        "case_id": case.id,
                        "type": "deceased",
                        "date_from": case.company_id._arrears_today(),
                        "note": self.env._("The bank reports that the account holder has died."),
                    }
                    for case in cases
                ]
            )

    def _cases(self):
        """The cards of these instructions' debtors and units."""
        charges = self.split_ids.charge_id
        keys = {(c.company_id.id, c.debtor_id.id, c.unit_id.id) for c in charges}
        cases = self.env["arrears.case"].search(
            [
                ("company_id", "in", charges.company_id.ids),
                ("debtor_id", "in", charges.debtor_id.ids),
                ("unit_id", "in", charges.unit_id.ids),
            ]
        )
        return cases.filtered(
            lambda case: (case.company_id.id, case.debtor_id.id, case.unit_id.id) in keys
        )

    def _schedule_for_collectors(self):
        """A task on the card for its collector; without one, on the mandate for the treasurer."""
        if not self:
            return
        by_debtor = self._cases().grouped(lambda case: (case.company_id, case.debtor_id))
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for line in self:
            key = (line.company_id, line.debtor_id.commercial_partner_id)
            case = by_debtor.get(key, self.env["arrears.case"])[:1]
            user = case.user_id or case.estate_id.default_collector_id or line.batch_id.create_uid
            (case or line.mandate_id).with_context(
                mail_activity_quick_update=True
            ).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Debit failed: %(outcome)s", outcome=outcomes[line.outcome]),
                user_id=user.id,
            )

    def _schedule_for_treasurer(self):
        """One task a batch for what only the bank can clear up."""
        for batch, lines in self.grouped("batch_id").items():
            batch.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "The outcome is not known (%(count)s): ask the bank, do not send again",
                    count=len(lines),
                ),
                note=", ".join(lines.mapped("reference")[:50]),
                user_id=batch.create_uid.id,
            )
