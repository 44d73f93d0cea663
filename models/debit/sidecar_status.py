from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

SILENT_AFTER = timedelta(minutes=10)


class ArrearsSidecarStatus(models.Model):
    """What a sidecar last said about itself. One row a sidecar, written by its heartbeat."""

    _name = "arrears.sidecar.status"
    _description = "Sidecar"
    _order = "name"
    _log_access = False

    name = fields.Char(required=True, readonly=True)
    version = fields.Char(readonly=True)
    state = fields.Char(readonly=True)
    backlog = fields.Integer(readonly=True, help="Files and batches that wait for it.")
    last_error = fields.Char(string="Last error", readonly=True)
    last_seen = fields.Datetime(string="Last seen", readonly=True, required=True)
    is_silent = fields.Boolean(string="Silent", compute="_compute_is_silent")

    _name_unique = models.UniqueIndex("(name)", "Another sidecar has this name.")

    @api.depends("last_seen")
    def _compute_is_silent(self):
        limit = fields.Datetime.now() - SILENT_AFTER
        for status in self:
            status.is_silent = status.last_seen < limit

    @api.model
    def _is_alive(self):
        """Whether some sidecar has shown up lately."""
        return bool(
            self.search_count([("last_seen", ">=", fields.Datetime.now() - SILENT_AFTER)], limit=1)
        )

    @api.model
    def _beat(self, name, version, state, backlog, last_error):
        """Write down one heartbeat; a name that is new gets its row."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_sidecar_status
                       (name, version, state, backlog, last_error, last_seen)
                VALUES (%s, %s, %s, %s, %s, %s)
                ON CONFLICT (name) DO UPDATE
                   SET version = EXCLUDED.version, state = EXCLUDED.state,
                       backlog = EXCLUDED.backlog, last_error = EXCLUDED.last_error,
                       last_seen = EXCLUDED.last_seen
                """,
                str(name)[:60],
                str(version)[:40],
                str(state)[:40],
                int(backlog or 0),
                str(last_error or "")[:500],
                fields.Datetime.now(),
            )
        )
        self.invalidate_model(flush=False)
