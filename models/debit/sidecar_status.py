from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.sidecar_watch import SILENT_AFTER, lateness


class ArrearsSidecarStatus(models.Model):
    """What a sidecar last said about itself. One row a sidecar, written by its heartbeat.

    A manager deletes the row of one that is not used any more; one that lives comes back with its
    next heartbeat.
    """

    _name = "arrears.sidecar.status"
    _description = "Sidecar"
    _inherit = ["arrears.internal.chatter"]
    _order = "name"
    _mail_post_access = "read"

    name = fields.Char(required=True, readonly=True)
    version = fields.Char(readonly=True)
    state = fields.Char(readonly=True)
    backlog = fields.Integer(readonly=True, help="Files and batches that wait for it.")
    last_error = fields.Char(string="Last error", readonly=True)
    last_seen = fields.Datetime(string="Last seen", readonly=True, required=True)
    failing_since = fields.Datetime(string="Failing since", readonly=True)
    user_id = fields.Many2one("res.users", string="Technical user", readonly=True)
    told_of = fields.Char(readonly=True, groups="base.group_system")
    is_silent = fields.Boolean(string="Silent", compute="_compute_is_silent")

    _name_unique = models.UniqueIndex("(name)", "Another sidecar has this name.")

    @api.depends("last_seen")
    def _compute_is_silent(self):
        now = fields.Datetime.now()
        for status in self:
            status.is_silent = lateness(now, status.last_seen) == "silent"

    @api.model
    def _is_alive(self):
        """Whether some sidecar has shown up lately."""
        return bool(
            self.search_count([("last_seen", ">=", fields.Datetime.now() - SILENT_AFTER)], limit=1)
        )

    # What the sidecar says

    @api.model
    def _beat(self, name, version, state, backlog, last_error):
        """Write down one heartbeat; a name that is new gets its row."""
        self.flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_sidecar_status AS known
                       (name, version, state, backlog, last_error, last_seen, user_id,
                        failing_since)
                VALUES (%(name)s, %(version)s, %(state)s, %(backlog)s, %(last_error)s, %(now)s,
                        %(user)s, %(failing)s)
                ON CONFLICT (name) DO UPDATE
                   SET version = EXCLUDED.version, state = EXCLUDED.state,
                       backlog = EXCLUDED.backlog, last_error = EXCLUDED.last_error,
                       last_seen = EXCLUDED.last_seen, user_id = EXCLUDED.user_id,
                       failing_since = CASE WHEN EXCLUDED.failing_since IS NULL THEN NULL
                           ELSE COALESCE(known.failing_since, EXCLUDED.failing_since) END
                """,
                name=str(name)[:60],
                version=str(version)[:40],
                state=str(state)[:40],
                backlog=int(backlog or 0),
                last_error=str(last_error or "")[:500],
                now=now,
                user=self.env.uid,
                failing=now if state == "failing" else None,
            )
        )
        self.invalidate_model(flush=False)

    # When it is late

    @api.model
    def _cron_tell_late(self):
        """Give managers a task for each sidecar that is late, once until it is well again."""
        now = fields.Datetime.now()
        statuses = self.search([])
        keys = statuses._keys_until()
        for status in statuses:
            why = lateness(
                now,
                status.last_seen,
                status.failing_since or None,
                keys.get(status.user_id.id),
            )
            if why != (status.told_of or ""):
                status.told_of = why
                status.activity_ids.unlink()
                if why:
                    status._tell_managers(why, keys.get(status.user_id.id))

    def _keys_until(self):
        """When the last API key of each technical user ends, by its id; none that never ends."""
        found = (
            self.env["res.users.apikeys"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.user_id.ids), ("expiration_date", "!=", False)],
                ["user_id"],
                ["expiration_date:max"],
            )
        )
        return {user.id: until for user, until in found}

    def _tell_managers(self, why, key_until):
        """A task for every manager of the companies it serves.

        :param why: as ``lateness`` says it
        :param key_until: when its last API key ends
        """
        quiet = self.with_context(mail_activity_quick_update=True)
        people = self.env["res.users"]
        for company in self.user_id.sudo().company_ids:
            people |= company._arrears_people("manager")
        for user in people:
            told = self.with_context(lang=user.lang or self.env.lang)
            quiet.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self.with_user(user)),
                summary=told._words_of(why, key_until),
                user_id=user.id,
            )

    def _words_of(self, why, key_until):
        """What a task says, in the reader's language."""
        if why == "silent":
            return self.env._(
                "Sidecar %(name)s is silent: no file goes to the bank or comes from it",
                name=self.name,
            )
        if why == "key":
            return self.env._(
                "The API key of sidecar %(name)s ends on %(date)s: make a new one",
                name=self.name,
                date=fields.Date.to_string(key_until),
            )
        return self.env._(
            "Sidecar %(name)s keeps failing: %(error)s", name=self.name, error=self.last_error
        )
