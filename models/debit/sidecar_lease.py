from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SHORTEST, LONGEST = 30, 900


class ArrearsSidecarLease(models.Model):
    """Which of several sidecars has the files of a channel or statement source, until when.

    One row a channel or source: the database decides between two who ask at the same moment.
    Whoever does not renew a lease loses it, so that another one goes on with the same files.
    """

    _name = "arrears.sidecar.lease"
    _description = "Lease of a sidecar"
    _order = "kind, code"
    _log_access = False

    kind = fields.Selection(
        [("channel", "Bank channel"), ("source", "Statement source")], required=True, readonly=True
    )
    code = fields.Char(required=True, readonly=True)
    sidecar = fields.Char(required=True, readonly=True)
    instance = fields.Char(required=True, readonly=True, groups="base.group_system")
    expires_on = fields.Datetime(string="Until", required=True, readonly=True)

    _one_holder = models.UniqueIndex("(kind, code)", "Another sidecar has this lease.")

    @api.model
    def _take(self, kind, codes, sidecar, instance, seconds):
        """Take what is free, run out or ours already.

        :param codes: codes of channels or sources that the caller may see
        :return: ``{code: name of whoever has it, "" when that is the caller}``
        """
        if not codes:
            return {}
        now = fields.Datetime.now()
        until = now + timedelta(seconds=min(max(int(seconds), SHORTEST), LONGEST))
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s)", kind, code, sidecar, instance, until)
            for code in sorted(set(codes))
        )
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_sidecar_lease AS known
                       (kind, code, sidecar, instance, expires_on)
                VALUES %(rows)s
                ON CONFLICT (kind, code) DO UPDATE
                   SET sidecar = EXCLUDED.sidecar, instance = EXCLUDED.instance,
                       expires_on = EXCLUDED.expires_on
                 WHERE known.instance = EXCLUDED.instance OR known.expires_on < %(now)s
                """,
                rows=rows,
                now=now,
            )
        )
        self.invalidate_model(flush=False)
        found = self.search([("kind", "=", kind), ("code", "in", list(codes))])
        return {one.code: "" if one.instance == instance else one.sidecar for one in found}

    @api.model
    def _give_back(self, instance):
        """Let others have what this instance holds."""
        self.search([("instance", "=", instance)]).unlink()

    @api.model
    def _check_ours(self, kind, code, instance):
        """Refuse one who works on files that another sidecar has by now.

        :raises UserError: names that sidecar
        """
        other = self.search(
            [
                ("kind", "=", kind),
                ("code", "=", code),
                ("instance", "!=", instance),
                ("expires_on", ">=", fields.Datetime.now()),
            ]
        )
        if other:
            raise UserError(
                self.env._(
                    "Sidecar %(name)s works on %(code)s until %(until)s (UTC). Nothing was "
                    "changed.",
                    name=other.sidecar,
                    code=code,
                    until=fields.Datetime.to_string(other.expires_on),
                )
            )
