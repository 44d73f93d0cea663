from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...engine.fapiao import (
    KINDS_WITHOUT_FAPIAO,
    STOP_WORKING_DAYS,
    by_rate,
    may_stop,
)
from ...engine.money import amount as money
from ...engine.money import minor_units
from .fapiao import ACCOUNTANT, OPEN_STATES


class ArrearsFapiao(models.Model):
    """Asking for fapiao: what is still without one, the task for finance, the pause of the card."""

    _inherit = "arrears.fapiao"

    @api.model
    def _ask(self, charges, *, buyer=None, waits=False, one_a_bill=False):
        """Ask for fapiao over charges: one a debtor, or one a bill.

        Callers have checked that the user may ask. A charge that has its fapiao already, or is
        asked for, is left out.

        :param charges: ``arrears.charge`` records
        :param buyer: title, tax number, type and note for one debtor; None: as remembered
        :param waits: the owner waits for it: finance gets a task and the cards a pause
        :return: the requests
        :raises UserError: none of the charges is left to be invoiced
        """
        charges = charges.sudo().exists()
        self._check_charges(charges)
        left = self._left_to_invoice(charges)
        wanted = charges.filtered(lambda charge: left.get(charge.id, 0) > 0)
        if not wanted:
            return self._wait_for_open(charges, waits)
        groups = wanted.grouped(
            lambda charge: (charge.company_id, charge.debtor_id, one_a_bill and charge.move_id)
        )
        # What was withdrawn a moment ago stands in the way of no new request.
        self.env.flush_all()
        requests = self.sudo().create(
            [
                self._request(company, debtor, found, left, buyer)
                for (company, debtor, _move), found in groups.items()
            ]
        )
        for company, own in requests.grouped("company_id").items():
            own._record_effect(
                {"asked_by_id": self.env.uid, "asked_on": company._arrears_today(), "waits": waits}
            )
        if waits:
            requests._wait_for_it()
        return requests

    def _check_charges(self, charges):
        """:raises UserError: one of them can bear no fapiao; the message says why"""
        for charge in charges:
            if charge.kind in KINDS_WITHOUT_FAPIAO:
                text = (
                    self.env._("%(charge)s is a deposit: it gets a receipt and no fapiao.")
                    if charge.kind == "deposit"
                    else self.env._("%(charge)s has no kind of charge yet: map its bill first.")
                )
                raise UserError(text % {"charge": charge.display_name})
            if not charge.estate_id.jurisdiction_id.uses_fapiao:
                raise UserError(
                    self.env._(
                        "%(charge)s belongs to no estate where fapiao are issued.",
                        charge=charge.display_name,
                    )
                )
            if not charge.debtor_id:
                raise UserError(
                    self.env._(
                        "%(charge)s names no debtor: give its entry a partner first.",
                        charge=charge.display_name,
                    )
                )

    def _wait_for_open(self, charges, waits):
        """The request is there already: the owner only begins to wait for it."""
        requests = self._open_requests(charges).filtered(lambda request: not request.waits)
        if not (waits and requests):
            self._refuse_nothing_left(charges)
        requests._record_effect({"waits": True})
        requests._wait_for_it()
        return requests

    def _refuse_nothing_left(self, charges):
        lines = self._lines_of(charges).filtered(lambda line: line.state != "withdrawn")
        keys = ", ".join(dict.fromkeys(lines.fapiao_id.mapped("display_name")))
        if keys:
            raise UserError(
                self.env._("A fapiao is asked for or issued already: %(keys)s.", keys=keys)
            )
        raise UserError(self.env._("Nothing is billed here that a fapiao could be issued for."))

    # ------------------------------------------------------------------
    # What is left
    # ------------------------------------------------------------------

    @api.model
    def _open_requests(self, charges):
        """Blue requests over these charges that are not issued yet."""
        lines = self._lines_of(charges)
        return lines.filtered(lambda line: line.state in OPEN_STATES and not line.is_red).fapiao_id

    @api.model
    def _lines_of(self, charges):
        return self.env["arrears.fapiao.line"].sudo().search([("charge_id", "in", charges.ids)])

    @api.model
    def _left_to_invoice(self, charges, besides=None):
        """What is billed, not credited, and on no fapiao or request.

        :param besides: lines to take no account of
        :return: ``{charge id: minor units}``
        """
        lines = self._lines_of(charges).filtered(lambda line: line.state != "withdrawn")
        taken = (lines - besides if besides else lines).grouped("charge_id")
        left, others = {}, {}
        for company, own in charges.sudo().grouped("company_id").items():
            others |= self._credits_of_others(company, own.move_id.ids)
        for charge in charges.sudo():
            digits = charge.currency_id.decimal_places
            net = minor_units(charge.amount_original, digits)
            net -= minor_units(charge.amount_credited, digits) - others.get(charge.id, 0)
            for line in taken.get(charge, ()):
                net -= minor_units(line.amount, digits)
            left[charge.id] = 0 if charge.state == "gone" else max(net, 0)
        return left

    @api.model
    def _booked_by_rate(self, charge):
        """How the bill booked a charge.

        :return: ``{rate in percent as text: (total with tax, tax)}``, minor units
        """
        move = charge.move_id
        if not move or not move.is_invoice(include_receipts=True):
            return {}
        digits, found = move.currency_id.decimal_places, {}
        for line in move._arrears_lines_of(charge):
            percents = line.tax_ids.filtered(lambda tax: tax.amount_type == "percent")
            rate = f"{sum(percents.mapped('amount')):g}"
            whole = minor_units(line.price_total, digits)
            tax = whole - minor_units(line.price_subtotal, digits)
            before = found.get(rate, (0, 0))
            found[rate] = (before[0] + whole, before[1] + tax)
        return found

    def _request(self, company, debtor, charges, left, buyer):
        """Values of one request."""
        remembered = self._remembered(company, debtor)
        buyer = buyer or {
            "title": remembered.title or debtor.name,
            "tax_number": remembered.tax_number,
            "fapiao_type": remembered.fapiao_type or "ordinary",
        }
        lines = [
            values
            for charge in charges.sorted(
                lambda one: (one.due_date or one.create_date.date(), one.id)
            )
            for values in self._request_lines(charge, left[charge.id])
        ]
        return {
            **buyer,
            "company_id": company.id,
            "debtor_id": debtor.id,
            "line_ids": [Command.create(values) for values in lines],
        }  # fmt: skip

    def _request_lines(self, charge, minor):
        kinds = dict(charge._fields["kind"]._description_selection(self.env))
        products = charge.move_id._arrears_lines_of(charge).product_id
        shared = {
            "charge_id": charge.id,
            "move_id": charge.move_id.id,
            "unit_id": charge.unit_id.id,
            "item": products[:1].name or kinds[charge.kind],
            "period_from": charge.period_from,
            "period_to": charge.period_to,
        }
        digits = charge.currency_id.decimal_places
        return [
            {**shared, "tax_rate": float(rate), "amount": money(part, digits),
             "amount_tax": money(tax, digits)}
            for rate, (part, tax) in by_rate(minor, self._booked_by_rate(charge)).items()
        ]  # fmt: skip

    # ------------------------------------------------------------------
    # The owner waits
    # ------------------------------------------------------------------

    def _wait_for_it(self):
        """Give finance a task for each request, and pause the cards that it is about."""
        for request in self:
            jurisdiction = request.line_ids.charge_id.estate_id.jurisdiction_id[:1]
            calendar = self.env["arrears.holiday"]._calendar(jurisdiction)
            today = request.company_id._arrears_today()
            until = calendar.working_days_after(today, STOP_WORKING_DAYS)
            request._give_task(until)
            for case in request._cases_waiting():
                request._pause(case, today, until)

    def _give_task(self, deadline):
        """A task for the accountant who has the fewest of this sort; without one the list tells."""
        people = self.env["res.users"].sudo().search(
            [("all_group_ids", "in", self.env.ref(ACCOUNTANT).ids), ("share", "=", False),
             ("company_ids", "in", self.company_id.ids)]
        )  # fmt: skip
        if not people:
            return
        kind = self.env.ref("property_arrears.activity_type_fapiao")
        tasks = self.env["mail.activity"].sudo()._read_group(
            [("activity_type_id", "=", kind.id), ("user_id", "in", people.ids)],
            ["user_id"], ["__count"],
        )  # fmt: skip
        load = {user.id: count for user, count in tasks}
        least = min(people, key=lambda user: (load.get(user.id, 0), user.id))
        self.sudo().activity_schedule(
            activity_type_id=kind.id,
            user_id=least.id,
            date_deadline=deadline,
            summary=self.with_context(lang=least.lang).env._("An owner waits for this fapiao"),
        )

    def _cases_waiting(self):
        """The open cards of the charges of this request."""
        charges = self.line_ids.charge_id
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("debtor_id", "=", self.debtor_id.id)
        domain &= Domain("unit_id", "in", charges.unit_id.ids) & Domain("state", "!=", "closed")
        return self.env["arrears.case"].sudo().search(domain)

    def _pause(self, case, today, until):
        """Put a card on hold until then, where the rules of ``engine.fapiao.may_stop`` allow."""
        earlier = case.hold_ids.filtered(lambda hold: hold.type == "fapiao")
        stopped = earlier.fapiao_id.line_ids.charge_id.ids
        ends = [hold.lifted_on or hold.date_until for hold in earlier]
        if not may_stop(self.line_ids.charge_id.ids, stopped, max(ends, default=None), today):
            case._message_log(
                body=self.env._(
                    "%(key)s was asked for. The card waited for a fapiao before, so it does not "
                    "stop again.",
                    key=self.name,
                )
            )
            return
        self.env["arrears.hold"].sudo().create(
            {"case_id": case.id, "type": "fapiao", "date_from": today, "date_until": until,
             "fapiao_id": self.id, "author_id": self.env.uid}
        )  # fmt: skip

    def _end_waiting(self, message):
        """The fapiao is there, or nobody waits any more: holds and tasks end.

        :param message: what the card's chatter says
        """
        waiting = self.sudo().filtered("waits")
        holds = waiting.hold_ids.filtered(lambda hold: not hold.lifted_on)
        for hold in holds:
            hold.case_id._message_log(body=message)
        running = holds.filtered("is_running")
        if running:
            running.action_lift()
        kind = self.env.ref("property_arrears.activity_type_fapiao")
        tasks = waiting.activity_ids.filtered(lambda task: task.activity_type_id == kind)
        if tasks:
            tasks.action_feedback(feedback=message)

    def action_withdraw(self):
        """Withdraw requests that are not issued; the cards are pursued again.

        :raises UserError: one is issued or withdrawn already, or is a red letter
        """
        self._check_accountant()
        self._check_state(*OPEN_STATES)
        if any(self.mapped("is_red")):
            raise UserError(
                self.env._("A red letter follows the ledger: it goes when the credit note goes.")
            )
        self._withdraw()

    def _withdraw(self):
        for company, own in self.grouped("company_id").items():
            own._record_effect(
                {
                    "state": "withdrawn",
                    "number": False,
                    "code": False,
                    "issued_on": False,
                    "withdrawn_by_id": self.env.uid,
                    "withdrawn_on": company._arrears_today(),
                }
            )
        self._end_waiting(self.env._("The request for a fapiao was withdrawn."))
