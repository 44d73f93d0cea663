from dataclasses import replace

from odoo import models

from ...engine.carry_over import gentle_again


class ArrearsRun(models.Model):
    """After a pause for relief the first message is the gentle one, however far the card was."""

    _inherit = "arrears.run"

    def _positions(self, cases, today, due, named, ladders, done, tried):
        """Extended."""
        positions = super()._positions(cases, today, due, named, ladders, done, tried)
        for case, paused_on in self._last_relief(cases):
            place, ladder = positions[case.id], ladders.get(case.id, ())
            taken = gentle_again(ladder, place.taken, paused_on)
            positions[case.id] = replace(place, taken=taken)
        return positions

    def _last_relief(self, cases):
        """(card, first day of its latest pause for relief), of those cards that had one."""
        return self.env["arrears.hold"].sudo()._read_group(
            [("case_id", "in", cases.ids), ("type", "=", "hardship")],
            ["case_id"],
            ["date_from:max"],
        )  # fmt: skip
