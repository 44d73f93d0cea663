from datetime import timedelta

from odoo import models

from ...engine.demand import Demand, deadline


class ArrearsCase(models.Model):
    """What a search without success means for the law: the court can serve by public notice."""

    _inherit = "arrears.case"

    def _searched_in_vain(self):
        """The cards whose latest search went every way and was handed to the law."""
        searches = self.env["arrears.lost.contact"].sudo().search(
            [("case_id", "in", self.ids), ("state", "=", "court")]
        )  # fmt: skip
        return searches.case_id

    def _legal_facts(self):
        """Extended: an address that nobody can find is documented, and so is no obstacle."""
        facts = super()._legal_facts()
        for case in self._searched_in_vain():
            facts[case.id] = {**facts[case.id], "address_verified": True}
        return facts

    def _other_demands(self):
        """Extended: of whoever can't be found, a demand by notice in the media counts as
        delivered (SPC limitation rules 2020, art. 8)."""
        found = super()._other_demands()
        lost = self._searched_in_vain()
        if not lost:
            return found
        events = self.env["arrears.limitation.event"].sudo().search(
            [("debtor_id", "in", lost.sudo().debtor_id.ids), ("state", "=", "recorded"),
             ("type", "=", "demand"), ("method", "=", "media")]
        )  # fmt: skip
        for case in lost:
            for event in events.filtered(
                lambda one, case=case: (
                    (one.company_id, one.debtor_id) == (case.company_id, case.sudo().debtor_id)
                )
            ):
                days = timedelta(days=case.company_id.arrears_demand_days)
                until = deadline(event.date + days, event.date)
                charges = frozenset(event.charge_link_ids.charge_id.ids)
                found.setdefault(case.id, []).append(Demand(event.date, until, charges))
        return found
