from odoo import fields, models

from ...engine.asked import KINDS, NAMES_MONEY
from ...engine.money import minor_units
from ...engine.reason import Reason
from .template import USES


class ArrearsContact(models.Model):
    """A message that the owner asked for is asked again as it leaves, by its own rules."""

    _inherit = "arrears.contact"

    asked_for = fields.Selection(
        USES,
        string="At the request of the owner",
        readonly=True,
        help="What the owner asked to be sent.",
    )
    document_ids = fields.Many2many(
        "arrears.document", "arrears_contact_document_rel", "contact_id", "document_id",
        string="Documents sent along", readonly=True,
    )  # fmt: skip

    def _reasons_against_leaving(self, now):
        """Extended: a promise made meanwhile does not keep back what helps to keep it."""
        if self.asked_for not in KINDS:
            return super()._reasons_against_leaving(now)
        case, today = self.case_ids[:1], self.company_id._arrears_today()
        against = case._reasons_against_asked(self.asked_for, today)
        if not against and self.asked_for in NAMES_MONEY:
            against = self._reasons_against_amount(case._named_charges(today)[case.id])
        caps = self._contact_reasons(case, self.channel, now, self.address_key, besides=self.ids)
        return against or [reason for reason in caps if reason.code != "quiet_hours"]

    def _reasons_against_amount(self, named):
        """What it says is open must still be what is open."""
        digits = self.currency_id.decimal_places
        same = {charge.id for charge, _asked in named} == set(self.charge_ids.ids)
        total = sum(asked for _charge, asked in named)
        if not same or total != minor_units(self.amount, digits):
            return [Reason("changed_since")]
        return []

    def _writable(self):
        """Extended: the papers of a receipt are issued once its message is written."""
        writable = super()._writable()
        return writable | {"document_ids"} if self.state == "queued" else writable

    def _mail_values(self):
        """Extended by the documents of this message."""
        values = super()._mail_values()
        documents = self.sudo().document_ids
        if not documents:
            return values
        attachments = self.env["ir.attachment"].sudo().create(
            [
                {"name": document.file_name, "raw": document._content(),
                 "mimetype": "application/pdf"}
                for document in documents
            ]
        )  # fmt: skip
        return values | {"attachment_ids": [(6, 0, attachments.ids)]}
