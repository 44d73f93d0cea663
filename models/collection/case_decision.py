from odoo import models

from ...engine.allocation import ChargeBalance, fill_oldest_first
from ...engine.gates import CaseFacts, ChargeFacts, HoldFacts, pursuable, stop_reasons
from ...engine.money import minor_units


class ArrearsCase(models.Model):
    """Facts of cases, and the one door to their stops. Everything is fetched for the whole set."""

    _inherit = "arrears.case"

    def _stop_reasons(self, today):
        """Why nothing may be done about these cases today. Rooms add theirs through ``super()``.

        :param today: the date of the cases' company
        :return: ``{case id: [Reason]}``, an entry for each case
        """
        switched_on = self.env.context.get("arrears_assume_switched_on", ())
        facts = self._case_facts(today, switched_on)
        return {case.id: stop_reasons(facts[case.id]) for case in self}

    def _case_facts(self, today, switched_on=()):
        """The facts the gates ask for.

        :param switched_on: ids of estates to take as switched on, for a preview
        :return: ``{case id: CaseFacts}``
        """
        cases = self.sudo()
        charges = cases._charge_facts(today)
        holds = cases._running_holds(today)
        pending = cases._payments_outside_ledger()
        internal = cases._internal_debtors()
        sisters = self.env["res.company"].sudo().search([]).partner_id
        policies = cases._policies()
        return {
            case.id: CaseFacts(
                charges=tuple(charges.get(case.id, ())),
                has_unit=bool(case.unit_id),
                sister_company=case.debtor_id in sisters,
                employee=case.debtor_id.id in internal,
                escalation_on=case.estate_id.escalation_enabled or case.estate_id.id in switched_on,
                has_policy=bool(policies.get(case.id)),
                holds=tuple(
                    HoldFacts(hold.type, hold.date_until)
                    for hold in holds.get(case.id, ())
                    if not hold.amount and not hold.charge_ids
                ),
                payment_outside_ledger=case.debtor_id.id in pending.get(case.company_id.id, ()),
            )
            for case in cases
        }

    def _overdue_charges(self, today):
        """The charges past their due date, time-barred ones among them, by case, oldest first."""
        charges = (
            self.env["arrears.charge"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("debtor_id", "in", self.debtor_id.ids),
                    ("state", "=", "open"),
                    ("due_date", "<", today),
                    ("amount_remaining", ">", 0),
                ],
                order="due_date, id",
            )
        )
        by_key = charges.grouped(lambda c: (c.company_id, c.debtor_id, c.unit_id))
        nothing = self.env["arrears.charge"]
        return {
            case.id: by_key.get((case.company_id, case.debtor_id, case.unit_id), nothing)
            for case in self
        }

    def _charge_facts(self, today, overdue=None):
        """``{case id: [ChargeFacts]}``, with what is held of each charge.

        :param overdue: what ``_overdue_charges`` answered, if it was asked already
        """
        holds = self._running_holds(today)
        result = {}
        for case_id, charges in (overdue or self._overdue_charges(today)).items():
            digits = charges[:1].currency_id.decimal_places if charges else 2
            held = self._held_of_charges(charges, holds.get(case_id, ()), digits)
            result[case_id] = [
                ChargeFacts(
                    key=charge.id,
                    kind=charge.kind,
                    remaining=minor_units(charge.amount_remaining, digits),
                    held=held.get(charge.id, 0),
                    has_price_basis=bool(charge.price_basis),
                    no_followup=charge.no_followup,
                    time_barred=charge.time_barred,
                )
                for charge in charges
            ]
        return result

    def _held_of_charges(self, charges, holds, digits):
        """Minor units on hold of each charge, from holds over a part; oldest first."""
        held = {}
        for hold in holds:
            covered = (hold.charge_ids & charges) if hold.charge_ids else charges
            if not hold.amount:
                amounts = {
                    charge.id: minor_units(charge.amount_remaining, digits)
                    for charge in (covered if hold.charge_ids else ())
                }
            else:
                balances = [
                    ChargeBalance(charge.id, charge.kind, charge.due_date, charge.period_from,
                                  minor_units(charge.amount_remaining, digits))
                    for charge in covered
                ]  # fmt: skip
                amounts = fill_oldest_first(balances, minor_units(hold.amount, digits))
            for key, amount in amounts.items():
                held[key] = held.get(key, 0) + amount
        return held

    def _running_holds(self, today):
        """``{case id: holds in force}``."""
        holds = self.env["arrears.hold"].sudo()
        running = holds._running_domain(today)
        found = holds.search([("case_id", "in", self.ids), *running])
        return {case.id: group for case, group in found.grouped("case_id").items()}

    def _payments_outside_ledger(self):
        """Debtors with a payment that is registered and has no entry yet.

        :return: ``{company id: set of commercial partner ids}``
        """
        payments = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("partner_id.commercial_partner_id", "in", self.debtor_id.ids),
                    ("payment_type", "=", "inbound"),
                    ("state", "=", "in_process"),
                    ("move_id", "=", False),
                ]
            )
        )
        found = {}
        for payment in payments:
            debtor = payment.partner_id.commercial_partner_id
            found.setdefault(payment.company_id.id, set()).add(debtor.id)
        return found

    def _internal_debtors(self):
        """Ids of debtors who are users of ours: their debts are nobody's routine."""
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("share", "=", False),
                    ("partner_id.commercial_partner_id", "in", self.debtor_id.ids),
                ]
            )
        )
        return set(users.partner_id.commercial_partner_id.ids)

    def _policies(self):
        """``{case id: policy or None}``; a debt without a unit has none."""
        return self.env["arrears.policy"]._for_cases(self)

    def _named_charges(self, today, overdue=None):
        """What a message about each of these cases asks for, oldest first.

        :param overdue: what ``_overdue_charges`` answered, if it was asked already
        :return: ``{case id: [(charge, minor units)]}``
        """
        overdue = overdue or self.sudo()._overdue_charges(today)
        charges = {charge.id: charge for group in overdue.values() for charge in group}
        return {
            case_id: [(charges[fact.key], fact.remaining - fact.held) for fact in pursuable(facts)]
            for case_id, facts in self.sudo()._charge_facts(today, overdue).items()
        }
