from odoo import fields, models


class ArrearsPlanNotice(models.Model):
    """That an owner hears, once, of an instalment or a current bill that is open: by a message, or
    by the collector where none can be sent. The time to catch up runs from that day."""

    _name = "arrears.plan.notice"
    _description = "Notice of a payment plan"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _rec_name = "plan_id"
    _effect_fields = frozenset({"told_on", "contact_id", "by_task", "reasons"})

    plan_id = fields.Many2one(
        "arrears.plan", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    line_id = fields.Many2one(
        "arrears.plan.line", string="Instalment", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    charge_id = fields.Many2one(
        "arrears.charge", string="Current bill", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    told_on = fields.Date(string="Told on", readonly=True)
    by_task = fields.Boolean(string="Told by the collector", readonly=True)
    contact_id = fields.Many2one(
        "arrears.contact", string="Message", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why no message", compute="_compute_reason_text")

    _line_once = models.UniqueIndex(
        "(line_id) WHERE line_id IS NOT NULL", "The owner has heard of this instalment already."
    )
    _charge_once = models.UniqueIndex(
        "(plan_id, charge_id) WHERE charge_id IS NOT NULL",
        "The owner has heard of this bill already.",
    )

    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for notice in self:
            notice.reason_text = wording._word(notice.reasons)

    def _tell_by_task(self, reasons):
        """Let the collector tell the owner of these notices of one plan, from today on.

        :param reasons: why no message does, as a ``Json`` field stores them
        """
        plan = self.plan_id
        self._record_effect(
            {
                "told_on": plan.company_id._arrears_today(),
                "by_task": True,
                "reasons": reasons,
            }
        )
        plan._give_task(plan.user_id or plan._deciders()[:1], "tell")

    def _is_open(self, judgement):
        """Whether what this one is about still is open, by a judgement of its plan."""
        return self.line_id.id in judgement.missed or self.charge_id.id in judgement.unpaid

    def _asked(self, judgement):
        """What is open of what these notices of one plan are about, in minor units."""
        plan = self.plan_id
        paid = {line.key: line.paid for line in judgement.lines}
        still = self.filtered(lambda one: one._is_open(judgement))
        lines = sum(plan._minor(line.amount) - paid[line.id] for line in still.line_id)
        return lines + sum(plan._minor(one.amount_remaining) for one in still.charge_id)
