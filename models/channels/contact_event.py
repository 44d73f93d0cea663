from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 500
ARRIVED = {"delivered", "read"}
CAME_BACK = {"bounced", "failed"}


class ArrearsContactEvent(models.Model):
    """What a gateway told, once for each number of its."""

    _inherit = "arrears.contact.event"

    their_id = fields.Char(string="Number at the gateway", readonly=True)

    _told_once = models.UniqueIndex("(contact_id, kind, their_id) WHERE their_id IS NOT NULL")


class ArrearsContact(models.Model):
    """Contacts follow what became of them."""

    _inherit = "arrears.contact"

    def _take_event(self, kind, their_id, detail=""):
        """Add what a gateway tells of this one contact, and let the contact follow.

        :param their_id: the gateway's number of the message: the same news again changes nothing
        :return: whether it was news
        """
        self.ensure_one()
        self.env["arrears.contact.event"].flush_model()
        now = fields.Datetime.now()
        added = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_contact_event
                       (contact_id, company_id, kind, their_id, moment, detail,
                        create_uid, create_date, write_uid, write_date)
                SELECT id, company_id, %(kind)s, %(their_id)s, %(now)s, %(detail)s,
                       %(user)s, %(now)s, %(user)s, %(now)s
                  FROM arrears_contact WHERE id = %(contact)s AND company_id = %(company)s
                ON CONFLICT (contact_id, kind, their_id) WHERE their_id IS NOT NULL DO NOTHING
                RETURNING id
                """,
                kind=kind,
                their_id=their_id,
                now=now,
                detail=detail or None,
                user=self.env.uid,
                contact=self.id,
                company=self.company_id.id,
            )
        )
        if added:
            self.invalidate_recordset(["event_ids"])
            self._follow_events()
        return bool(added)

    def _follow_events(self):
        """Move on to what the events say; who comes back after it arrived has failed."""
        for contact in self:
            kinds = set(contact.event_ids.mapped("kind"))
            target = "failed" if kinds & CAME_BACK else "delivered" if kinds & ARRIVED else ""
            if target and target in contact._next_states() and contact.state != "queued":
                contact.write({"state": target})

    @api.model
    def _follow_early_events(self):
        """A receipt may come before our own record of the sending is committed: catch up."""
        behind = self.sudo().search(
            [("state", "=", "sent"), ("event_ids.kind", "in", [*ARRIVED, *CAME_BACK])], limit=BATCH
        )
        behind._follow_events()
