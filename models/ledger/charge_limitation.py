from odoo import api, models
from odoo.tools import SQL

from ...engine.limitation import DEFAULT_YEARS, add_years, limitation_date


class ArrearsCharge(models.Model):
    """What made limitation run anew, kept on the charge; which events did so is others' business.

    Civil Code art. 195: a demand that provably arrived, an acknowledgement, a suit. Period by
    period: an event speaks for the charges it names and for no other.
    """

    _inherit = "arrears.charge"

    def _limitation_years(self):
        """Years of limitation where the charge's estate lies."""
        return self.estate_id.jurisdiction_id.limitation_years or DEFAULT_YEARS

    @api.model
    def _set_interruptions(self, events):
        """Keep what events did to charges, and refresh those that differ.

        :param events: ``{charge: [date of an event, …]}``: all events of each charge, not only
            new ones; an empty list takes an interruption back
        :return: ``{charge: the dates that counted}``; one after the last day revives nothing
        """
        counted, wanted = {}, {}
        for charge, days in events.items():
            years = charge._limitation_years()
            in_time = []
            for day in sorted(days) if charge.due_date else ():
                if day <= limitation_date(charge.due_date, years, in_time):
                    in_time.append(day)
            counted[charge] = in_time
            until = max((add_years(day, years) for day in in_time), default=None)
            if until != (charge.interrupted_until or None):
                wanted[charge] = until
        self._write_interruptions(wanted)
        return counted

    @api.model
    def _write_interruptions(self, wanted):
        if not wanted:
            return
        charges = self.browse().union(*wanted)
        self.env.execute_query(
            SQL(
                """
                UPDATE arrears_charge charge SET interrupted_until = told.until
                  FROM UNNEST(%s::int[], %s::date[]) told(id, until)
                 WHERE charge.id = told.id AND charge.company_id = ANY(%s)
             RETURNING charge.id
                """,
                [charge.id for charge in wanted],
                list(wanted.values()),
                charges.company_id.ids,
            )
        )
        charges.invalidate_recordset()
        charges.line_id._arrears_touch()
