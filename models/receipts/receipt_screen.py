from datetime import date

from odoo import Command, api, fields, models

from ...engine import money
from ...engine.allocation import ChargeBalance
from ...engine.receipt import follows_proposal, proposal

# Charges on one screen. Of a developer with thousands of them only the chosen unit's are shown.
SHOWN = 300
# A form that nobody confirmed is kept for so many days.
DRAFT_DAYS = 30
GC_LIMIT = 1000


class ArrearsReceipt(models.Model):
    """The counter's screen: whom it is for, everything open, and a proposal."""

    _inherit = "arrears.receipt"

    has_foreign = fields.Boolean(
        compute="_compute_has_foreign", help="One of its charges is in another currency."
    )

    @api.depends("line_ids.charge_id")
    def _compute_has_foreign(self):
        for receipt in self:
            receipt.has_foreign = bool(receipt.line_ids.charge_id.foreign_currency_id)

    # ------------------------------------------------------------------
    # Whom it is for
    # ------------------------------------------------------------------

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        if self.unit_id:
            self.debtor_ids = self._debtors_of_unit()
            self.prepayment_unit_id = self.unit_id
            self._show_charges()

    @api.onchange("debtor_ids")
    def _onchange_debtor_ids(self):
        self._show_charges()

    @api.onchange("prepayment_unit_id", "prepayment_kind")
    def _onchange_prepayment_unit_id(self):
        self.prepayment_debtor_id = self._debtor_in_advance()

    def _debtors_of_unit(self):
        """Today's payer where he owes or nobody does, else whoever owes for the unit."""
        payer = self.unit_id.payer_id.commercial_partner_id
        owing = self._owing_for_unit()
        return payer if payer in owing or not owing else owing

    def _owing_for_unit(self):
        """Everybody who owes for the unit."""
        open_charges = [("unit_id", "=", self.unit_id.id), ("state", "=", "open")]
        return self.env["arrears.charge"].search(open_charges).debtor_id

    def _debtor_in_advance(self):
        """Whose money a prepayment is: today's payer of the unit among the debtors, else theirs."""
        payer = self.prepayment_unit_id.payer_id.commercial_partner_id
        debtors = self.debtor_ids._origin.commercial_partner_id
        return payer if payer in debtors or not debtors else debtors[:1]

    def _open_charges(self):
        """What the debtors owe, oldest first; of very many those of the unit."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "open"),
            ("debtor_id", "in", self.debtor_ids._origin.commercial_partner_id.ids),
        ]
        order = "due_date NULLS FIRST, id"
        charges = self.env["arrears.charge"].search(domain, order=order, limit=SHOWN + 1)
        if len(charges) > SHOWN and self.unit_id:
            own = [*domain, ("unit_id", "=", self.unit_id.id)]
            charges = charges.search(own, order=order)
        # Of one day the principal stands first.
        first = date.min
        return charges.sorted(lambda one: (one.due_date or first, one.kind != "principal"))

    def _show_charges(self, kept=None):
        """Fill the lines with what is open, spread as received, or as chosen before.

        :param kept: ``{charge id: minor units}`` chosen before; None: by proposal
        """
        charges = self._open_charges()
        digits = self.currency_id.decimal_places
        if kept is None:
            received = money.minor_units(self.amount, digits)
            kept = proposal((_balance(charge, digits) for charge in charges), received)
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "charge_id": charge.id,
                        "chosen": bool(kept.get(charge.id)),
                        "amount": money.amount(kept.get(charge.id, 0), digits),
                        **self.line_ids._facts(charge),
                    }
                )
                for charge in charges
            ),
        ]
        self.prepayment_debtor_id = self._debtor_in_advance()

    # ------------------------------------------------------------------
    # How much
    # ------------------------------------------------------------------

    @api.onchange("amount")
    def _onchange_amount(self):
        """Spread what was received, unless the payer's own choice stands in the lines."""
        digits = self.currency_id.decimal_places
        lines = self.line_ids
        balances = [_balance_of_line(line, digits) for line in lines]
        chosen = {line.charge_id.id: money.minor_units(line.amount, digits) for line in lines}
        if follows_proposal(balances, chosen):
            spread = proposal(balances, money.minor_units(self.amount, digits))
            for line in lines:
                line.amount = money.amount(spread[line.charge_id.id], digits)
                line.chosen = bool(spread[line.charge_id.id])

    def action_take_chosen(self):
        """The amount received becomes the sum of what was chosen."""
        self._check_draft()
        self.amount = self.amount_spread

    def action_pay_all(self):
        """Choose everything that is open; the amount received becomes its sum."""
        self._check_draft()
        for line in self.line_ids:
            foreign = line.charge_id.foreign_currency_id
            line.write({"amount": 0 if foreign else line.amount_open, "chosen": not foreign})
        self.amount = self.amount_spread

    def action_show_again(self):
        """Read the charges anew; what was chosen stays as far as it is still open."""
        self._check_draft()
        digits = self.currency_id.decimal_places
        open_now = {
            charge.id: money.minor_units(charge.amount_remaining, digits)
            for charge in self._open_charges()
        }
        kept = {
            line.charge_id.id: min(
                money.minor_units(line.amount, digits), open_now.get(line.charge_id.id, 0)
            )
            for line in self.line_ids
        }
        self._show_charges(kept)

    def action_next(self):
        """An empty receipt for the next in the queue."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_counter"
        )
        return {**action, "context": {"form_view_initial_mode": "edit"}}

    @api.autovacuum
    def _gc_drafts(self):
        """Remove forms that nobody confirmed: a draft booked nothing and has no number."""
        stale = fields.Datetime.subtract(fields.Datetime.now(), days=DRAFT_DAYS)
        domain = [("state", "=", "draft"), ("write_date", "<", stale)]
        drafts = self.search(domain, limit=GC_LIMIT)
        drafts.unlink()
        return len(drafts), len(drafts) == GC_LIMIT

    def _check_draft(self):
        self.ensure_one()
        self.check_access("write")
        self._refuse_when_frozen()

    # ------------------------------------------------------------------
    # What the cashier should know
    # ------------------------------------------------------------------

    def _warnings(self):
        """Sentences for the head of the form; none stops anything."""
        found = []
        charges = self.line_ids.charge_id
        on_its_way = self._charges_in_flight(charges)
        if on_its_way:
            found.append(
                self.env._(
                    "On its way to the bank by direct debit: %(charges)s. Money taken for it now "
                    "is kept as a prepayment.",
                    charges=", ".join(on_its_way.mapped("display_name")),
                )
            )
        others = self._owing_for_unit() - self.debtor_ids._origin if self.unit_id else None
        if others:
            found.append(
                self.env._(
                    "Also owing for this unit: %(names)s. Add a name under Debtors to pay for it.",
                    names=", ".join(others.mapped("display_name")),
                )
            )
        foreign = charges.filtered("foreign_currency_id")
        if foreign:
            found.append(
                self.env._(
                    "In another currency, so no money is taken for it here: %(charges)s. Register "
                    "the payment on its invoice in Odoo, which books the exchange difference.",
                    charges=", ".join(foreign.mapped("display_name")),
                )
            )
        return found

    @api.model
    def _charges_in_flight(self, charges):
        """Hook: those of these charges that are on their way to the bank by direct debit."""
        return charges.browse()


def _balance(charge, digits):
    return ChargeBalance(
        charge.id, charge.kind, charge.due_date, charge.period_from,
        _takes(charge, charge.amount_remaining, digits),
    )  # fmt: skip


def _balance_of_line(line, digits):
    return ChargeBalance(
        line.charge_id.id, line.kind, line.due_date, line.period_from,
        _takes(line.charge_id, line.amount_open, digits),
    )  # fmt: skip


def _takes(charge, open_now, digits):
    """What a charge can take at the counter; nothing where its bill is in another currency."""
    return 0 if charge.foreign_currency_id else money.minor_units(open_now, digits)
