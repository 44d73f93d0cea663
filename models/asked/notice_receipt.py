from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.money import decimal_of, minor_units
from ..notices.notice_thanks import THANKED_WITHIN_DAYS

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
         WHERE charge.company_id = %(company)s AND %(debtors)s
           AND money.move_type = 'entry' AND money.arrears_reduction IS NULL
           AND money.state = 'posted'
           AND partial.create_date >= %(since)s::date - 1
         ORDER BY partial.id, charge.id) part
 WHERE part.day >= %(since)s AND part.day < %(today)s
 GROUP BY part.debtor_id, part.day ORDER BY part.debtor_id, part.day
"""


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
        return self._after_payments(company, "receipt", self._payments, self._receipt)

    @api.model
    def _payments(self, company, today, debtor_ids=None):
        """What was matched with bills on each of the last days that are over.

        :param debtor_ids: of these debtors alone; None: of all
        :return: rows (debtor id, day, amount, value day, ids of charges, ids of receipts)
        """
        for model in ("arrears.charge", "account.move", "account.partial.reconcile"):
            self.env[model].flush_model()
        return self.env.execute_query(
            SQL(
                PAYMENTS,
                company=company.id,
                debtors=SQL("charge.debtor_id IS NOT NULL")
                if debtor_ids is None
                else SQL("charge.debtor_id = ANY(%s)", debtor_ids),
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
            self._keep(
                company, key, about.estate_id[:1], contact, reasons, known, amount=amount
            )  # fmt: skip
            self._attach_papers(contact, [one for one in receipts if one])

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
    def _thank(self, company, rows, rule, today):
        """Extended: who got a receipt these days was thanked with it."""
        told = self.sudo().search(
            [("company_id", "=", company.id), ("rule_id.occasion", "=", "receipt"),
             ("debtor_id", "in", [row[0] for row in rows]), ("contact_id", "!=", False),
             ("day", ">=", today - timedelta(days=THANKED_WITHIN_DAYS))]
        ).debtor_id.ids  # fmt: skip
        left = [row for row in rows if row[0] not in told]
        return super()._thank(company, left, rule, today) if left else None
