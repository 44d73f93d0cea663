from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command


class ArrearsWaiver(models.Model):
    """Late fees given up because a payment plan was kept to the end."""

    _inherit = "arrears.waiver"

    reason_code = fields.Selection(
        selection_add=[("plan_kept", "Payment plan kept")], ondelete={"plan_kept": "set default"}
    )
    plan_id = fields.Many2one(
        "arrears.plan", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    # Two jobs at once: the database says which of them gave the fees up.
    _plan_once = models.UniqueIndex(
        "(plan_id) WHERE plan_id IS NOT NULL AND state <> 'refused'",
        "The late fees of this plan were given up already.",
    )

    @api.model
    def _waive_for_plan(self, plan):
        """An ordinary waiver of what is left of a plan's late fees, applied at once.

        Who proposed the plan asked for it, and who approved the plan approved it: the agreement
        says that the fees are waived at its end.

        :return: the waiver; empty where nothing is left of the fees
        """
        named = self.env["arrears.waiver.line"].sudo().search(
            [("charge_id", "in", plan.fee_ids.ids), ("waiver_id.state", "!=", "refused")]
        )  # fmt: skip
        fees = (plan.fee_ids - named.charge_id).filtered(lambda fee: fee.amount_remaining > 0)
        if not fees:
            return self.browse()
        company = plan.company_id
        waiver = self.with_user(SUPERUSER_ID).with_company(company).create(
            {
                "company_id": company.id,
                "debtor_id": plan.debtor_id.id,
                "reason_code": "plan_kept",
                "line_ids": [
                    Command.create({"charge_id": fee.id, "amount": fee.amount_remaining})
                    for fee in fees
                ],
            }
        )  # fmt: skip
        waiver._record_effect(
            {
                "plan_id": plan.id,
                "requested_by_id": plan.proposed_by_id.id,
                "requested_on": plan.proposed_on,
                **waiver._approval(plan.decided_by_id.id),
            }
        )
        waiver._apply()
        return waiver
