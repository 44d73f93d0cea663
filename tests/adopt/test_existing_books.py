"""The addon on books that were there before it: Odoo's own demo data.

Runs on a database where the demo data was loaded first and the addon installed afterwards, as
on the day when a firm adopts it. What is expected is computed from journal items, not from our
own models.
"""

from datetime import datetime, time, timedelta

from freezegun import freeze_time
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

A_WEEK = 7


@tagged("post_install", "-at_install")
class TestExistingBooks(TransactionCase):
    def _overdue_in_the_ledger(self, company):
        """{commercial partner id: overdue} of positive receivables, from journal items alone."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, SUM(line.amount_residual)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable' AND NOT account.non_trade
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.parent_state = 'posted' AND line.company_id = %s
                   AND line.balance > 0 AND line.amount_residual > 0
                   AND COALESCE(line.date_maturity, line.date) < %s
              GROUP BY partner.commercial_partner_id
                """,
                company.id,
                company._arrears_today(),
            )
        )
        return dict(rows)

    def test_overdue_customers_have_their_cases_right_after_installing(self):
        found = 0
        for company in self.env["res.company"].search([]):
            cases = self.env["arrears.case"].search(
                [("company_id", "=", company.id), ("state", "!=", "closed")]
            )
            expected = self._overdue_in_the_ledger(company)
            shown = {case.debtor_id.id: case.amount_overdue for case in cases}
            self.assertEqual(set(shown), set(expected), company.name)
            for debtor, amount in expected.items():
                self.assertEqual(company.currency_id.compare_amounts(shown[debtor], amount), 0)
            found += len(cases)
        self.assertGreater(found, 0, "the demo data has overdue customers")

    def test_the_adopted_books_tie_out_to_the_cent(self):
        for root in self.env["res.company"].search([("parent_id", "=", False)]):
            tie_out = self.env["arrears.tie.out"]._compute_for(root, root._arrears_today())
            self.assertEqual(tie_out.state, "tied", root.name)
            self.assertEqual(tie_out.unexplained, 0.0, root.name)

    def test_what_is_not_mapped_yet_is_unclassified(self):
        kinds = self.env["arrears.charge"].search([]).mapped("kind")
        self.assertEqual(set(kinds), {"unclassified"})

    def test_a_week_of_every_scheduled_action_sends_nothing(self):
        before = self._outbox()
        start = datetime.combine(self.env.company._arrears_today(), time(6, 30))
        for day in range(A_WEEK):
            with freeze_time(start + timedelta(days=day), tick=True):
                self._run_every_scheduled_action()
        self.assertEqual(self._outbox(), before)

    def _run_every_scheduled_action(self):
        """Every scheduled action of the database, Odoo's own among them, as the scheduler would."""
        crons = self.env["ir.cron"].sudo().search([])
        self.assertLessEqual(
            {
                self.env.ref(f"property_arrears.{name}")
                for name in ("cron_refresh", "cron_arrears_run", "cron_arrears_send")
            },
            set(crons),
        )
        self.env.flush_all()
        with self.enter_registry_test_mode():
            for cron in crons:
                cron.method_direct_trigger()
        self.env.invalidate_all()

    def _outbox(self):
        """How much could have reached a customer, and how much work was handed to anybody.

        Odoo mails its own periodic digest to its users meanwhile; that is not counted, since it
        goes to no customer and speaks of no debt.
        """
        debtors = self.env["arrears.charge"].search([]).debtor_id
        addresses = [email for email in debtors.mapped("email_normalized") if email]
        to_customers = Domain("recipient_ids.commercial_partner_id", "in", debtors.ids)
        to_customers |= Domain("email_to", "in", addresses)
        on_documents = Domain("model", "=like", "arrears.%") | Domain("model", "=", "account.move")
        domains = {
            "mail.mail": to_customers | on_documents,
            "sms.sms": Domain.TRUE,
            "arrears.contact": Domain.TRUE,
            "mail.activity": Domain("res_model", "=like", "arrears.%"),
        }
        return {
            model: self.env[model].sudo().with_context(active_test=False).search_count(domain)
            for model, domain in domains.items()
        }
