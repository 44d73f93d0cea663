from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from ...engine import money, receipt
from ...engine.reason import Reason
from .receipt import OFFICE

TAKERS = ("property_arrears.group_cashier", *OFFICE)


class ArrearsReceipt(models.Model):
    """From a filled form to a numbered receipt and one journal entry."""

    _name = "arrears.receipt"
    _inherit = ["arrears.receipt", "arrears.money.in"]

    def action_confirm(self):
        """Book the money and give the receipt its number. A second click changes nothing.

        What is no longer owed, or is on its way to the bank, becomes a prepayment of the same
        unit and kind; the form then says so.

        :raises AccessError: the user takes no money
        :raises UserError: what is missing or impossible, with what to do
        """
        self.ensure_one()
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in TAKERS):
            raise AccessError(self.env._("Only cashiers and accountants take money."))
        if self._lock_state() == "confirmed":
            return True
        self._check_draft()
        self._check_possible()
        self.sudo()._confirm(self.env.user)
        return True

    def _lock_state(self):
        """Wait for whoever is at this receipt, and read its state.

        In another transaction it can't be confirmed meanwhile: the row is ours, or Odoo starts
        this call again with fresh eyes.
        """
        self.flush_recordset()
        ((state,),) = self.env.execute_query(
            SQL("SELECT state FROM arrears_receipt WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset()
        return state

    # ------------------------------------------------------------------
    # Whether it is possible
    # ------------------------------------------------------------------

    def _check_possible(self):
        """Refuse what can't be, all of it in one message."""
        digits = self.currency_id.decimal_places
        lines = [
            receipt.ChosenLine(
                line._label(),
                money.minor_units(line.amount_open, digits),
                money.minor_units(line.amount, digits),
            )
            for line in self.line_ids
        ]
        named = self.prepayment_unit_id and self.prepayment_kind and self.prepayment_debtor_id
        reasons = receipt.problems(
            money.minor_units(self.amount, digits), lines, rest_is_named=bool(named)
        )
        reasons += self._circumstances()
        if reasons:
            word = self.env["arrears.reason.wording"]._word
            raise UserError(word([reason.as_json() for reason in reasons]))

    def _circumstances(self):
        """What stands in the way beside the amounts."""
        found = []
        chosen = self.line_ids.filtered("amount")
        estates = chosen.estate_id | self.prepayment_unit_id.estate_id
        if not self.method_id.active:
            found.append(Reason("receipt_no_method"))
        elif not self.method_id._serves(estates):
            found.append(Reason("receipt_other_method", {"method": self.method_id.name}))
        today = self.company_id._arrears_today()
        if self.value_date and self.value_date > today:
            found.append(Reason("receipt_in_future", {"date": self.value_date.isoformat()}))
        elif self.value_date and self.value_date != today and not self._is_office():
            found.append(Reason("receipt_backdated"))
        gone = chosen.filtered(lambda line: line.charge_id.state == "gone")
        found += [Reason("receipt_charge_gone", {"charge": line._label()}) for line in gone]
        foreign = chosen.filtered("charge_id.foreign_currency_id")
        found += [Reason("receipt_foreign", {"charge": line._label()}) for line in foreign]
        return found

    def _is_office(self):
        return any(self.env.user.has_group(group) for group in OFFICE)

    # ------------------------------------------------------------------
    # Booking
    # ------------------------------------------------------------------

    def _confirm(self, cashier):
        """Number, entry, lines as they were booked. Runs with all rights, after the checks.

        :param cashier: ``res.users`` who takes the money
        """
        company = self.company_id
        today = company._arrears_today()
        day = self.env["arrears.cashier.day"]._open_for(cashier, company, today, self.method_id)
        name = self._next_number(company, today)
        reasons, parts, credits = self._plan(company, name)
        left = self._left_after(parts)
        move = self._book(company, name, self.value_date or today, credits)
        self._settle_lines(parts)
        self._record_effect(
            {
                "name": name, "state": "confirmed", "move_id": move.id, "day_id": day.id,
                "cashier_id": cashier.id, "date": today, "confirmed_at": fields.Datetime.now(),
                "value_date": self.value_date or today, "amount_left": left,
                "reasons": [reason.as_json() for reason in reasons] or False,
            }
        )  # fmt: skip

    def _plan(self, company, label):
        """Decide under lock which charges take what, and what becomes a prepayment.

        :return: (reasons to tell the cashier, ``{line: minor units}`` that reach a charge and
            ``{(debtor, unit, kind, account): minor units}`` that do not, credits)
        """
        digits = self.currency_id.decimal_places
        lines = {line.charge_id.id: line for line in self.line_ids if line.amount}
        wanted = {key: money.minor_units(line.amount, digits) for key, line in lines.items()}
        in_flight = self._charges_in_flight(self.line_ids.charge_id)
        rows = self._money_rows(company, wanted)
        receivables = self._locked(rows)
        payable = self._payable(rows, in_flight, digits)
        residuals = self._residuals(receivables, company)
        applied = self._apply_rows(
            company, sum(row["amount"] for row in payable), payable, residuals
        )
        credits = self._credits(company, payable, applied, residuals, receivables, label)
        taken = {line: applied.by_charge.get(key, 0) for key, line in lines.items()}
        advances = self._advances(lines, wanted, taken)
        for (debtor, unit, kind, account), minor in advances.items():
            named = {"unit": unit, "kind": kind} if unit else {}
            credits.append(self._advance(company, debtor, minor, label, account=account, **named))
        return self._told(lines, wanted, taken, in_flight), (taken, advances), credits

    def _locked(self, rows):
        """Lock the receivables behind the rows."""
        try:
            return self._lock_rows(rows)
        except LockError as busy:
            raise UserError(
                self.env._(
                    "Somebody is booking on one of these bills at this moment: press Confirm again."
                )
            ) from busy

    def _payable(self, rows, in_flight, digits):
        """The rows that can take money, each with no more than its charge still needs."""
        charges = self.line_ids.charge_id.browse([row["charge_id"] for row in rows])
        charges.invalidate_recordset(["amount_remaining", "state"])
        open_now = {
            charge.id: money.minor_units(charge.amount_remaining, digits)
            for charge in charges - in_flight
        }
        return [
            {**row, "amount": min(row["amount"], open_now[row["charge_id"]])}
            for row in rows
            if open_now.get(row["charge_id"])
        ]

    def _advances(self, lines, wanted, taken):
        """What reaches no charge, by (debtor, unit, kind, account)."""
        digits = self.currency_id.decimal_places
        advances = {}
        for key, line in lines.items():
            left_over = wanted[key] - taken[line]
            if left_over:
                charge = line.charge_id
                place = (charge.debtor_id, charge.unit_id, charge.kind, charge.account_id)
                advances[place] = advances.get(place, 0) + left_over
        rest = money.minor_units(self.amount, digits) - sum(wanted.values())
        if rest:
            debtor = self.prepayment_debtor_id.commercial_partner_id
            account = debtor.with_company(self.company_id).property_account_receivable_id
            place = (debtor, self.prepayment_unit_id, self.prepayment_kind, account)
            advances[place] = advances.get(place, 0) + rest
        return advances

    def _told(self, lines, wanted, taken, in_flight):
        """Reasons for the cashier: lines that could not take what was chosen."""
        digits = self.currency_id.decimal_places
        return [
            Reason(
                "receipt_debit_in_flight"
                if line.charge_id in in_flight
                else "receipt_paid_already",
                {
                    "charge": line._label(),
                    "amount": self.currency_id.format(
                        money.amount(wanted[key] - taken[line], digits)
                    ),
                },
            )
            for key, line in lines.items()
            if wanted[key] > taken[line]
        ]

    def _book(self, company, name, value_date, credits):
        """Post the one entry: where the money waits against receivables."""
        total = sum(minor for __, minor, __ in credits)
        payer = self.payer_id or self.debtor_ids[:1]
        where = {
            **self._prepare_item(company, self.method_id.account_id, total),
            "name": " ".join(filter(None, (name, self.reference))),
            "partner_id": payer.commercial_partner_id.id,
        }
        values = {"ref": name, "arrears_receipt_id": self.id}
        return self._book_money(
            company, self.method_id.journal_id, value_date, [where], credits, values
        )

    def _settle_lines(self, parts):
        """Leave on the receipt what was booked, and nothing else."""
        taken, advances = parts
        digits = self.currency_id.decimal_places
        (self.line_ids - self.line_ids.browse([line.id for line in taken if taken[line]])).unlink()
        for line, minor in taken.items():
            if minor:
                values = {"amount": money.amount(minor, digits), "chosen": True}
                line.write({**line._facts(line.charge_id), **values})
        self.env["arrears.receipt.line"].create(
            [
                {
                    "receipt_id": self.id, "purpose": "prepayment", "debtor_id": debtor.id,
                    "unit_id": unit.id, "estate_id": unit.estate_id.id, "kind": kind,
                    "amount": money.amount(minor, digits), "chosen": True,
                }
                for (debtor, unit, kind, __), minor in advances.items()
            ]
        )  # fmt: skip

    def _left_after(self, parts):
        """What the debtors of this receipt still owe after it."""
        taken, _advances = parts
        digits = self.currency_id.decimal_places
        debtors = self.debtor_ids.commercial_partner_id | self.line_ids.debtor_id
        rows = self.env["arrears.charge"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "in", debtors.ids),
                ("state", "=", "open"),
            ],
            aggregates=["amount_remaining:sum"],
        )
        owed = money.minor_units(rows[0][0] or 0, digits)
        return money.amount(max(owed - sum(taken.values()), 0), digits)

    @api.model
    def _next_number(self, company, today):
        """The next number of the company in the year of ``today``, without a gap."""
        sequences = self._ensure_sequence(company)
        return sequences.next_by_code("arrears.receipt", sequence_date=today)

    @api.model
    def _ensure_sequence(self, company):
        """The company's own sequence of receipts; made with its first payment method.

        :return: sequences that act for the company
        """
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        domain = [("code", "=", "arrears.receipt"), ("company_id", "=", company.id)]
        if not sequences.search_count(domain, limit=1):
            sequences.create(
                {
                    "name": self.env._("Numbers of receipts"),
                    "code": "arrears.receipt",
                    "company_id": company.id,
                    "implementation": "no_gap",
                    "use_date_range": True,
                    "prefix": "RC/%(range_year)s/",
                    "padding": 5,
                }
            )
        return sequences
