from odoo import models


class ArrearsDebitLine(models.Model):
    """What follows when collected money goes back, all of it or a part: that has not been paid.

    The charges are open again by the books; a promise that it kept is judged anew. The late fee
    pauses until the bank's day of the return: the debtor had reason to think it was paid.
    """

    _inherit = "arrears.debit.line"

    def _follow_up(self):
        """Extended: a return un-keeps promises and is told to the treasurer."""
        result = super()._follow_up()
        returned = self.filtered("amount_returned")
        for company, lines in returned.grouped("company_id").items():
            lines._judge_promises(company)
        for batch, lines in returned.grouped("batch_id").items():
            batch._tell(
                self.env._(
                    "The bank took back %(count)s collected debits: their charges are open again.",
                    count=len(lines),
                )
            )
        return result

    def _judge_promises(self, company):
        """Promises of these cards, however old: the night looks at the last 90 days alone."""
        promises = self.env["arrears.promise"].search(
            [("case_id", "in", self._cases().ids), ("company_id", "=", company.id)]
        )
        changed = promises._judge(company._arrears_today())
        changed.case_id._refresh_cases()

    def _schedule_for_treasurer(self):
        """Extended: a return with a code nobody knows asks for the reason, not for the money."""
        returned = self.filtered("amount_returned")
        for batch, lines in returned.grouped("batch_id").items():
            batch.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "Taken back for an unknown reason (%(count)s): ask the bank", count=len(lines)
                ),
                note=", ".join(lines.mapped("reference")[:50]),
                user_id=batch.create_uid.id,
            )
        return super(ArrearsDebitLine, self - returned)._schedule_for_treasurer()
