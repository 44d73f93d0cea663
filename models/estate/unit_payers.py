from datetime import date
from operator import itemgetter

from odoo import models
from odoo.tools import SQL, groupby

from ...engine.payers import BY_DAYS, OWNER_ROLES, Party, PayerSpan, payer_spans


class ArrearsUnit(models.Model):
    """Who owns and who pays for units, on a day and over time."""

    _inherit = "arrears.unit"

    def _owner_on(self, day):
        """Who owns each unit on a day.

        :param day: a date
        :return: ``{unit id: partner}``, without the units that nobody is known to own
        """
        if not self.ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (unit_id) unit_id, partner_id
                  FROM arrears_ownership
                 WHERE unit_id = ANY(%(units)s)
                   AND company_id = ANY(%(companies)s)
                   AND role = ANY(%(roles)s)
                   AND date_from <= %(day)s
                   AND (date_to IS NULL OR date_to >= %(day)s)
              ORDER BY unit_id, array_position(%(roles)s, role::text), date_from DESC, id
                """,
                **self._payer_query_values(),
                roles=list(OWNER_ROLES),
                day=day,
            )
        )
        partners = self.env["res.partner"]
        return {unit_id: partners.browse(partner_id) for unit_id, partner_id in rows}

    def _payer_on(self, day, kind="principal"):
        """Who is billed for each unit on a day: the tenant who agreed to, else the owner, and
        the developer until delivery and its month are over.

        :param day: a date
        :param kind: kind of charge
        :return: ``{unit id: partner}``, without the units that nobody is known to pay for
        """
        partners = self.env["res.partner"]
        spans_by_unit = self._payers_between(day, day, kind)
        return {
            unit_id: partners.browse(spans[0].payer) for unit_id, spans in spans_by_unit.items()
        }

    def _payers_between(self, first, last, kind):
        """Who pays for each unit from one day to another; one query for any number of units.

        :param first: first day
        :param last: last day
        :param kind: kind of charge; a tenant may pay some kinds only
        :return: ``{unit id: [PayerSpan]}``, in order, without the units that nobody pays for;
            ``payer`` and ``liable`` are ids of partners
        """
        found = {}
        rows = self._payer_rows(first, last) if self.ids else []
        for unit_id, unit_rows in groupby(rows, key=itemgetter(0)):
            spans = self._spans_of_rows(unit_rows, first, last, kind)
            if spans:
                found[unit_id] = spans
        return found

    def _spans_of_rows(self, rows, first, last, kind) -> list[PayerSpan]:
        __, occupancy, handed_over, developer_rule, part_month, *__ = rows[0]
        return payer_spans(
            [Party(*row[5:]) for row in rows],
            first,
            last,
            kind,
            delivered_on=date.max if occupancy == "undelivered" else handed_over,
            developer_rule=developer_rule,
            part_month=part_month,
        )

    def _payer_rows(self, first, last):
        """Each party of the units that may matter for the days, with the rules of its estate.

        A developer matters after his own last day too, and a party of the days before ``first``
        where the estate bills whole months.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT unit.id, unit.occupancy, unit.handover_date,
                       jurisdiction.developer_rule, %(part_month)s,
                       party.partner_id, party.role, party.date_from, party.date_to,
                       party.pays, COALESCE(party.jointly_liable, FALSE)
                  FROM arrears_unit unit
                  JOIN arrears_estate estate ON estate.id = unit.estate_id
                  JOIN arrears_jurisdiction jurisdiction
                    ON jurisdiction.id = estate.jurisdiction_id
                  JOIN arrears_ownership party ON party.unit_id = unit.id
                 WHERE unit.id = ANY(%(units)s)
                   AND unit.company_id = ANY(%(companies)s)
                   AND party.date_from <= %(last)s
                   AND (party.role <> 'tenant_payer' OR party.consent_on IS NOT NULL)
                   AND (party.date_to IS NULL OR party.date_to >= %(first)s
                        OR party.role = 'developer')
              ORDER BY unit.id, party.date_from, party.id
                """,
                **self._payer_query_values(),
                part_month=self._part_month_column(),
                first=first.replace(day=1),
                last=last,
            )
        )

    def _part_month_column(self):
        """How the estate bills a month with two payers; by days where it does not say."""
        if "part_month" not in self.env["arrears.estate"]._fields:
            return SQL("%s", BY_DAYS)
        return SQL("COALESCE(estate.part_month, %s)", BY_DAYS)

    def _payer_query_values(self):
        """Units and companies of a query, after what is in the cache reached the database."""
        for model in ("arrears.ownership", "arrears.estate", "arrears.jurisdiction"):
            self.env[model].flush_model()
        self.env["arrears.unit"].flush_model(["occupancy", "handover_date", "estate_id"])
        return {"units": list(self.ids), "companies": self.company_id.ids}
