from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..engine.anonymous import Group, shown
from ..engine.collection_rate import Cut, tally
from ..engine.money import minor_units


class ArrearsMeetingPack(models.AbstractModel):
    """What owners may see of the collection at their meeting: totals that name nobody.

    By building, as of a day, with the definitions of the collection rates. A building with fewer
    than five units or five debtors is shown together with others, so that no account can be read
    or reckoned from the sheet.
    """

    _name = "arrears.meeting.pack"
    _description = "Meeting pack"

    @api.model
    def _totals(self, estate, day):
        """Rows of the sheet: buildings, the others together, and the total.

        :return: dict with ``rows`` and ``total``; ``rows`` is None where the estate is too small
            for any figure
        """
        estate = estate.sudo()
        cut = Cut(day.year, day)
        claims = self._claims(estate, cut)
        groups = [
            Group(building, units, frozenset(debtors))
            for building, units, debtors in self._members(estate)
        ]
        allowed = shown([group for group in groups if group.key in claims])
        if allowed is None:
            return {"rows": None, "day": day}
        units = {group.key: group.units for group in groups}
        rows = [self._row(self._label(key), [key], claims, units, cut) for key in allowed.single]
        if allowed.merged:
            label = self.env._("Other buildings together")
            rows.append(self._row(label, allowed.merged, claims, units, cut))
        keys = (*allowed.single, *allowed.merged)
        total = self._row(self.env._("Total"), keys, claims, units, cut)
        return {"rows": rows, "total": total, "day": day}

    @api.model
    def _claims(self, estate, cut):
        """Principal of the estate by building, as the collection rates see it."""
        reports = self.env["arrears.rate.report"].sudo()
        found = reports._claims(reports._stand(estate.company_id, [cut]), cut)
        claims = defaultdict(list)
        for grain, of_grain in found.items():
            if grain.estate_id == estate.id:
                claims[grain.building or ""] += of_grain
        return claims

    @api.model
    def _members(self, estate):
        """``[(building, units, debtor ids)]`` of everything ever billed there."""
        self.env["arrears.charge"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(unit.building, ''), COUNT(DISTINCT unit.id),
                       ARRAY_AGG(DISTINCT COALESCE(charge.debtor_id, 0))
                  FROM arrears_charge charge
                  JOIN arrears_unit unit ON unit.id = charge.unit_id
                 WHERE charge.company_id = %s AND charge.estate_id = %s
                   AND charge.kind = 'principal' AND charge.state <> 'gone'
              GROUP BY 1
              ORDER BY LPAD(COALESCE(unit.building, ''), 8, '0')
                """,
                estate.company_id.id,
                estate.id,
            )
        )

    @api.model
    def _label(self, building):
        if not building:
            return self.env._("Without a building")
        return self.env._("Building %(building)s", building=building)

    @api.model
    def _row(self, label, keys, claims, units, cut):
        sums = tally((claim for key in keys for claim in claims[key]), cut)
        return {
            "label": label,
            "units": sum(units[key] for key in keys),
            "due": sums.due,
            "paid": sums.paid,
            "rate": sums.rates["current"],
            "opening": sums.old_due,
            "recovered": sums.recovered,
            "old_rate": sums.rates["old"],
        }

    @api.model
    def _budget(self, estate, day, use):
        """The budget of the coming year, each purpose beside what was spent on it.

        :param use: what ``arrears.fee.use`` says of the time of the pack; None without an
            analytic account
        :return: dict with ``year``, ``rows`` and ``total``; amounts in minor units. None where
            neither the next year nor this one has a budget
        """
        year, lines = estate.sudo()._coming_budget(day)
        if not lines:
            return None
        spent = {cost["account_id"]: cost["amount"] for cost in use["costs"]} if use else {}
        rows = []
        for line in lines:
            planned = minor_units(line.amount, line.currency_id.decimal_places)
            account = line.account_id
            rows.append({"name": account.name, "planned": planned, "spent": spent.get(account.id)})
        return {"year": year, "rows": rows, "total": sum(row["planned"] for row in rows)}
