from odoo import models

from ...engine.reason import Reason


class ArrearsCase(models.Model):
    """What a dispute stops on a card beyond the part on hold."""

    _inherit = "arrears.case"

    def _person_stops(self, company, today):
        """Extended: who says not to be the owner or payer is left alone until it is decided."""
        found = super()._person_stops(company, today)
        doubted = self.env["arrears.dispute"]._doubted_people(company, self.debtor_id.ids)
        for debtor_id in doubted:
            found.setdefault(debtor_id, []).append(Reason("dispute_of_identity"))
        return found

    def _stop_reasons(self, today, known=None):
        """Extended: where all that is left is on hold, a dispute among it is named."""
        stops = super()._stop_reasons(today, known)
        disputed = self._ids_under_dispute()
        for case in self if disputed else ():
            codes = {reason.code for reason in stops[case.id]}
            if case.id in disputed and "part_held" in codes and "hold_dispute" not in codes:
                stops[case.id].append(Reason("hold_dispute"))
        return stops

    def _legal_gate_reasons(self):
        """Extended: nothing goes to law while any part is disputed; a payment order needs that
        there is no other dispute between the parties (Civil Procedure Law art. 225)."""
        missing = super()._legal_gate_reasons()
        disputed = self._ids_under_dispute()
        for case in self:
            codes = {reason.code for reason in missing[case.id]}
            if case.id in disputed and "hold_dispute" not in codes:
                missing[case.id].append(Reason("legal_dispute_open"))
        return missing

    def _ids_under_dispute(self):
        """Ids of those of these cards that an open dispute names."""
        lines = self.env["arrears.dispute.line"].sudo().search_fetch(
            [("case_id", "in", self.ids), ("is_open", "=", True)], ["case_id"]
        )  # fmt: skip
        return set(lines.case_id.ids)
