from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

TRACERS = ("property_arrears.group_accountant", "property_arrears.group_manager")


class ArrearsPaymentClaim(models.Model):
    """What a claim sets going: the pause, the task, the result, and word to a manager when late."""

    _inherit = "arrears.payment.claim"

    @api.model_create_multi
    def create(self, vals_list):
        """Write claims down; each pauses the owner's cards and asks an accountant to trace it."""
        self.check_access("create")
        cases = self.env["arrears.case"]
        for values in vals_list:
            case = cases.browse(values.get("case_id"))
            case.check_access("read")
            self._refuse_known(case, values.get("amount"), values.get("paid_on"))
        claims = super().create(vals_list)
        claims._check_sensible()
        for claim in claims:
            claim._begin()
        return claims

    def write(self, values):
        """Change what is still to be traced.

        :raises ValidationError: the day of payment lies ahead
        """
        result = super().write(values)
        self._check_sensible()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("What an owner said is kept: withdraw it instead."))

    @api.model
    def _refuse_known(self, case, amount, paid_on):
        """Say in words what the unique index would refuse.

        :raises ValidationError: this money was claimed before; the message says what came of it
        """
        if not (case and amount and paid_on):
            return
        known = self.sudo().search(
            [
                ("company_id", "=", case.sudo().company_id.id),
                ("debtor_id", "=", case.sudo().debtor_id.id),
                ("paid_on", "=", paid_on),
                ("amount", "=", amount),
                ("state", "!=", "withdrawn"),
            ],
            limit=1,
        )
        if known:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "This payment was claimed on %(day)s already (%(state)s). A proof that came "
                    "since is added there.",
                    day=known.claimed_on,
                    state=states[known.state],
                )
            )

    def _check_sensible(self):
        for claim in self:
            if claim.paid_on > claim.company_id._arrears_today():
                raise ValidationError(
                    self.env._("The day of payment lies ahead: a promise is written down for that.")
                )

    def _begin(self):
        """The clock starts, the cards pause, an accountant gets the task."""
        company, today = self.company_id, self.company_id._arrears_today()
        calendar = company._arrears_calendar(self.estate_id)
        trace_by = calendar.working_days_after(today, company.arrears_trace_days)
        self._record_effect(
            {"claimed_on": today, "trace_by": trace_by, "author_id": self.env.uid,
             "escalated_on": False}
        )  # fmt: skip
        self._pause()
        self._ask_accountant()

    def _pause(self):
        """The money may be for any of his units, so all open cards of the owner wait."""
        cases = self.env["arrears.case"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "!=", "closed"),
            ]
        )  # fmt: skip
        self.env["arrears.hold"].sudo().create(
            [
                {
                    "case_id": case.id,
                    "type": "payment_claim",
                    "date_from": self.company_id._arrears_today(),
                    "date_until": self.trace_by,
                    "payment_claim_id": self.id,
                    "author_id": self.env.uid,
                }
                for case in cases
            ]
        )

    def _ask_accountant(self):
        accountant = self.company_id._arrears_people("accountant")[:1]
        if accountant:
            summary = self.with_context(lang=accountant.lang or self.env.lang).env._(
                "Trace a payment: the owner says it is paid"
            )
            self._task(accountant, summary, self.trace_by)

    # The result

    def action_found(self):
        """The money is there: what waited goes on, and the collector tells the owner.

        :raises AccessError: the user traces no payments
        :raises UserError: neither a bank line nor a payment in the books is named
        """
        self._check_tracer()
        for claim in self:
            claim._check_open()
            if not claim.sudo().statement_line_id and not claim.sudo().credit_line_id:
                raise UserError(
                    self.env._(
                        "Name the bank line or the payment in the books that it is. If it is in "
                        "neither, it was not found."
                    )
                )
            claim._close("found", self.env._("Tell the owner: the payment was found"))
        return True

    def action_not_found(self):
        """The money is not there. The collector tells the owner and asks for the proof.

        :raises AccessError: the user traces no payments
        :raises UserError: it is not said what was looked at
        """
        self._check_tracer()
        for claim in self:
            claim._check_open()
            if not claim.result_note:
                raise UserError(
                    self.env._("Write down what was looked at: the owner has a right to know.")
                )
            summary = self.env._("Tell the owner: no payment was found; ask for the proof")
            claim._close("not_found", summary)
        return True

    def action_withdraw(self):
        """The owner was mistaken, or it was written down wrongly; what waited goes on."""
        self.check_access("write")
        for claim in self:
            claim._check_open()
            claim._close("withdrawn")
        return True

    def action_look_again(self):
        """Trace it once more, now that the owner gave a proof.

        :raises AccessError: the user traces no payments
        :raises UserError: it is still being traced, was found, or there is no proof
        """
        self._check_tracer()
        for claim in self:
            if claim.state != "not_found" or not claim.proof:
                raise UserError(
                    self.env._(
                        "Only a payment that was not found is traced again, once its proof is here."
                    )
                )
            claim._record_effect({"state": "open", "closed_on": False, "closed_by_id": False})
            claim._begin()
        return True

    def _close(self, state, summary=None):
        today = self.company_id._arrears_today()
        self._record_effect({"state": state, "closed_on": today, "closed_by_id": self.env.uid})
        running = self.sudo().hold_ids.filtered(lambda hold: not hold.lifted_on)
        running.write({"lifted_on": today, "lifted_by_id": self.env.uid})
        self.sudo().activity_ids.unlink()
        if summary:
            self.case_id._give_call_task(summary)

    def _is_unallocated(self):
        """Whether the money that was found still waits to be allocated to what is owed."""
        line, credit = self.sudo().statement_line_id, self.sudo().credit_line_id
        if line:
            return not line.is_reconciled
        currency = credit.company_currency_id
        return bool(credit) and not (
            currency.is_zero(credit.balance)
            or currency.compare_amounts(credit.amount_residual, credit.balance)
        )

    def _check_open(self):
        if self.state != "open":
            raise UserError(
                self.env._("%(claim)s has its result already.", claim=self.display_name)
            )

    def _check_tracer(self):
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in TRACERS):
            raise AccessError(self.env._("Only accountants and managers say what was found."))

    def _late_in_words(self):
        """See ``arrears.owed.answer``."""
        return self.env._("Nobody has traced this payment in time")
