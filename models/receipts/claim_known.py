from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...engine.claim import FEW
from ...engine.claim_facts import Known, OpenCharge, ReferenceFacts, UnitFacts
from ...engine.claim_hints import plain_name, squeezed
from ...engine.money import decimal_amount, minor_units

# A promise is often kept a little late.
DAYS_AFTER_A_PROMISE = 7

# The last part of a unit's number without dress, as ``engine.claim_hints.unit_key`` spells it.
LAST_PART = SQL(
    r"""SUBSTRING(REGEXP_REPLACE(REGEXP_REPLACE(UPPER(unit.number), '[室房号號\s]', '', 'g'),
        '(^|[^0-9])0+([0-9])', '\1\2', 'g') FROM '[^-]*$')"""
)
PLAIN_NAME = SQL(r"""UPPER(REGEXP_REPLACE(partner.name, '[(（][^)）]*[)）]|\s', '', 'g'))""")
PHONE = SQL(r"""RIGHT(REGEXP_REPLACE(partner.phone, '[^0-9]', '', 'g'), 11)""")


class ArrearsClaim(models.Model):
    """What the books know that may concern some bank lines: a fixed number of queries."""

    _inherit = "arrears.claim"

    @api.model
    def _known(self, company, lines, hints):
        """Everything that ``engine.claim.propose`` asks of the books of one company.

        :param lines: list of ``LineFacts``
        :param hints: ``{line key: Hints}``
        :return: ``Known``
        """
        self.env.flush_all()
        values = hints.values()
        names = {plain_name(line.payer_name) for line in lines} | {
            plain_name(name) for found in values for name in found.names
        }
        found = {
            "accounts": self._known_accounts(company, {line.account for line in lines} - {None}),
            "references": self._known_references(
                company, {reference for one in values for reference in one.references}
            ),
            "promised": self._known_promises(company, {line.amount for line in lines}),
            "amounts": self._known_amounts(company, {line.amount for line in lines}),
        }
        people = self._known_people(
            company, names - {""}, {phone for one in values for phone in one.phones}
        )
        debtors = {
            debtor
            for name in ("accounts", "promised", "amounts")
            for group in found[name].values()
            for debtor in group
        } | {fact.debtor for group in found["references"].values() for fact in group}
        debtors |= {partner for __, __, __, partner in people}
        return self._known_with_units(company, found, people, debtors, self._last_parts(values))

    @api.model
    def _last_parts(self, hints):
        """The last parts of all addresses and bare numbers, with and without letters."""
        parts = {address.parts[-1] for one in hints for address in one.addresses}
        parts |= {number for one in hints for number in one.numbers}
        return parts | {part.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for part in parts} - {""}

    @api.model
    def _known_with_units(self, company, found, people, debtors, parts):
        """Add units, their payers and the open charges of all who may have paid."""
        own = self._units_of(company, debtors)
        others = {unit for group in own.values() for unit in group}
        units = self._known_units(company, parts, others)
        payers = self.env["arrears.unit"].browse(units)._payer_on(company._arrears_today())
        payer_of = {unit: payer.commercial_partner_id.id for unit, payer in payers.items()}
        debtors |= set(payer_of.values())
        charges = self._known_charges(company, debtors, units)
        owing = defaultdict(dict)
        for charge in charges:
            owing[charge.unit].setdefault(charge.debtor)
        by_debtor = defaultdict(list)
        for charge in charges:
            by_debtor[charge.debtor].append(charge)
        facts = [
            UnitFacts(
                unit, name, estate, estate_name,
                tuple(dict.fromkeys(filter(None, (payer_of.get(unit), *owing.get(unit, ()))))),
            )
            for unit, (name, estate, estate_name) in units.items()
        ]  # fmt: skip
        by_name, by_phone = self._people_as_debtors(people, own, payer_of, by_debtor)
        own_units = defaultdict(list)
        for unit in facts:
            for debtor in unit.debtors:
                own_units[debtor].append(unit.key)
        return Known.of(
            facts, charges=by_debtor, names=by_name, phones=by_phone, own_units=own_units, **found
        )

    @api.model
    def _people_as_debtors(self, people, own, payer_of, charges):
        """Whom the money of a named person is for: himself where he owes or is billed, else the
        payers of the units he belongs to (a wife pays from her own account).
        """
        billed = set(payer_of.values()) | set(charges)
        by_name, by_phone = defaultdict(dict), defaultdict(dict)
        for name, phone, __, debtor in people:
            of_home = [payer_of[unit] for unit in own.get(debtor, ()) if unit in payer_of]
            meant = [debtor] if debtor in billed or not of_home else dict.fromkeys(of_home)
            for one in meant:
                by_name[name].setdefault(one)
                if phone:
                    by_phone[phone].setdefault(one)
        return (
            {name: tuple(group) for name, group in by_name.items()},
            {phone: tuple(group) for phone, group in by_phone.items()},
        )

    # ------------------------------------------------------------------
    # One query each
    # ------------------------------------------------------------------

    @api.model
    def _known_accounts(self, company, hashes):
        """``{keyed hash: debtors whose money came from there}``."""
        if not hashes:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.account_hash, array_agg(DISTINCT partner.commercial_partner_id)
                  FROM arrears_payer_account account
                  JOIN res_partner partner ON partner.id = account.partner_id
                 WHERE account.company_id = %s AND account.account_hash = ANY(%s)
              GROUP BY account.account_hash
                """,
                company.id,
                list(hashes),
            )
        )
        return {hashed: tuple(debtors) for hashed, debtors in rows}

    @api.model
    def _known_references(self, company, references):
        """``{squeezed reference: [ReferenceFacts]}``. Rooms with references add theirs."""
        if not references:
            return {}
        rows = self.env.execute_query(
            SQL(
                r"""
                SELECT DISTINCT move.name, move.payment_reference, charge.debtor_id, charge.unit_id
                  FROM arrears_charge charge
                  JOIN account_move move ON move.id = charge.move_id
                 WHERE charge.company_id = %(company)s AND charge.state = 'open'
                   AND charge.debtor_id IS NOT NULL
                   AND (UPPER(REGEXP_REPLACE(move.name, '[^A-Za-z0-9]', '', 'g'))
                            = ANY(%(references)s)
                     OR UPPER(REGEXP_REPLACE(move.payment_reference, '[^A-Za-z0-9]', '', 'g'))
                            = ANY(%(references)s))
                """,
                company=company.id,
                references=list(references),
            )
        )
        found = defaultdict(list)
        for name, payment_reference, debtor, unit in rows:
            for reference in {squeezed(name), squeezed(payment_reference)} & set(references):
                found[reference].append(ReferenceFacts("invoice", name, debtor, unit))
        return found

    @api.model
    def _known_promises(self, company, amounts):
        """``{minor units: debtors who promised just that, or say they paid it}``."""
        digits = company.currency_id.decimal_places
        rows = self.env.execute_query(
            SQL(
                """
                SELECT promise.amount, kase.debtor_id
                  FROM (SELECT hold.case_id, COALESCE(NULLIF(hold.amount, 0), kase.amount_overdue)
                               AS amount
                          FROM arrears_hold hold JOIN arrears_case kase ON kase.id = hold.case_id
                         WHERE hold.company_id = %(company)s
                           AND hold.type IN ('promise', 'payment_claim')
                           AND hold.lifted_on IS NULL
                           AND hold.date_until >= %(today)s::date - %(days)s) promise
                  JOIN arrears_case kase ON kase.id = promise.case_id
                 WHERE promise.amount = ANY(%(amounts)s::numeric[])
                """,
                company=company.id,
                today=company._arrears_today(),
                days=DAYS_AFTER_A_PROMISE,
                amounts=self._decimals(amounts, digits),
            )
        )
        return self._debtors_by_amount(rows, digits)

    @api.model
    def _known_amounts(self, company, amounts):
        """``{minor units: debtors}`` of whom few owe just that as a charge, a unit or in all."""
        digits = company.currency_id.decimal_places
        rows = self.env.execute_query(
            SQL(
                """
                WITH pending AS (
                    SELECT debtor_id, unit_id, amount_remaining FROM arrears_charge
                     WHERE company_id = %(company)s AND state = 'open'
                       AND debtor_id IS NOT NULL AND amount_remaining > 0),
                owed AS (
                    SELECT amount_remaining AS amount, debtor_id FROM pending
                     WHERE amount_remaining = ANY(%(amounts)s::numeric[])
                     UNION SELECT SUM(amount_remaining), debtor_id FROM pending
                         GROUP BY debtor_id, unit_id
                           HAVING SUM(amount_remaining) = ANY(%(amounts)s::numeric[])
                     UNION SELECT SUM(amount_remaining), debtor_id FROM pending
                         GROUP BY debtor_id
                           HAVING SUM(amount_remaining) = ANY(%(amounts)s::numeric[]))
                SELECT amount, UNNEST(array_agg(debtor_id)) FROM owed
              GROUP BY amount HAVING COUNT(*) <= %(few)s
                """,
                company=company.id,
                amounts=self._decimals(amounts, digits),
                few=FEW,
            )
        )
        return self._debtors_by_amount(rows, digits)

    @api.model
    def _decimals(self, amounts, digits):
        return [str(decimal_amount(minor, digits)) for minor in amounts if minor > 0]

    @api.model
    def _debtors_by_amount(self, rows, digits):
        found = defaultdict(dict)
        for amount, debtor in rows:
            found[minor_units(amount, digits)].setdefault(debtor)
        return {minor: tuple(debtors) for minor, debtors in found.items()}

    @api.model
    def _known_people(self, company, names, phones):
        """People of this company's units and books by name or telephone number.

        :return: rows of plain name, telephone number, partner, commercial partner
        """
        if not names and not phones:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT %(name)s, %(phone)s, partner.id, partner.commercial_partner_id
                  FROM res_partner partner
                 WHERE partner.active AND (%(name)s = ANY(%(names)s) OR %(phone)s = ANY(%(phones)s))
                   AND (EXISTS (SELECT 1 FROM arrears_ownership own
                                 WHERE own.partner_id = partner.id AND own.company_id = %(company)s)
                     OR EXISTS (SELECT 1 FROM arrears_charge charge
                                 WHERE charge.debtor_id = partner.commercial_partner_id
                                   AND charge.company_id = %(company)s))
              ORDER BY partner.id
                """,
                name=PLAIN_NAME,
                phone=PHONE,
                names=list(names),
                phones=list(phones),
                company=company.id,
            )
        )

    @api.model
    def _units_of(self, company, debtors):
        """``{debtor: units}`` that they belong to today or still owe for."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, own.unit_id
                  FROM arrears_ownership own JOIN res_partner partner ON partner.id = own.partner_id
                 WHERE own.company_id = %(company)s
                   AND partner.commercial_partner_id = ANY(%(debtors)s)
                   AND (own.date_to IS NULL OR own.date_to >= %(today)s)
                 UNION
                SELECT debtor_id, unit_id FROM arrears_charge
                 WHERE company_id = %(company)s AND debtor_id = ANY(%(debtors)s)
                   AND state = 'open' AND unit_id IS NOT NULL
                """,
                company=company.id,
                debtors=list(debtors),
                today=company._arrears_today(),
            )
        )
        found = defaultdict(list)
        for debtor, unit in rows:
            found[debtor].append(unit)
        return found

    @api.model
    def _known_units(self, company, parts, others):
        """``{unit: (name, estate, estate's name)}`` by the last part of their address."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT unit.id, unit.name, unit.estate_id, estate.name
                  FROM arrears_unit unit JOIN arrears_estate estate ON estate.id = unit.estate_id
                 WHERE unit.company_id = %s AND unit.active AND (%s = ANY(%s) OR unit.id = ANY(%s))
              ORDER BY unit.id
                """,
                company.id,
                LAST_PART,
                list(parts),
                list(others),
            )
        )
        return {unit: (name, estate, estate_name) for unit, name, estate, estate_name in rows}

    @api.model
    def _known_charges(self, company, debtors, units):
        """Open charges of these debtors, and of whoever owes for these units.

        Bills in another currency are left to Odoo, which books the exchange difference.
        """
        digits = company.currency_id.decimal_places
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT charge.id, charge.debtor_id, charge.unit_id, charge.kind,
                       charge.amount_remaining, charge.due_date, charge.period_from,
                       charge.period_to
                  FROM arrears_charge charge
             LEFT JOIN account_move_line item ON item.id = charge.line_id
                 WHERE charge.company_id = %s AND charge.state = 'open'
                   AND charge.amount_remaining > 0 AND charge.debtor_id IS NOT NULL
                   AND COALESCE(item.currency_id, charge.currency_id) = charge.currency_id
                   AND (charge.debtor_id = ANY(%s) OR charge.unit_id = ANY(%s))
              ORDER BY charge.due_date, charge.id
                """,
                company.id,
                list(debtors),
                list(units),
            )
        )
        return [self._open_charge(row, digits) for row in rows]

    @api.model
    def _open_charge(self, row, digits):
        return OpenCharge(
            row["id"],
            row["debtor_id"],
            row["unit_id"],
            row["kind"],
            minor_units(row["amount_remaining"], digits),
            str(row["due_date"] or ""),
            (str(row["period_from"] or ""), str(row["period_to"] or "")),
        )
