from odoo import models

from ...engine.off_ladder import Size, is_large
from ...engine.reason import Reason
from .large_debtor import COLLECTOR

BY_HAND = {"account": True, "cards": False}


class ArrearsRun(models.Model):
    """Large debtors leave the ladder; whoever keeps the account is asked for the statement."""

    _inherit = "arrears.run"

    def _debtors_apart(self, cases, stops, named):
        """Extended: debtors with too many units for single cards."""
        apart = super()._debtors_apart(cases, stops, named)
        known = {row.debtor_id.id: row.state for row in self._accounts_of(cases.debtor_id)}
        limit = self.company_id.arrears_large_units
        for debtor, group in cases.grouped("debtor_id").items():
            size = Size(units=len(group.unit_id), by_hand=BY_HAND.get(known.get(debtor.id)))
            if is_large(size, limit):
                apart[debtor.id] = Reason("large_debtor", {"units": size.units})
        return apart

    def _accounts_of(self, debtors):
        return self.env["arrears.large.debtor"].sudo().search(
            [("company_id", "=", self.company_id.id), ("debtor_id", "in", debtors.ids)]
        )  # fmt: skip

    def _act(self, decisions):
        """Extended: the accounts are kept, and their statements asked for."""
        result = super()._act(decisions)
        cases = self.env["arrears.case"].sudo()
        for decision in decisions:
            reason = decision.facts.apart.get(decision.cases.debtor_id.id)
            if reason and reason.code == "large_debtor" and self._in_force(decision):
                cases |= decision.cases
        if cases:
            today = self.company_id._arrears_today()
            accounts = self._keep_accounts(cases)
            self._add({"task_count": accounts._ask_for_statements(today, self)})
        return result

    def _in_force(self, decision):
        """Whether anything may be done about at least one of the cards, and has not failed."""
        if any(reason.code == "failed_to_act" for reason in decision.blocked):
            return False
        return any(not verdict.stops for verdict in decision.verdicts.values())

    def _keep_accounts(self, cases):
        """The accounts of the debtors of these cards; new ones with their person."""
        found = self._accounts_of(cases.debtor_id)
        found.filtered(lambda row: row.state == "settled")._record_effect({"state": "account"})
        new = cases.filtered(lambda case: case.debtor_id not in found.debtor_id)
        accounts = self.company_id._arrears_in_language(found).create(
            [
                {
                    "company_id": self.company_id.id,
                    "debtor_id": debtor.id,
                    "user_id": self._keeper_of(group).id,
                }
                for debtor, group in new.grouped("debtor_id").items()
            ]
        )
        # The calls of single cards are no longer wanted.
        kind = self.env.ref("property_arrears.activity_type_call")
        calls = new.activity_ids.filtered(
            lambda task: task.automated and task.activity_type_id == kind
        )
        calls.unlink()
        return found | accounts.with_env(self.env)

    def _keeper_of(self, cases):
        """Who keeps a new account: the manager of the estate with most of its units, else who the
        estate's cards go to, else who works most of these cards."""
        estates = cases.grouped("estate_id")
        estate = max(estates, key=lambda one: len(estates[one]))
        workers = cases.grouped("user_id")
        busiest = max(workers, key=lambda one: len(workers[one]))
        for user in (estate.manager_id, estate.default_collector_id, busiest):
            if user.active and user.has_group(COLLECTOR) and self.company_id in user.company_ids:
                return user
        return self.env["res.users"]

    def _undo(self, reason):
        """Extended: statements that were asked for and not sent are not wanted any more."""
        result = super()._undo(reason)
        accounts = self.env["arrears.large.statement"].sudo()._take_back(self)
        accounts.activity_ids.filtered("automated").unlink()
        return result

    def _finish(self):
        """Extended: accounts of which nothing is due any more are closed."""
        result = super()._finish()
        accounts = self.env["arrears.large.debtor"].sudo().search(
            [("company_id", "=", self.company_id.id), ("state", "!=", "settled")]
        )  # fmt: skip
        owing = self.env["arrears.case"].sudo().search(
            [("company_id", "=", self.company_id.id), ("state", "!=", "closed"),
             ("debtor_id", "in", accounts.debtor_id.ids)]
        )  # fmt: skip
        accounts.filtered(lambda row: row.debtor_id not in owing.debtor_id)._settle()
        return result
