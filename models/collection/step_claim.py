from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .policy_step import CHANNELS, TONES


class ArrearsStepClaim(models.Model):
    """A step that took effect on a case. The unique key makes a step happen once.

    ``anchor_date`` is what the step counts from: the first day of the episode, or for a
    repetition the day it came due again. Two runs at once find the same anchor, and one wins.
    """

    _name = "arrears.step.claim"
    _description = "Step taken"
    _order = "taken_on desc, id desc"

    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    step_id = fields.Many2one("arrears.policy.step", index=True, ondelete="set null")
    # What it was then: the step may be rewritten or deleted later, and the card may come under
    # another policy.
    channel = fields.Selection(CHANNELS, readonly=True)
    tone = fields.Selection(TONES, readonly=True)
    anchor_date = fields.Date(required=True)
    taken_on = fields.Date(required=True)
    run_id = fields.Many2one("arrears.run", index=True, ondelete="restrict")
    contact_id = fields.Many2one("arrears.contact", index="btree_not_null", ondelete="restrict")
    activity_id = fields.Many2one("mail.activity", index="btree_not_null", ondelete="set null")
    from_stage_id = fields.Many2one(
        "arrears.stage",
        ondelete="set null",
        help="Where the step found the card, if it moved it.",
    )
    voided = fields.Boolean(help="The step did not take effect in the end; it may come again.")

    _once = models.UniqueIndex(
        "(case_id, step_id, anchor_date) WHERE voided IS NOT TRUE",
        "This step was taken already.",
    )

    def _shared(self):
        """What this step did together with others: one message or one task for several cards."""
        self.ensure_one()
        return self.contact_id or self.activity_id or self

    def _added_later(self):
        """What a claim may learn after it was made; rooms add what their steps lead to."""
        return {"voided", "contact_id", "activity_id", "from_stage_id"}

    def write(self, vals):
        """Only voiding, and what a claim led to, are ever added."""
        if set(vals) - self._added_later():
            raise UserError(self.env._("A taken step is a fact and isn't changed."))
        return super().write(vals)

    @api.model
    def _note(self, company, name, led_to):
        """Note on many claims of a company what they led to, by one statement.

        :param name: a many2one of ``_added_later``
        :param led_to: ``{claim id: id of the message, task or paper}``
        """
        if name not in self._added_later():
            raise UserError(self.env._("A taken step is a fact and isn't changed."))
        if not led_to:
            return
        self.flush_model([name])
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_step_claim c SET %(name)s = v.led_to, write_uid = %(uid)s,"
                " write_date = %(now)s"
                " FROM unnest(%(claims)s::integer[], %(records)s::integer[]) AS v (id, led_to)"
                " WHERE c.id = v.id AND c.company_id = %(company)s",
                name=SQL.identifier(name),
                uid=self.env.uid,
                now=self.env.cr.now(),
                claims=list(led_to),
                records=list(led_to.values()),
                company=company.id,
            )
        )
        self.browse(led_to).invalidate_recordset([name, "write_uid", "write_date"], flush=False)
