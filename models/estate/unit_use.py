from odoo import fields, models

FOLLOWED = ("occupancy", "decorated")


class ArrearsUnit(models.Model):
    """Units say what the newest record of their use says, and every change becomes a record."""

    _inherit = "arrears.unit"

    status_ids = fields.One2many("arrears.unit.status", "unit_id", string="Use", copy=False)

    def write(self, vals):
        """Change units; a change of use is recorded with its day."""
        result = super().write(vals)
        if any(name in vals for name in FOLLOWED):
            self._record_use()
        return result

    def _newest_status(self):
        """``{unit id: its newest record of use}``, without the units that have none."""
        statuses = (
            self.env["arrears.unit.status"]
            .sudo()
            .search([("unit_id", "in", self.ids)], order="date_from, id")
        )
        return {status.unit_id.id: status for status in statuses}

    def _follow_status(self):
        """Take the use from the newest record, where there is one."""
        newest = self._newest_status()
        for unit in self.sudo():
            status = newest.get(unit.id)
            values = {name: status[name] for name in FOLLOWED} if status else {}
            if any(unit[name] != value for name, value in values.items()):
                unit.write(values)

    def _record_use(self):
        """Keep what was changed on the units themselves, as of today and without evidence.

        What agrees with the newest record is no change, so following a record ends here.
        """
        statuses = self.env["arrears.unit.status"].sudo()
        newest, fresh = self._newest_status(), []
        for unit in self.sudo():
            today = unit.company_id._arrears_today()
            values = {name: unit[name] for name in FOLLOWED}
            last = newest.get(unit.id, statuses)
            if last and all(last[name] == value for name, value in values.items()):
                continue
            values["evidence"] = "none"
            if last.date_from == today:
                last.write(values)
            else:
                fresh.append({**values, "unit_id": unit.id, "date_from": today})
        statuses.create(fresh)
