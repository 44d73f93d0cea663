from dataclasses import replace

from odoo import models


class ArrearsRun(models.Model):
    """A day's work is counted for who is there: the collector, or the deputy."""

    _inherit = "arrears.run"

    def _within_capacity(self, decisions):
        """Extended: the absences are looked up once for the whole piece of a night."""
        absences = tuple(self.env["arrears.absence"]._in_company(self.company_id))
        run = self.with_context(arrears_absences=absences)
        return super(ArrearsRun, run)._within_capacity(decisions)

    def _wanted_call(self, number, decision):
        wanted = super()._wanted_call(number, decision)
        absences = self.env.context.get("arrears_absences", ())
        worker = self.env["arrears.absence"]._worker(wanted.worker, wanted.day, absences)
        return replace(wanted, worker=worker)
