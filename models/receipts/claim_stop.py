from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...engine.hardship import decide_by
from ...engine.money import minor_units
from ...engine.reason import Reason
from .claim import OF_DEBTORS

# How far back an unidentified line counts, and how many working days it may stop anybody.
DAYS_BACK, WORKING_DAYS = 30, 3


class ArrearsCase(models.Model):
    """Nobody is dunned for money that may lie unidentified on the bank."""

    _inherit = "arrears.case"

    def _stop_reasons(self, today, known=None):
        """Extended: a bank line of the last days has an amount that is owed, promised or claimed.

        Lines of sister companies count too: owners confuse the accounts of one group. A line
        that surely is somebody else's stops only him.
        """
        reasons = super()._stop_reasons(today, known)
        for company, cases in self.sudo().grouped("company_id").items():
            lines = cases._unidentified_lines(company, today)
            for case, amounts in (cases._amounts_asked(today) if lines else {}).items():
                found = next(
                    (
                        line
                        for amount in sorted(amounts)
                        for line in lines.get(amount, ())
                        if not line["only"] or line["only"] == case.debtor_id.id
                    ),
                    None,
                )
                if found:
                    reasons[case.id] = [*reasons[case.id], _reason(found)]
        return reasons

    def _unidentified_lines(self, company, today):
        """Open bank lines that are young enough to stop somebody.

        :return: ``{minor units: [{"day", "until", "only": debtor it surely is of, or None}]}``
        """
        companies = company | company._arrears_sisters()
        self.env["account.bank.statement.line"].flush_model()
        self.env["arrears.claim"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.amount, move.date AS day,
                       GREATEST(move.date, line.create_date::date) AS known_on,
                       CASE WHEN claim.sure THEN claim.debtor_id END AS only
                  FROM account_bank_statement_line line
                  JOIN account_move move ON move.id = line.move_id AND move.state = 'posted'
                  JOIN account_journal journal ON journal.id = line.journal_id
             LEFT JOIN arrears_claim claim ON claim.statement_line_id = line.id
                   AND claim.state = 'proposed'
                 WHERE line.company_id = ANY(%(companies)s) AND line.is_reconciled IS NOT TRUE
                   AND line.amount > 0 AND line.foreign_currency_id IS NULL
                   AND COALESCE(journal.currency_id, %(currency)s) = %(currency)s
                   AND (claim.id IS NULL OR claim.kind = ANY(%(kinds)s))
                   AND move.date BETWEEN %(since)s AND %(today)s
              ORDER BY move.date DESC, line.id
                """,
                companies=companies.ids,
                currency=company.currency_id.id,
                kinds=list(OF_DEBTORS),
                since=today - timedelta(days=DAYS_BACK),
                today=today,
            )
        )
        found = defaultdict(list)
        for row in rows:
            row["until"] = decide_by(row["known_on"], WORKING_DAYS)
            if row["until"] >= today:
                found[minor_units(row["amount"], company.currency_id.decimal_places)].append(row)
        return found

    def _amounts_asked(self, today):
        """``{case: minor units}`` of each overdue charge, of all, and promised or claimed."""
        holds = self._running_holds(today)
        found = {}
        for case_id, charges in self._due_charges(today).items():
            case = self.browse(case_id)
            digits = case.currency_id.decimal_places
            amounts = [charge.remaining for charge in charges]
            said = [
                minor_units(hold.amount, digits)
                for hold in holds.get(case_id, ())
                if hold.type in ("promise", "payment_claim")
            ]
            found[case] = {*amounts, *said, sum(amounts)} - {0}
        return found


def _reason(line):
    arguments = {"day": line["day"].isoformat(), "until": line["until"].isoformat()}
    return Reason("unidentified_receipt", arguments)


class ArrearsClaim(models.Model):
    """The task that goes with the stop."""

    _inherit = "arrears.claim"

    def _schedule_tasks(self):
        """A task for an accountant about each open line that may stop somebody's collection.

        Asked after proposing; a line that has its task gets no second one.
        """
        for company, claims in self.grouped("company_id").items():
            today = company._arrears_today()
            young = claims.filtered(
                lambda claim, since=today - timedelta(days=DAYS_BACK): (
                    claim.is_open
                    and not claim.sure
                    and claim.kind in OF_DEBTORS
                    and claim.amount > 0
                    and claim.date >= since
                    and not claim.activity_ids
                )
            )
            user = self._accountant_of(company)
            if not young or not user:
                continue
            asked = self._known_amounts(company, {one._minor(one.amount) for one in young})
            promised = self._known_promises(company, {one._minor(one.amount) for one in young})
            for claim in young:
                if claim._minor(claim.amount) in {*asked, *promised}:
                    claim.with_context(mail_activity_quick_update=True).activity_schedule(
                        "mail.mail_activity_data_todo",
                        date_deadline=decide_by(today, WORKING_DAYS),
                        summary=self.env._("Who paid this? Somebody owes just this amount"),
                        user_id=user.id,
                    )

    def _accountant_of(self, company):
        """The first property accountant who works in the company."""
        group = self.env.ref("property_arrears.group_accountant")
        return (
            group.sudo()
            .all_user_ids.filtered(
                lambda user: company in user.company_ids and user.active and not user.share
            )
            .sorted("id")[:1]
        )
