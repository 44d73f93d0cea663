from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine.money import decimal_of, minor_units
from ...engine.reason import Reason
from ..notices.notice_rule import USES
from ..notices.notice_thanks import THANKED_WITHIN_DAYS

USES["receipt"] = "receipt"
# Parts of a text that says what arrived: it asks for nothing.
RECEIPT_PARTS = ("creditor", "estate", "office", "units", "paid", "paid_on", "used_for")

# Money of a debtor by the day on which it was matched with bills, whole days only, so that a day is
# told of once and as a whole. A line that bills several charges is one payment all the same.
PAYMENTS = """
SELECT part.debtor_id, part.day, SUM(part.amount) AS amount, MAX(part.value_day) AS value_day,
       array_agg(DISTINCT part.charge_id) AS charges, array_agg(DISTINCT part.receipt) AS receipts
  FROM (SELECT DISTINCT ON (partial.id) partial.id, partial.amount, charge.debtor_id,
               charge.id AS charge_id, money.arrears_receipt_id AS receipt,
               COALESCE(credit.arrears_value_date, credit.date) AS value_day,
               (partial.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
          FROM arrears_charge charge
          JOIN arrears_estate estate ON estate.id = charge.estate_id AND estate.notices_enabled
          JOIN account_partial_reconcile partial ON partial.debit_move_id = charge.line_id
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_move money ON money.id = credit.move_id
         WHERE charge.company_id = %(company)s AND charge.debtor_id IS NOT NULL
           AND money.move_type = 'entry' AND money.arrears_reduction IS NULL
           AND money.state = 'posted'
           AND partial.create_date >= %(since)s::date - 1
         ORDER BY partial.id, charge.id) part
 WHERE part.day >= %(since)s AND part.day < %(today)s
 GROUP BY part.debtor_id, part.day ORDER BY part.debtor_id, part.day
"""


class ArrearsNoticeRule(models.Model):
    """Owners hear what arrived, once a day of payments."""

    _inherit = "arrears.notice.rule"

    occasion = fields.Selection(
        selection_add=[("receipt", "After a payment was booked")], ondelete={"receipt": "cascade"}
    )


class ArrearsTemplate(models.Model):
    """Texts that confirm a payment."""

    _inherit = "arrears.template"

    use = fields.Selection(
        selection_add=[("receipt", "Receipt of a payment")], ondelete={"receipt": "cascade"}
    )

    def _parts(self):
        """Extended: what arrived, on which day, for what; nothing that asks for money."""
        if self.use == "receipt":
            return ("paid", "paid_on"), RECEIPT_PARTS
        return super()._parts()

    def _values(self, cases, named, bills=None):
        """Extended: what arrived."""
        values = super()._values(cases, named, bills)
        paid = self.env.context.get("arrears_paid")
        if self.use != "receipt" or not paid:
            return values
        amount, day = paid
        used = dict.fromkeys(
            " ".join(filter(None, (bill.period, bill.kind))) for bill in bills or ()
        )
        return values | {
            "paid": self._money(amount, cases.company_id),
            "paid_on": format_date(self.env, day),
            "used_for": ", ".join(used),
        }


class ArrearsNotice(models.Model):
    """The receipt of a payment: sent once for a day, with the papers of the counter where there
    are any. It thanks as well, so the word of thanks is left out then."""

    _inherit = "arrears.notice"

    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Amount received", readonly=True, help="What the message says has arrived."
    )

    @api.model
    def _thanks_of(self, company):
        """Extended: receipts first."""
        return self._receipts_of(company) and super()._thanks_of(company)

    @api.model
    def _receipts_of(self, company):
        """Receipts of one company.

        :return: False when the scheduler's time is up
        """
        today = company._arrears_today()
        rule = self.env["arrears.notice.rule"]._of(company, "receipt")[:1]
        if not rule:
            return True
        rows = self._payments(company, today)
        return self._in_chunks(rows, lambda chunk: self._receipt(company, chunk, rule, today))

    @api.model
    def _payments(self, company, today):
        """What was matched with bills on each of the last days that are over.

        :return: rows (debtor id, day, amount, value day, ids of charges, ids of receipts)
        """
        for model in ("arrears.charge", "account.move", "account.partial.reconcile"):
            self.env[model].flush_model()
        return self.env.execute_query(
            SQL(
                PAYMENTS,
                company=company.id,
                today=today,
                since=today - timedelta(days=THANKED_WITHIN_DAYS),
                zone=str(company._arrears_time_zone()),
            )
        )

    @api.model
    def _receipt(self, company, rows, rule, today):
        charges = self.env["arrears.charge"].sudo().browse(key for row in rows for key in row[4])
        around = self._around(company, charges, today)
        known = self._rows(company, rule, [row[0] for row in rows], min(row[1] for row in rows))
        for debtor_id, day, amount, value_day, charge_ids, receipts in rows:
            key = (rule.id, debtor_id, day)
            if key in known and known[key].contact_id:
                continue
            about = charges.browse(charge_ids)
            minor = minor_units(decimal_of(amount), company.currency_id.decimal_places)
            ours = self.with_context(arrears_paid=(minor, value_day))
            reasons, contact = ours._compose(
                company, rule.with_context(arrears_paid=(minor, value_day)), about,
                [(charge, 0) for charge in about], around,
            )  # fmt: skip
            self._keep(company, key, about.estate_id[:1], contact, reasons, known)
            self._attach_papers(contact, [one for one in receipts if one])
            self._note_amount(company, key, amount)

    @api.model
    def _attach_papers(self, contact, receipt_ids):
        """The sheets of the counter go along with an e-mail."""
        if not receipt_ids or contact.channel != "email":
            return
        papers = self.env["arrears.document"]
        for receipt in self.env["arrears.receipt"].sudo().browse(receipt_ids):
            papers |= receipt._paper(contact.language)
        contact.document_ids = papers

    @api.model
    def _note_amount(self, company, key, amount):
        rule_id, debtor_id, day = key
        self.sudo().search(
            [("company_id", "=", company.id), ("rule_id", "=", rule_id),
             ("debtor_id", "=", debtor_id), ("day", "=", day)]
        ).amount = amount  # fmt: skip

    @api.model
    def _thank(self, company, rows, rule, today):
        """Extended: who got a receipt these days was thanked with it."""
        told = self.sudo().search(
            [("company_id", "=", company.id), ("rule_id.occasion", "=", "receipt"),
             ("debtor_id", "in", [row[0] for row in rows]), ("contact_id", "!=", False),
             ("day", ">=", today - timedelta(days=THANKED_WITHIN_DAYS))]
        ).debtor_id.ids  # fmt: skip
        left = [row for row in rows if row[0] not in told]
        return super()._thank(company, left, rule, today) if left else None


class ArrearsContact(models.Model):
    """A receipt is asked again as it leaves: the payment may have been taken back by then."""

    _inherit = "arrears.contact"

    def _reasons_against_notice(self, notices, today):
        """Extended."""
        receipt = notices.filtered(lambda notice: notice.rule_id.occasion == "receipt")
        if not receipt:
            return super()._reasons_against_notice(notices, today)
        company, digits = self.company_id, self.currency_id.decimal_places
        arrived = {
            (row[0], row[1]): minor_units(decimal_of(row[2]), digits)
            for row in self.env["arrears.notice"]._payments(company, today)
        }
        for notice in receipt:
            there = arrived.get((notice.debtor_id.id, notice.day))
            if there != minor_units(notice.amount, digits):
                return [Reason("changed_since")]
        return []

    def _notice_over(self, way):
        """Extended: a receipt that did not arrive is not sent a second way; the account shows the
        payment."""
        if self.notice_ids.rule_id.filtered(lambda rule: rule.occasion == "receipt"):
            return {}, [Reason("receipt_one_way")]
        return super()._notice_over(way)
