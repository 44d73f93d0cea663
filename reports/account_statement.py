from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..engine.money import minor_units
from ..engine.period_text import period_text
from ..models.ledger.charge_as_of import ChargeFigures, CreditFigures
from ..models.ledger.charge_as_of_sql import credits_statement

REDUCED = ("credited", "waived", "written_off", "transferred")
COLUMNS = ("opening", "billed", "paid", "reduced", "closing")


class ArrearsAccountStatement(models.AbstractModel):
    """What a debtor owed, was billed, paid and owes, from the ledger, for a range of days.

    Money counts by its value date. Credits that no bill has used are named apart and never
    netted. All amounts in minor units of the company's currency. Callers have checked who may
    read it: the methods are called with system rights.
    """

    _name = "arrears.account.statement"
    _description = "Statement of account"

    @api.model
    def _statement(self, company, debtor, first, last, unit_ids=None):
        """The account of one debtor with one company.

        ``opening + billed − paid − reduced = closing`` holds for each unit. For the whole account
        ``summary`` starts from what was owed less unused credits, and ends with it; ``other`` is
        what none of the lines explains, such as a payment by another company of the group.

        :param debtor: ``res.partner``; its commercial partner is who owes
        :param first: first day of the range; what came before is the opening balance
        :param last: last day of the range
        :param unit_ids: set of ids (None among them: debts without a unit); None: everything
        """
        debtor = debtor.commercial_partner_id
        eve = first - timedelta(days=1)
        everything = self._figures(company, debtor, last)
        before = _of_units(self._figures(company, debtor, eve), unit_ids)
        after = _of_units(everything, unit_ids)
        credits = self._credits(company, debtor, last)
        rows = self._by_unit(before, after)
        totals = {name: sum(row[name] for row in rows) for name in COLUMNS}
        if unit_ids is None:
            receipts = self._receipts(credits, everything, first)
            unused = self._unused(self._credits(company, debtor, eve)), self._unused(credits)
            sums = self._summary(totals, receipts, *unused)
        else:
            receipts = self._receipts_of_units(company, debtor, credits, everything, first,
                                               unit_ids)  # fmt: skip
            sums = self._summary_of_units(totals)
        return {
            "debtor": debtor, "company": company, "first": first, "last": last,
            "of_units": unit_ids is not None, "units": rows, "totals": totals,
            "bills": self._bills(after, first), "receipts": receipts,
            "open": self._open(after, last), "kinds": self._by_kind(after), "summary": sums,
        }  # fmt: skip

    @api.model
    def _figures(self, company, debtor, day):
        lines = SQL(
            "line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = %s)",
            debtor.id,
        )
        charges = self.env["arrears.charge"]
        statement = charges._figures_statement(company, day, lines=lines)
        return charges._figures(ChargeFigures, company, statement)

    @api.model
    def _credits(self, company, debtor, day):
        lines = SQL(
            "credit.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = %s)",
            debtor.id,
        )
        statement = credits_statement(company, day, lines=lines)
        return self.env["arrears.charge"]._figures(CreditFigures, company, statement)

    # ------------------------------------------------------------------
    # By unit, by kind, bill by bill
    # ------------------------------------------------------------------

    @api.model
    def _by_unit(self, before, after):
        """A row a unit, in the order of their names; debts without a unit come last."""
        sums = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
        for sign, figures in ((-1, before), (1, after)):
            for row in figures:
                unit = sums[row.unit_id]
                unit["billed"] += sign * row.original
                unit["paid"] += sign * row.paid
                unit["reduced"] += sign * _reduced(row)
                unit["opening" if sign < 0 else "closing"] += row.remaining
        units = self.env["arrears.unit"].browse(filter(None, sums))
        ordered = [*units.sorted(lambda unit: (unit.estate_id.name, unit.sort_key or "")),
                   self.env["arrears.unit"]]  # fmt: skip
        return [
            {"unit": unit, **sums[unit.id or None]}
            for unit in ordered
            if any(sums[unit.id or None].values())
        ]

    @api.model
    def _by_kind(self, figures):
        """What is open at the end by kind of charge, in the order of the kinds."""
        kinds = dict(self.env["arrears.charge"]._fields["kind"]._description_selection(self.env))
        open_amounts = defaultdict(int)
        for row in figures:
            open_amounts[row.kind] += row.remaining
        return [(kinds[code], open_amounts[code]) for code in kinds if open_amounts[code]]

    @api.model
    def _bills(self, figures, first):
        """What was billed in the range, oldest first."""
        rows = sorted(
            (row for row in figures if row.issued_on >= first),
            key=lambda row: (row.issued_on, row.move_id, row.unit_id or 0, row.due_date),
        )
        return self._worded(rows)

    @api.model
    def _open(self, figures, last):
        """What is open at the end, the oldest debt first."""
        rows = sorted(
            (row for row in figures if row.remaining),
            key=lambda row: (row.due_date, row.unit_id or 0, row.move_id),
        )
        return [{**worded, "overdue": worded["due_date"] < last} for worded in self._worded(rows)]

    @api.model
    def _worded(self, rows):
        """Charges as a statement lists them."""
        kinds = dict(self.env["arrears.charge"]._fields["kind"]._description_selection(self.env))
        units = self.env["arrears.unit"].browse({row.unit_id for row in rows if row.unit_id})
        moves = self.env["account.move"].browse({row.move_id for row in rows})
        unit_names = {unit.id: unit.name for unit in units}
        move_names = {move.id: move.name for move in moves}
        return [
            {
                "day": row.issued_on,
                "document": move_names[row.move_id],
                "unit": unit_names.get(row.unit_id, ""),
                "period": period_text(row.period_from, row.period_to),
                "kind": kinds[row.kind],
                "due_date": row.due_date,
                "original": row.original,
                "remaining": row.remaining,
            }
            for row in rows
        ]

    # ------------------------------------------------------------------
    # Money and credits
    # ------------------------------------------------------------------

    @api.model
    def _receipts(self, credits, figures, first):
        """Payments and credits since a day by value date, each with what it settled."""
        credits = [credit for credit in credits if credit.day >= first]
        charges = _by_line(figures)
        uses = self._uses([credit.line_id for credit in credits])
        words = self._words(credits)
        return [
            {
                **words[credit.move_id],
                "day": credit.day,
                "amount": credit.original,
                "unused": credit.remaining,
                "settled": self._settled_text(
                    [row for line, _part in uses[credit.line_id] for row in charges[line]]
                ),
            }
            for credit in sorted(credits, key=lambda credit: (credit.day, credit.line_id))
        ]

    @api.model
    def _receipts_of_units(self, company, debtor, credits, figures, first, unit_ids):
        """What was paid and credited on the charges of some units, day by day.

        A payment may settle a bill of several units, so each day's part of these units is the
        difference of their figures to those of the day before it.
        """
        charges = _by_line(figures)
        mine = {line for line, rows in charges.items() if _of_units(rows, unit_ids)}
        words = self._words(credits)
        days = defaultdict(lambda: ({}, []))
        uses = self._uses([credit.line_id for credit in credits])
        for credit in credits:
            for line, _part in uses[credit.line_id]:
                if line in mine:
                    day = max(credit.day, charges[line][0].issued_on)
                    days[day][0][words[credit.move_id]["document"]] = words[credit.move_id]
                    days[day][1].extend(_of_units(charges[line], unit_ids))
        rows, settled = [], [0, 0]
        for day in sorted(days):
            figures_then = _of_units(self._figures(company, debtor, day), unit_ids)
            then = [sum(row.paid for row in figures_then), sum(map(_reduced, figures_then))]
            parts = [now - earlier for now, earlier in zip(then, settled, strict=True)]
            settled = then
            if day >= first:
                rows += self._rows_of_day(day, parts, *days[day])
        return rows

    @api.model
    def _rows_of_day(self, day, parts, documents, settled):
        """The money and the other reductions of one day, as up to two rows."""
        for part, is_note in zip(parts, (False, True), strict=True):
            if part:
                named = [word for word in documents.values() if word["is_note"] == is_note]
                named = named or list(documents.values())
                yield {
                    "day": day,
                    "document": ", ".join(word["document"] for word in named),
                    "nature": ", ".join(dict.fromkeys(word["nature"] for word in named)),
                    "is_note": is_note,
                    "amount": part,
                    "unused": 0,
                    "settled": self._settled_text(settled),
                }

    @api.model
    def _words(self, credits):
        """Document and nature of each credit's entry: ``{move id: {…}}``."""
        moves = self.env["account.move"].browse({credit.move_id for credit in credits})
        return {
            move.id: {
                "document": move.name,
                "nature": self._nature(move),
                "is_note": not self._is_payment(move),
            }
            for move in moves
        }

    @api.model
    def _uses(self, line_ids):
        """``{credit line id: [(receivable line id, minor units)]}``."""
        partials = self.env["account.partial.reconcile"].search(
            [("credit_move_id", "in", line_ids)], order="debit_move_id"
        )
        uses = defaultdict(list)
        for partial in partials:
            digits = partial.company_currency_id.decimal_places
            part = minor_units(partial.amount, digits)
            uses[partial.credit_move_id.id].append((partial.debit_move_id.id, part))
        return uses

    @api.model
    def _nature(self, move):
        """What a credit is, in a word."""
        if move.arrears_reduction:
            labels = move._fields["arrears_reduction"]._description_selection(self.env)
            return dict(labels)[move.arrears_reduction]
        if move.move_type == "out_refund":
            return self.env._("Credit note")
        if self._is_payment(move):
            return self.env._("Payment")
        return self.env._("Journal entry")

    @api.model
    def _is_payment(self, move):
        """Whether a credit is money: by its own record, its journal, or what it debits."""
        if move.arrears_reduction or move.move_type == "out_refund":
            return False
        if move.origin_payment_id or move.arrears_debit_batch_id:
            return True
        debits = move.line_ids.filtered(lambda line: line.balance > 0)
        return (
            move.journal_id.type in ("bank", "cash", "credit")
            or "asset_cash" in debits.account_id.mapped("account_type")
        )  # fmt: skip

    @api.model
    def _settled_text(self, rows):
        """Units and periods that a credit was used for, each named once."""
        units = {unit.id: unit.name for unit in self.env["arrears.unit"].browse(
            {row.unit_id for row in rows if row.unit_id})}  # fmt: skip
        periods = defaultdict(dict)
        for row in sorted(rows, key=lambda row: (row.unit_id or 0, row.due_date)):
            text = period_text(row.period_from, row.period_to)
            periods[units.get(row.unit_id, "")][text] = None
        return "; ".join(
            " ".join(filter(None, (unit, ", ".join(filter(None, texts)))))
            for unit, texts in periods.items()
        )

    @api.model
    def _unused(self, credits):
        """What of some credits no bill had used."""
        return sum(credit.remaining for credit in credits)

    @api.model
    def _summary(self, totals, receipts, unused_before, unused):
        """The account as a whole, from balance to balance."""
        paid = sum(row["amount"] for row in receipts if not row["is_note"])
        noted = sum(row["amount"] for row in receipts if row["is_note"])
        opening, closing = totals["opening"] - unused_before, totals["closing"] - unused
        return {
            "opening": opening,
            "billed": totals["billed"],
            "paid": paid,
            "noted": noted,
            "other": closing - (opening + totals["billed"] - paid - noted),
            "closing": closing,
            "unused_before": unused_before,
            "unused": unused,
        }

    @api.model
    def _summary_of_units(self, totals):
        """Of single units: what was used for them. Unused credits are the debtor's, not theirs."""
        return {
            "opening": totals["opening"],
            "billed": totals["billed"],
            "paid": totals["paid"],
            "noted": totals["reduced"],
            "other": 0,
            "closing": totals["closing"],
            "unused_before": 0,
            "unused": 0,
        }


def _of_units(figures, unit_ids):
    """Those figures that belong to some units; all of them for None."""
    return [row for row in figures if unit_ids is None or row.unit_id in unit_ids]


def _by_line(figures):
    """Figures by the receivable line they are part of."""
    charges = defaultdict(list)
    for row in figures:
        charges[row.line_id].append(row)
    return charges


def _reduced(row):
    """What of a charge was taken off without money."""
    return sum(getattr(row, name) for name in REDUCED)
