from odoo import models

from ...engine.golive_agreements import PlanRow, covered, plan_faults
from ...engine.golive_sheets import PLAN
from ...engine.limitation import is_time_barred
from ...engine.reason import Reason
from .plan import IN_FORCE, PLAN_KINDS


class ArrearsGolive(models.Model):
    """Judging the plans of a list: each as a whole, beside what is owed."""

    _inherit = "arrears.golive"

    def _refuse_by_sheet(self, rows, facts):
        """Extended: plans that do not add up, are not about what is owed, or stand beside others.

        Where one row of a plan is refused, all of them are.
        """
        super()._refuse_by_sheet(rows, facts)
        plans = self._plans_of(rows)
        if not plans:
            return
        owed = self._owed(rows, facts)
        taken = self._owners_with_plans()
        owners = self._commercial([of_plan[0].person for of_plan in plans.values()])
        for of_plan in plans.values():
            booked = [row for row in of_plan if (PLAN, row.key) in facts.booked]
            if len(booked) == len(of_plan):
                continue
            fault = Reason("golive_plan_changed") if booked else None
            owner = owners.get(of_plan[0].person)
            self._refuse_plan(of_plan, fault or self._fault_beside(of_plan, owner, taken, owed))
            if not any(row.problems for row in of_plan):
                taken.add(owner)

    def _plans_of(self, rows):
        """``{key of a plan: its rows}``, in the order of the file; people unknown stand alone."""
        plans = {}
        for row in rows:
            if row.sheet == PLAN:
                values = row.values
                key = (row.person or f"row {row.id}", values.get("agreed_on"),
                       values.get("plan_number") or "")  # fmt: skip
                plans.setdefault(key, []).append(row)
        return plans

    def _refuse_plan(self, of_plan, fault):
        """Put the fault on every row; a row's own fault stays the first that is read."""
        if any(row.problems for row in of_plan):
            fault = Reason("golive_plan_other_row")
        faults = {} if fault else plan_faults([self._plan_row(row) for row in of_plan])
        for row in of_plan:
            reason = fault or faults.get(row.id)
            if reason and not row.problems:
                row.problems.append(self._in_money(reason))

    def _plan_row(self, row):
        values = row.values
        terms = ("kind", "period_from", "period_to", "acknowledged")
        return PlanRow(
            row.id, row.number, values["due_date"], values["amount"], values.get("paid") or 0,
            values["plan_total"],
            (tuple(sorted(values["unit_ids"])), *(values.get(name) for name in terms)),
        )  # fmt: skip

    def _fault_beside(self, of_plan, owner, taken, owed):
        """What stands against a plan whose rows are right by themselves."""
        if any(row.problems for row in of_plan):
            return None
        faults = plan_faults([self._plan_row(row) for row in of_plan])
        if faults:
            return None
        if owner in taken:
            return Reason("golive_plan_there")
        __, fault = self._covered_by(of_plan[0].values, owner, owed, self._left_of(of_plan))
        return fault

    def _left_of(self, of_plan):
        return sum(self._plan_row(row).left for row in of_plan)

    def _covered_by(self, values, owner, owed, left):
        """The bills that a plan is for: overdue when it was agreed, and not time-barred.

        :param values: of any row of the plan
        :return: keys of ``engine.golive_agreements.OpenItem``, and why there are none
        """
        kinds = (values["kind"],) if values.get("kind") else PLAN_KINDS
        agreed_on = values["agreed_on"]
        events = [agreed_on] if values.get("acknowledged") else []
        today, years = self.company_id._arrears_today(), self._limitation_years()
        items = [
            one.item
            for one in owed
            if one.debtor == owner and one.unit in values["unit_ids"] and one.kind in kinds
            and one.item.due_on <= agreed_on
            and not (one.is_barred and is_time_barred(one.item.due_on, today, years, events))
        ]  # fmt: skip
        return covered(left, items, values.get("period_from"), values.get("period_to"))

    def _owners_with_plans(self):
        """Ids of the debtors whose plan is running or waits for a decision."""
        plans = self.env["arrears.plan"].search(
            [("company_id", "=", self.company_id.id), ("state", "in", ("proposed", *IN_FORCE))]
        )
        return set(plans.debtor_id.ids)
