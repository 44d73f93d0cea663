from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ...engine.money import total
from ...engine.payment_record import record_of
from ...engine.period_text import period_text
from ..plans.plan import IN_FORCE

# More than a page can hold; who owes more asks for a statement.
MOST_ROWS = 500
PAYMENTS = 12


class ArrearsOwnerPage(models.AbstractModel):
    """What an owner sees of the own account: what is open, what was paid, the payment record, and
    what became of what the owner asked for.

    Nothing of how we work is on it: no segment, stage, score or name of a colleague. What can no
    longer be claimed in court is not asked for. Callers give the partner who signed in; the methods
    read with system rights and look at that partner's commercial partner alone.
    """

    _name = "arrears.owner.page"
    _description = "Page of an owner"

    @api.model
    def _charges(self, partner):
        """The charges of a partner, in any state but gone."""
        return Domain("debtor_id", "=", partner.commercial_partner_id.id) & Domain(
            "state", "!=", "gone"
        )

    @api.model
    def _has_account(self, partner):
        """Whether there is anything to show."""
        return bool(self.env["arrears.charge"].sudo().search_count(self._charges(partner), limit=1))

    @api.model
    def _page(self, partner):
        """The page: a part for each company that has ever billed the partner.

        :return: list of dicts of texts in the language of the environment
        """
        rows = self.env["arrears.charge"].sudo()._read_group(self._charges(partner), ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in rows))
        return [self._part(company, partner.commercial_partner_id) for company in companies]

    @api.model
    def _part(self, company, debtor):
        charges = self.env["arrears.charge"].sudo().search(
            self._charges(debtor) & Domain("company_id", "=", company.id)
            & Domain("state", "=", "open") & Domain("time_barred", "=", False),
            order="unit_id, due_date, id", limit=MOST_ROWS,
        )  # fmt: skip
        cards = self.env["arrears.case"].sudo().search(
            Domain("company_id", "=", company.id) & Domain("debtor_id", "=", debtor.id)
            & Domain("state", "!=", "closed")
        )  # fmt: skip
        today = company._arrears_today()
        overdue = charges.filtered(lambda charge: charge.due_date and charge.due_date < today)
        estates = charges.estate_id or self._estates(company, debtor)
        return {
            "firm": company.name,
            "company_id": company.id,
            "units": self._units(company, charges, cards),
            "is_cut": len(charges) == MOST_ROWS,
            "total": self._money(self._sum(charges, "amount_remaining"), company),
            "overdue": overdue and self._money(self._sum(overdue, "amount_remaining"), company),
            "offices": [self._office(estate, charges) for estate in estates],
            "payments": self._payments(company, debtor),
            "record": self._record(company, debtor, cards),
            "plan": self._plan(company, debtor),
            **self._ways_out(company, debtor, cards, overdue),
            "underway": self.env["arrears.owner.request"]._underway(company, debtor),
            "today": fields.Date.to_string(today),
        }

    @api.model
    def _ways_out(self, company, debtor, cards, overdue):
        """What the forms for who cannot pay at once start from: a card, days, and an answer to
        which the owner may still object."""
        about = cards.filtered(lambda card: card.unit_id in overdue.unit_id)[:1]
        refused = self.env["arrears.hardship"].sudo()._last_refusal(company, debtor)
        soonest = fields.Date.add(company._arrears_today(), days=company.arrears_plan_first_days)
        return {
            "help_case_id": about.id,
            "first_on": fields.Date.to_string(soonest),
            "objection_until": refused and format_date(self.env, refused.appeal_until),
        }

    @api.model
    def _estates(self, company, debtor):
        """The estates of the last bills, where nothing is open."""
        last = self.env["arrears.charge"].sudo().search(
            self._charges(debtor) & Domain("company_id", "=", company.id),
            order="due_date desc", limit=20,
        )  # fmt: skip
        return last.estate_id

    @api.model
    def _units(self, company, charges, cards):
        by_unit = charges.grouped("unit_id")
        card_of = {card.unit_id: card for card in cards}
        anywhere = {estate: estate._ways_from_anywhere() for estate in charges.estate_id}
        return [
            {
                "name": unit.display_name or self.env._("Without a unit"),
                "rows": [self._row(charge, company) for charge in group],
                "total": self._money(self._sum(group, "amount_remaining"), company),
                "case_id": card_of[unit].id if unit in card_of else False,
                "anywhere": anywhere.get(unit.estate_id, []),
                "is_held": unit in card_of and card_of[unit].state == "held",
            }
            for unit, group in by_unit.items()
        ]

    @api.model
    def _row(self, charge, company):
        kinds = dict(charge._fields["kind"]._description_selection(self.env))
        digits = charge.currency_id.decimal_places
        days = (company._arrears_today() - charge.due_date).days if charge.due_date else 0
        return {
            "period": period_text(charge.period_from, charge.period_to),
            "kind": kinds[charge.kind],
            "basis": charge.price_basis or "",
            "charged": self._money(
                total((charge.amount_original, -charge.amount_credited), digits), company
            ),
            "paid": self._money(charge.amount_allocated, company),
            "open": self._money(charge.amount_remaining, company),
            "due": format_date(self.env, charge.due_date),
            "days": max(days, 0),
        }

    @api.model
    def _office(self, estate, charges):
        """An office, ways to pay, and codes with the number of the oldest open bill there."""
        here = charges.filtered(lambda charge: charge.estate_id == estate)
        oldest = here.sorted(lambda charge: (charge.due_date or date.max, charge.id))
        codes = estate._payment_codes(oldest[:1].move_id.name or "") if here else []
        return {
            "name": estate.office_name or estate.name,
            "lines": [line for line in (estate.office_address, estate.office_phone,
                                        estate.office_hours) if line],
            "ways": estate._ways_to_pay(),
            "codes": codes,
        }  # fmt: skip

    @api.model
    def _payments(self, company, debtor):
        history = self.env["arrears.payment.history"].sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "=", debtor.id)], limit=PAYMENTS
        )  # fmt: skip
        natures = dict(history._fields["nature"]._description_selection(self.env))
        return [
            {
                "day": format_date(self.env, row.value_date),
                "nature": natures[row.nature],
                "used": row.settled or self.env._("Not used for a bill yet"),
                "amount": self._money(row.amount, company),
            }
            for row in history
        ]

    @api.model
    def _record(self, company, debtor, cards):
        """The payment record in sentences and rows; a late bill can be objected to."""
        judged, record = self._judged(company, debtor)
        case = (cards[:1] or self.env["arrears.case"]).sudo()
        rows = case._record_rows(judged)
        for row, one in zip(rows, judged, strict=True):
            row["charge_id"] = one.bill.charges[0] if one.verdict == "late" else False
        return {"sentences": case._record_text(record).split("\n"), "rows": rows}

    @api.model
    def _judged(self, company, debtor):
        records = self.env["arrears.payment.record"].sudo()
        judged = records._judged(company.sudo(), debtor.ids, company._arrears_today())[debtor.id]
        return judged, record_of(judged)

    @api.model
    def _plan(self, company, debtor):
        """The payment plan that is running, with its instalments; nothing where there is none."""
        plan = self.env["arrears.plan"].sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "=", debtor.id),
             ("state", "in", IN_FORCE)]
        )  # fmt: skip
        if not plan:
            return None
        states = dict(plan.line_ids._fields["state"]._description_selection(self.env))
        return {
            "name": plan.name,
            "owed": self._money(plan.amount, company),
            "paid": self._money(plan.amount_paid, company),
            "next": plan.next_due_on
            and self.env._(
                "Next: %(amount)s by %(day)s",
                amount=self._money(plan.next_amount, company),
                day=format_date(self.env, plan.next_due_on),
            ),
            "cure": plan.cure_until
            and self.env._(
                "Something is open: you have time until %(day)s to catch up. If you cannot pay, "
                "tell us: the plan can be changed.",
                day=format_date(self.env, plan.cure_until),
            ),
            "rows": [
                {
                    "day": format_date(self.env, line.due_on),
                    "amount": self._money(line.amount, company),
                    "state": states[line.state],
                }
                for line in plan.line_ids.sorted("due_on")
            ],
        }

    @api.model
    def _sum(self, charges, name):
        return total(charges.mapped(name), charges.currency_id.decimal_places)

    @api.model
    def _money(self, value, company):
        return formatLang(self.env, value, currency_obj=company.sudo().currency_id)
