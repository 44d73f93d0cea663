from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.reason import Reason, as_json


class ArrearsContact(models.Model):
    """A message that announces debits: asked again as it leaves, sent another way once if it did
    not arrive, and else written on paper. What it announces counts from the day it left."""

    _inherit = "arrears.contact"

    announcement_ids = fields.One2many(
        "arrears.debit.announcement", "contact_id", string="Announced debits", readonly=True
    )

    def write(self, vals):
        """Extended: what was announced follows the message."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo().announcement_ids._follow_message()
        return result

    def _reasons_against_leaving(self, now):
        """Extended: whether the debits stand as they are announced, and in time."""
        if not self.sudo().announcement_ids:
            return super()._reasons_against_leaving(now)
        return self._reasons_against_wechat() or self._reasons_against_announcing()

    def _reasons_against_announcing(self):
        """Why these debits would no longer be announced rightly, whatever way it takes."""
        told, company = self.sudo().announcement_ids, self.company_id
        concerned = (self.partner_id | self.debtor_id).commercial_partner_id
        today = company._arrears_today()
        if self.env["arrears.notice"].sudo()._untouchable(company, concerned.ids, today):
            return [Reason("notice_not_contacted")]
        batch = told.batch_id
        lines = batch.line_ids.filtered(lambda line: line.mandate_id in told.mandate_id)
        asked = {line.mandate_id.id: batch._minor(line.amount) for line in lines}
        named = {one.mandate_id.id: batch._minor(one.amount) for one in told}
        if len(batch) != 1 or batch.state != "draft" or asked != named:
            return [Reason("changed_since")]
        if not all(batch._is_in_time(mandate) for mandate in told.mandate_id):
            return [Reason("debit_announced_late")]
        return []

    # Another way

    @api.model
    def _fallback_kinds(self):
        """Extended."""
        return super()._fallback_kinds() | Domain("announcement_ids", "!=", False)

    def _fall_back(self):
        """Extended: announcements of debits."""
        told = self.sudo().announcement_ids
        if not told:
            return super()._fall_back()
        self.ensure_one()
        company = self.company_id
        contact = company._arrears_in_language(self.with_company(company)).sudo()
        told = told.with_env(contact.env)
        reasons = contact._reasons_against_announcing()
        if reasons:
            return self._end_fallback("none", reasons)
        way = contact._next_way(self.partner_id)
        if way:
            reasons, values = contact._announce_over(way, told)
        else:
            code = "fallback_failed_too" if self.fallback_of_id else "notice_no_other_way"
            reasons = [Reason(code)]
        if reasons:
            told._to_paper(as_json(reasons))
            return self._end_fallback("none", reasons)
        told._record({"contact_id": contact.create(values).id, "told_on": False})
        return self._end_fallback("message", [])

    def _announce_over(self, way, told):
        """The same announcement over another channel: (reasons, values of the message)."""
        batch, payer = told.batch_id, self.partner_id
        lines = batch.line_ids.filtered(lambda line: line.mandate_id in told.mandate_id)
        around = batch._around_payers(payer, lines)
        around["reach"] = {payer.id: way}
        return batch.with_context(arrears_instead_of=self.id)._compose_announcement(
            payer, lines, around
        )

    def _refuse(self, reasons):
        """Extended: nothing was told. A payer whom nobody may write to gets paper; what changed is
        announced anew with the next start."""
        result = super()._refuse(reasons)
        for contact in self.sudo():
            if {reason.code for reason in reasons} & {"changed_since", "debit_announced_late"}:
                continue
            contact.announcement_ids._to_paper(as_json(reasons))
        return result
