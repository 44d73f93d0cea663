from odoo import models
from odoo.tools import SQL

from ...engine.allocation import ChargeBalance, fill_oldest_first
from ...engine.gates import CaseFacts, ChargeFacts, HoldFacts, asked_of, stop_reasons
from ...engine.money import minor_units
from .decision import DueCharge, Known

# What a night asks of cards, people and units. All three are wide: the rest is not read.
OF_CARD = (
    "company_id", "debtor_id", "unit_id", "estate_id", "user_id", "stage_id", "policy_id",
    "policy_inputs", "segment_id", "segment_inputs", "priority_score", "amount_pursued",
    "oldest_due_date", "reason_id", "state", "next_action", "next_action_date",
)  # fmt: skip
OF_PERSON = (
    "name", "email_normalized", "phone", "lang", "tz", "street", "country_id", "is_company",
    "commercial_partner_id",
)  # fmt: skip
OF_UNIT = ("name", "usage", "occupancy", "decorated", "estate_id")
# Read as plain rows: a night looks at every charge that is due, and at few of its columns.
DUE = """
SELECT debtor_id, unit_id, id, kind, due_date, period_from,
       ROUND(amount_remaining * %(factor)s)::bigint, COALESCE(price_basis, '') != '',
       no_followup IS TRUE, time_barred IS TRUE
  FROM arrears_charge
 WHERE company_id = %(company)s AND debtor_id = ANY(%(debtors)s) AND state = 'open'
   AND due_date < %(today)s AND amount_remaining > 0
 ORDER BY due_date, id
"""


class ArrearsCase(models.Model):
    """Facts of cases, and the one door to their stops. Everything is fetched for the whole set."""

    _inherit = "arrears.case"

    def _stop_reasons(self, today, known=None):
        """Why nothing may be done about these cases today. Rooms add theirs through ``super()``.

        :param today: the date of the cases' company
        :param known: what ``_known`` says of these cases, if it was asked already
        :return: ``{case id: [Reason]}``, an entry for each case
        """
        switched_on = self.env.context.get("arrears_assume_switched_on", ())
        facts = self._case_facts(known or self._known(today), switched_on)
        return {case.id: stop_reasons(facts[case.id]) for case in self}

    def _read_for_a_night(self):
        """Read these cards, their people and units at once."""
        self.fetch(OF_CARD)
        self.debtor_id.fetch(OF_PERSON)
        self.unit_id.fetch(OF_UNIT)

    def _known(self, today):
        """What most rules ask of these cases, read once: ``decision.Known``."""
        cases = self.sudo()
        due, holds = cases._due_charges(today), cases._running_holds(today)
        return Known(
            who=cases._who(),
            estates={case.id: case.estate_id.id for case in cases},
            due=due,
            holds=holds,
            facts=cases._charge_facts(due, holds),
            policies=cases._policies(),
        )

    def _who(self):
        """Of whom each case is: ``{case id: (company id, debtor id)}``."""
        return {case.id: (case.company_id.id, case.debtor_id.id) for case in self.sudo()}

    def _case_facts(self, known, switched_on=()):
        """The facts the gates ask for.

        :param known: what ``_known`` says of these cases
        :param switched_on: ids of estates to take as switched on, for a preview
        :return: ``{case id: CaseFacts}``
        """
        cases = self.sudo()
        pending = cases._payments_outside_ledger()
        internal = cases._internal_debtors()
        sisters = set(self.env["res.company"].sudo().search([]).partner_id.ids)
        estates = self.env["arrears.estate"].sudo().browse(set(known.estates.values()) - {False})
        on = {*switched_on, *estates.filtered("escalation_enabled").ids}
        found = {}
        for case in cases:
            company, debtor = known.who[case.id]
            found[case.id] = CaseFacts(
                charges=tuple(known.facts[case.id]),
                has_unit=bool(case.unit_id),
                sister_company=debtor in sisters,
                employee=debtor in internal,
                escalation_on=known.estates[case.id] in on,
                has_policy=bool(known.policies.get(case.id)),
                holds=tuple(
                    HoldFacts(hold.type, hold.date_until)
                    for hold in known.holds.get(case.id, ())
                    if not hold.amount and not hold.charge_ids
                ),
                payment_outside_ledger=debtor in pending.get(company, ()),
            )
        return found

    def _due_charges(self, today):
        """The charges past their due date, time-barred ones among them, oldest first.

        :return: ``{case id: [DueCharge]}``, an entry for each case
        """
        found = {}
        self.env["arrears.charge"].flush_model()
        for company, cases in self.sudo().grouped("company_id").items():
            rows = self.env.execute_query(
                SQL(
                    DUE,
                    company=company.id,
                    debtors=cases.debtor_id.ids,
                    today=today,
                    factor=10**company.currency_id.decimal_places,
                )
            )
            by_key = {}
            for debtor_id, unit_id, *row in rows:
                by_key.setdefault((debtor_id, unit_id), []).append(DueCharge(*row))
            for case in cases:
                found[case.id] = by_key.get((case.debtor_id.id, case.unit_id.id or None), [])
        return found

    def _overdue_charges(self, today):
        """The same as records: ``{case id: charges}``."""
        charges = self.env["arrears.charge"].sudo()
        return {
            case_id: charges.browse(charge.id for charge in due)
            for case_id, due in self._due_charges(today).items()
        }

    def _charge_facts(self, due, holds):
        """``{case id: [ChargeFacts]}``, with what is held of each charge.

        :param due: what ``_due_charges`` says of these cases
        :param holds: what ``_running_holds`` says of them
        """
        result = {}
        for case_id, charges in due.items():
            held = self._held_of_charges(charges, holds[case_id]) if case_id in holds else {}
            result[case_id] = [
                ChargeFacts(
                    key=charge.id,
                    kind=charge.kind,
                    remaining=charge.remaining,
                    held=held.get(charge.id, 0),
                    has_price_basis=charge.has_price_basis,
                    no_followup=charge.no_followup,
                    time_barred=charge.time_barred,
                )
                for charge in charges
            ]
        return result

    def _held_of_charges(self, charges, holds):
        """Minor units on hold of each charge, from holds over a part; oldest first."""
        held = {}
        for hold in holds:
            named = set(hold.charge_ids.ids)
            covered = [charge for charge in charges if charge.id in named] if named else charges
            if not hold.amount:
                amounts = {charge.id: charge.remaining for charge in covered if named}
            else:
                balances = [
                    ChargeBalance(
                        charge.id, charge.kind, charge.due_date, charge.period_from,
                        charge.remaining,
                    )
                    for charge in covered
                ]  # fmt: skip
                digits = hold.currency_id.decimal_places
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

    def _named_charges(self, today):
        """What a message about each of these cases asks for, oldest first.

        :return: ``{case id: [(charge, minor units)]}``
        """
        cases = self.sudo()
        due = cases._due_charges(today)
        facts = cases._charge_facts(due, cases._running_holds(today))
        charges = self.env["arrears.charge"].sudo()
        asked = {case_id: asked_of(of_case) for case_id, of_case in facts.items()}
        every = charges.browse(key for pairs in asked.values() for key, _minor in pairs)
        records = dict(zip(every.ids, every, strict=True))
        return {
            case_id: [(records[key], minor) for key, minor in pairs]
            for case_id, pairs in asked.items()
        }
