from odoo import Command, fields, models


class ArrearsPlan(models.Model):
    """A plan that came in with a go-live says so, and what was paid of it before."""

    _inherit = "arrears.plan"

    golive_id = fields.Many2one(
        "arrears.golive", string="Go-live", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
        groups="property_arrears.group_accountant,property_arrears.group_manager",
    )  # fmt: skip
    number_before = fields.Char(string="Number in the old books", readonly=True, copy=False)
    paid_before = fields.Monetary(
        string="Paid in the old books", readonly=True, copy=False,
        help="Of its instalments, before they came here. What is owed under the plan is the rest.",
    )  # fmt: skip

    def _run_on(self, golive, paid, number):
        """Let a plan of the old books run on: agreed then, on hold from today.

        :param paid: what was paid of it there
        :param number: what it was called there
        :raises UserError: a charge of it is in question, on its way to the bank or in another plan
        """
        today = self.company_id._arrears_today()
        # What a written agreement interrupted in time is not time-barred.
        event = self._acknowledged() if self.consent_how else self.limitation_event_id
        self._check_charges()
        self._record_effect({"proposed_on": today, "limitation_event_id": event.id})
        self._take_snapshot()
        fees = self._frozen_fees()
        self._record_effect(
            {
                "state": "running", "amount": self.total, "proposed_by_id": self.env.uid,
                "decided_on": self.consent_on, "fee_ids": [Command.set(fees.ids)],
                "review_on": self._first_review(), "golive_id": golive.id, "paid_before": paid,
                "number_before": number,
            }
        )  # fmt: skip
        self._set_holds(fees)
