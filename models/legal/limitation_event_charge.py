from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ArrearsLimitationEventCharge(models.Model):
    """One charge that an event of limitation names, as it stood when that was recorded."""

    _name = "arrears.limitation.event.charge"
    _description = "Charge named by an event of limitation"
    _inherit = ["arrears.guarded"]
    _order = "event_id, charge_id"
    _rec_name = "charge_id"
    _effect_fields = frozenset({"counts", "charge_text", "amount", "liable_ids"})

    event_id = fields.Many2one(
        "arrears.limitation.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge_id = fields.Many2one("arrears.charge", required=True, index=True, ondelete="restrict")
    due_date = fields.Date(related="charge_id.due_date", string="Due date")
    limitation_date = fields.Date(related="charge_id.limitation_date", string="Limitation")
    charge_text = fields.Char(
        string="As recorded", readonly=True, help="What was demanded, as it stood on that day."
    )
    amount = fields.Monetary(string="Left when recorded", readonly=True)
    liable_ids = fields.Many2many(
        "res.partner",
        "arrears_limitation_event_liable_rel",
        "link_id",
        "partner_id",
        string="Holds against as well",
        readonly=True,
        help="Who answered for this charge together with the debtor when it was recorded: what "
        "interrupts limitation against one of them reaches the others (SPC limitation rules "
        "2020, art. 15).",
    )
    counts = fields.Boolean(
        readonly=True,
        help="The event came in time: the limitation of this charge runs anew from its day.",
    )

    _once = models.Constraint(
        "UNIQUE (event_id, charge_id)", "The event names this charge already."
    )

    def _is_frozen(self):
        return self.event_id.state not in (False, "draft")

    @api.model_create_multi
    def create(self, vals_list):
        """Name charges; a recorded event names no more.

        :raises UserError: the event was recorded
        """
        links = super().create(vals_list)
        for event in links.event_id:
            if event.state != "draft":
                raise UserError(
                    self.env._(
                        "%(event)s was recorded: make another event for further charges.",
                        event=event.display_name,
                    )
                )
        return links

    def _take_snapshot(self):
        liable = self.charge_id._liable_beside()
        nobody = self.env["res.partner"]
        for link in self:
            link._record_effect(
                {
                    "charge_text": link.charge_id.display_name,
                    "amount": link.charge_id.amount_remaining,
                    "liable_ids": [Command.set(liable.get(link.charge_id.id, nobody).ids)],
                }
            )

    @api.model
    def _renew(self, charges):
        """Let every recorded event of these charges count, or no longer."""
        links = self.search([("charge_id", "in", charges.ids)])
        recorded = links.filtered(lambda link: link.event_id.state == "recorded")
        events = {charge: [] for charge in charges}
        for link in recorded:
            events[link.charge_id].append(link.event_id.date)
        counted = self.env["arrears.charge"]._set_interruptions(events)
        good = recorded.filtered(lambda link: link.event_id.date in counted[link.charge_id])
        (good.filtered(lambda link: not link.counts))._record_effect({"counts": True})
        ((links - good).filtered("counts"))._record_effect({"counts": False})

    @api.model
    def _last_interruption_statement(self, company, day):
        """The last event of each charge that counted by a day, as a sub-select."""
        self.env.flush_all()
        return SQL(
            """
            SELECT link.charge_id, MAX(event.date) AS interrupted_on
              FROM arrears_limitation_event_charge link
              JOIN arrears_limitation_event event ON event.id = link.event_id
             WHERE event.company_id = %s AND event.state = 'recorded' AND link.counts
               AND event.date <= %s
          GROUP BY link.charge_id
            """,
            company.id,
            day,
        )
