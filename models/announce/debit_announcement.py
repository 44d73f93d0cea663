from odoo import fields, models

# States in which a message counts as told.
ARRIVING = ("sent", "delivered", "connected")


class ArrearsDebitAnnouncement(models.Model):
    """An announcement on its way: by a message that has to leave, or waiting for its paper.

    It counts from the day the message left, and no longer once that message came back.
    """

    _name = "arrears.debit.announcement"
    _inherit = ["arrears.debit.announcement", "arrears.told.or.why"]

    batch_id = fields.Many2one(
        "arrears.debit.batch", readonly=True, index="btree_not_null", ondelete="set null"
    )
    payer_id = fields.Many2one(
        "res.partner", string="Account holder", readonly=True, ondelete="restrict"
    )

    def _follow_message(self):
        """Keep whether the message of these announcements arrived, as its state says now."""
        for announcement in self.filtered("contact_id"):
            contact = announcement.contact_id.sudo()
            if announcement.way != "message":
                continue
            arrived = contact.state in ARRIVING and contact.happened_at
            told_on = announcement._local_day(contact) if arrived else False
            if announcement.told_on != told_on:
                announcement._record({"told_on": told_on})
                if not told_on:
                    announcement._tell_lost()

    def _local_day(self, contact):
        return contact._to_local(contact.happened_at, contact.debtor_id, contact.company_id).date()

    def _tell_lost(self):
        """Where the batch was released in the meantime, somebody has to hear of it."""
        batch = self.batch_id.sudo()
        if batch and batch.state not in ("draft", "withdrawn"):
            batch._tell(
                self.env._(
                    "The announcement under mandate %(mandate)s came back after the batch was "
                    "approved: tell the payer in another way, or do not hand the file in.",
                    mandate=self.mandate_id.name,
                )
            )

    def _is_under_way(self):
        """Whether this one is still being told: a message that waits, or paper to be posted."""
        self.ensure_one()
        contact = self.contact_id.sudo()
        if self.told_on:
            return False
        if self.way == "letter":
            return bool(self.reasons)
        return contact.state == "queued" or (
            contact.state == "failed" and not contact.fallback and bool(contact.happened_at)
        )

    def _to_paper(self, reasons):
        """No message can be sent: the payer is told on paper.

        :param reasons: why, as a ``Json`` field stores them
        """
        self._record({"way": "letter", "told_on": False, "reasons": reasons})
