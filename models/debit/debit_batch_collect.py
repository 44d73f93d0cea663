from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.allocation import ChargeBalance
from ...engine.debit_plan import DueCharge, Limits, Plan, plan_debit
from ...engine.debit_rules import COLLECTABLE
from ...engine.money import amount as money
from ...engine.reason import Reason, as_json

# Arguments of reasons that are minor units in the engine and become text with decimals.
AMOUNTS = {"amount", "limit", "said", "counted"}


class ArrearsDebitBatch(models.Model):
    """Selecting what a batch asks for: facts by a few statements, judgement by the engine."""

    _inherit = "arrears.debit.batch"

    def action_collect_lines(self):
        """Select what is due from all active mandates of the channel, in place of what was
        selected before. What is left out is listed with its reason."""
        self.check_access("write")
        for batch in self:
            batch.sudo()._collect()

    def _collect(self):
        self.ensure_one()
        if not self.try_lock_for_update().filtered(lambda batch: batch.state == "draft"):
            raise UserError(
                self.env._("Batch %(name)s is no draft any more or is in use.", name=self.name)
            )
        self.line_ids.unlink()
        self.omission_ids.unlink()
        charges = self._due_charges()
        mandates = self.env["arrears.mandate"].browse(charges)
        plans = self._plans(mandates, charges)
        self._store_lines({m: plan for m, plan in plans.items() if plan.amount}, charges)
        self._store_omissions({m: plan for m, plan in plans.items() if not plan.amount})
        self.write({"collected_by_id": self.env.uid, "collected_on": fields.Datetime.now()})
        self._tell(
            self.env._(
                "Selected: %(count)s instructions; %(left)s mandates left out.",
                count=self.line_count,
                left=self.omission_count,
            )
        )

    # Judgement

    def _plans(self, mandates, charges):
        """``{mandate: plan}`` by the engine, and what only the channel knows."""
        rows = [row for of_mandate in charges.values() for row in of_mandate]
        whole, held_charges, held_amounts = self._holds(rows)
        whole = self._stopped_cases(rows) | whole
        histories, busy = self._histories(mandates), self._busy_mandates(mandates)
        plans = {}
        for mandate in mandates:
            due = [self._due(row, whole, held_charges) for row in charges[mandate.id]]
            keys = {(r["company_id"], r["debtor_id"], r["unit_id"]) for r in charges[mandate.id]}
            held = sum(held_amounts[key] for key in keys if key in held_amounts)
            plan = plan_debit(
                due, held, self._limits(mandate), histories[mandate], self.collection_date
            )
            plans[mandate] = self._channel_refusal(mandate, plan, busy) or plan
        return plans

    def _due(self, row, whole, held_charges):
        """A charge as the engine sees it."""
        balance = ChargeBalance(
            row["charge_id"],
            row["kind"],
            row["due_date"],
            row["period_from"],
            self._minor(row["amount_remaining"]),
        )
        place = (row["company_id"], row["debtor_id"])
        return DueCharge(
            balance,
            held_charges.get(row["charge_id"])
            or whole.get((*place, row["unit_id"]))
            or whole.get((*place, None))
            or self._own_stop(row),
        )

    def _own_stop(self, row):
        """The code of what keeps a charge out for itself, empty if nothing does."""
        covered = {"principal": True, "pass_through": row["covers_pass_through"]}
        covered["late_fee"] = row["covers_late_fee"]
        stops = {
            "debit_in_flight": row["in_flight"],
            "debit_kind_not_covered": row["kind"] not in COLLECTABLE or not covered[row["kind"]],
            "debit_after_leaving": row["is_after_leaving"],
            "debit_time_barred": row["time_barred"],
            "debit_no_followup": row["no_followup"],
            "debit_foreign_currency": row["is_foreign"],
        }
        return next((code for code, applies in stops.items() if applies), "")

    def _limits(self, mandate):
        return Limits(
            mandate=self._minor(mandate.amount_max),
            channel=self._minor(self.channel_id.amount_max),
            least=self._minor(self.channel_id.amount_min),
        )

    def _channel_refusal(self, mandate, plan, busy):
        """A plan without an amount where channel or day do not allow the one made, else None."""
        channel = self.channel_id
        if not plan.amount:
            return None
        if mandate in busy:
            return Plan(plan.due, reasons=(Reason("debit_same_day"),))
        names = (mandate.holder_name, mandate.bank_name, mandate.agreement_number)
        if not all(channel._can_write(name) for name in names):
            reason = Reason("debit_not_writable", {"encoding": channel.encoding})
            return Plan(plan.due, reasons=(reason,))
        return None

    # Storing

    def _store_lines(self, plans, charges):
        """Instructions in the order of their units, with what each collects."""
        units = {mandate: ", ".join(mandate.unit_ids.mapped("name")) for mandate in plans}
        ordered = sorted(plans, key=lambda mandate: (units[mandate], mandate.id))
        lines = self.env["arrears.debit.line"].create(self._prepare_lines(plans, ordered, units))
        due = {row["charge_id"]: row["due_date"] for rows in charges.values() for row in rows}
        self.env["arrears.debit.split"].create(
            [
                self._prepare_split(line, charge_id, part, due[charge_id])
                for line in lines
                for charge_id, part in plans[line.mandate_id].by_charge.items()
            ]
        )

    def _prepare_lines(self, plans, ordered, units):
        """Values of the instructions, in that order: each with a reference of its own, but for
        those that present an earlier one again."""
        again = self._same_again(plans)
        new = [mandate for mandate in ordered if mandate not in again]
        fresh = self.env["arrears.debit.line"]._next_references(len(new))
        references = dict(zip(new, fresh, strict=True))
        references |= {mandate: line.reference for mandate, line in again.items()}
        rows = [
            self._prepare_line(
                mandate, plans[mandate], sequence, references[mandate], units[mandate]
            )
            for sequence, mandate in enumerate(ordered, start=1)
        ]
        for mandate, row in zip(ordered, rows, strict=True):
            row["retry_of_id"] = again[mandate].id if mandate in again else False
        return rows

    def _prepare_line(self, mandate, plan, sequence, reference, units):
        return {
            "batch_id": self.id,
            "company_id": mandate.company_id.id,
            "sequence": sequence,
            "reference": reference,
            "collection_date": self.collection_date,
            "mandate_id": mandate.id,
            "debtor_id": mandate.debtor_id.id,
            "unit_names": units,
            "holder_name": mandate.holder_name,
            "account_cipher": mandate.account_cipher,
            "account_last4": mandate.account_last4,
            "bank_name": mandate.bank_name,
            "bank_code": mandate.bank_code,
            "agreement_number": mandate.agreement_number,
            "amount": self._money(plan.amount),
        }

    def _prepare_split(self, line, charge_id, part, due_date):
        return {
            "line_id": line.id,
            "batch_id": self.id,
            "company_id": line.company_id.id,
            "charge_id": charge_id,
            "due_date": due_date,
            "amount": self._money(part),
        }

    def _store_omissions(self, plans):
        self.env["arrears.debit.omission"].create(
            [
                {
                    "batch_id": self.id,
                    "company_id": mandate.company_id.id,
                    "mandate_id": mandate.id,
                    "amount": self._money(plan.due),
                    "reasons": as_json(self._readable(reason) for reason in plan.reasons),
                }
                for mandate, plan in plans.items()
            ]
        )

    def _readable(self, reason):
        """A reason of the engine with amounts as text in the currency's own places."""
        return Reason(
            reason.code,
            {
                name: self.currency_id.format(self._money(value)) if name in AMOUNTS else value
                for name, value in reason.arguments.items()
            },
        )

    def _money(self, minor):
        return money(minor, self.currency_id.decimal_places)

    # Before approval

    def _stale_lines(self):
        """Instructions that ask for more than is owed now, or whose mandate no longer holds."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT l.id
                  FROM arrears_debit_line l
                  JOIN arrears_mandate m ON m.id = l.mandate_id
                  JOIN arrears_debit_split s ON s.line_id = l.id
                  JOIN arrears_charge c ON c.id = s.charge_id
                 WHERE l.company_id = ANY(%(companies)s) AND l.batch_id = %(batch)s
                   AND (m.state != 'active' OR c.state != 'open' OR c.amount_remaining < s.amount
                        OR m.account_cipher IS DISTINCT FROM l.account_cipher)
              ORDER BY l.id
                """,
                companies=self._companies().ids,
                batch=self.id,
            )
        )
        return self.env["arrears.debit.line"].browse(line_id for (line_id,) in rows)
