from odoo import api, fields, models

from ...engine.late_fee import Accrual, DatedRate, Terms, accrue, court_view
from ...engine.money import amount, decimal_of, minor_units
from ...engine.reason import Reason


class ArrearsCharge(models.Model):
    """The late fee of charges: a figure reckoned when somebody asks, stored nowhere."""

    _inherit = "arrears.charge"

    late_fee_accrued = fields.Monetary(
        string="Late fee accrued",
        compute="_compute_late_fee_accrued",
        help="Reckoned up to today; owed only when it is charged by a bill.",
    )

    @api.depends_context("arrears_today")
    def _compute_late_fee_accrued(self):
        accruals = self._late_fees()
        for charge in self:
            charge.late_fee_accrued = amount(
                accruals[charge.id].amount, charge.currency_id.decimal_places
            )

    def _late_fees(self, until=None):
        """The late fee of each of these charges. Set-based: the number of queries does not grow.

        :param until: the last day counted; None: today where the company works
        :return: ``{charge id: engine.late_fee.Accrual}``, an entry for each charge
        """
        return self._late_fee_runs(until, _plainly)

    def _late_fees_in_court(self, until=None):
        """What a court would likely allow of each: the same run with the reference rate.

        :return: ``{charge id: Accrual or None}``; None where no reference rate is known
        """
        rates = self.env["arrears.reference.rate"]
        courts = rates._court_limits(self.sudo().estate_id.jurisdiction_id)

        def in_court(charge, debt, terms, pauses, day):
            court = courts.get(charge.estate_id.jurisdiction_id.id, ())
            return court_view(debt, terms, pauses, day, court)

        return self._late_fee_runs(until, in_court)

    def _late_fee_runs(self, until, run):
        """Fetch the facts of all charges at once and run each; ``run`` is one of two ways."""
        charges = self.sudo()
        bearing = charges.filtered(lambda charge: charge.kind == "principal" and charge.due_date)
        debts, terms = bearing._late_fee_debts(), bearing._late_fee_terms()
        pauses = bearing._late_fee_pauses()
        found = {}
        for charge in charges:
            if charge not in bearing:
                reason = Reason("late_fee_on_principal_only", {"kind": charge.kind})
                found[charge.id] = Accrual(0, (), (reason,))
                continue
            day = until or charge.company_id._arrears_today()
            found[charge.id] = run(
                charge, debts[charge.id], terms[charge.id], pauses.get(charge.id, ()), day
            )
        return found

    def _late_fee_clause(self):
        """The clause that holds for each charge, by estate, usage and due date.

        :return: ``{charge id: arrears.late.fee.clause}``, empty where the contract has none
        """
        clauses = self.env["arrears.late.fee.clause"].sudo()
        versions = clauses._of_estates(self.estate_id)
        return {
            charge.id: charge._late_fee_versions(versions, clauses)._on(charge.due_date)
            for charge in self
        }

    def _late_fee_versions(self, versions, nothing):
        estate = self.estate_id.id
        own = versions.get((estate, self.unit_id.usage))
        return own or versions.get((estate, False), nothing)

    def _late_fee_terms(self):
        """Contract, law and company as the rule wants them: ``{charge id: Terms}``.

        The rate is that of each day; the days of grace are those of the version that held on the
        due date.
        """
        clauses = self.env["arrears.late.fee.clause"].sudo()
        versions = clauses._of_estates(self.estate_id)
        caps = self.env["arrears.late.fee.cap"]
        law = caps._schedules(
            self.estate_id.jurisdiction_id, "jurisdiction_id", "late_fee_cap_permille"
        )
        house = caps._schedules(self.company_id, "company_id", "arrears_late_fee_cap_permille")
        reminders = self._late_fee_reminders(versions)
        return {
            charge.id: Terms(
                limits=(
                    law.get(charge.estate_id.jurisdiction_id.id, ()),
                    house[charge.company_id.id],
                ),
                cap_percent=decimal_of(charge.company_id.arrears_late_fee_cap_percent),
                **charge._late_fee_agreed(charge._late_fee_versions(versions, clauses), reminders),
            )
            for charge in self
        }

    def _late_fee_agreed(self, versions, reminders):
        """What the contract says for one charge: rates by their days, or an amount a reminder."""
        own = versions._on(self.due_date)
        if own.basis == "reminder":
            return {
                "contract": (),
                "grace_days": own.grace_days,
                "each": minor_units(own.reminder_amount, self.currency_id.decimal_places),
                "reminders": tuple(reminders.get(self.id, ())),
            }
        daily = versions.filtered(lambda clause: clause.basis == "daily")
        return {
            "contract": tuple(DatedRate(one.date_from, decimal_of(one.permille)) for one in daily),
            "grace_days": own.grace_days,
        }

    def _late_fee_charged(self):
        """What bills have charged of the late fee of each charge: (minor units, last day).

        What was waived or credited afterwards counts: it is not charged a second time.
        """
        rows = (
            self.env["arrears.late.fee.line"]
            .sudo()
            ._read_group(
                [("charge_id", "in", self.ids), ("state", "=", "charged")],
                ["charge_id"],
                ["amount:sum", "date_until:max"],
            )
        )
        return {
            charge.id: (minor_units(total, charge.currency_id.decimal_places), last)
            for charge, total, last in rows
        }

    def action_late_fee_statement(self):
        """Open how the late fees of these charges come about."""
        self.check_access("read")
        return self.env["arrears.late.fee.statement"]._open_for(self)


def _plainly(_charge, debt, terms, pauses, day):
    return accrue(debt, terms, pauses, day)
