from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.hold_length import cut_to

MANAGER = "property_arrears.group_manager"
APPROVAL = frozenset({"wanted_until", "approved_by_id", "approved_on"})


class ArrearsHold(models.Model):
    """A hold by hand is free for some days; for longer a manager who did not set it agrees.

    Until then it runs for the free days, so that nobody is pursued meanwhile because a manager is
    slow. What an owner asked for (no contact, a representative) needs nobody's leave.
    """

    _inherit = "arrears.hold"

    wanted_until = fields.Date(
        string="Asked for until",
        readonly=True,
        copy=False,
        help="Longer than one may set alone: it waits for a manager.",
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Length approved by", readonly=True, copy=False
    )
    approved_on = fields.Date(string="Length approved on", readonly=True, copy=False)
    waits_for_approval = fields.Boolean(compute="_compute_waits_for_approval")

    @api.depends("wanted_until", "approved_on", "lifted_on")
    def _compute_waits_for_approval(self):
        for hold in self:
            hold.waits_for_approval = bool(
                hold.wanted_until and not hold.approved_on and not hold.lifted_on
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a long hold begins with its free days, and asks a manager for the rest."""
        if not self.env.su:
            for values in vals_list:
                self._refuse_approval(values)
        holds = super().create(vals_list)
        if not self.env.su:
            holds._ask_where_long()
        return holds

    def write(self, vals):
        """Extended: also where it is made longer afterwards."""
        if not self.env.su:
            self._refuse_approval(vals)
        result = super().write(vals)
        if not self.env.su and not {"date_until", "date_from", "type"}.isdisjoint(vals):
            self._ask_where_long()
        return result

    def _refuse_approval(self, values):
        if not APPROVAL.isdisjoint(values):
            raise UserError(self.env._("The length of a hold is approved by its button alone."))

    def _ask_where_long(self):
        """Cut long holds by hand to the free days, and ask a manager for the rest."""
        for hold in self.filtered(lambda one: one.type == "manual"):
            free = cut_to(
                hold.date_from,
                hold.date_until or None,
                hold.company_id.arrears_hold_days,
                hold.wanted_until if hold.approved_on else None,
            )
            if free is None:
                continue
            wanted = hold.date_until
            hold.sudo().write(
                {"date_until": free, "wanted_until": wanted, "approved_by_id": False,
                 "approved_on": False}
            )  # fmt: skip
            hold._ask_manager()

    def _ask_manager(self):
        """A task on the card for a manager who did not set the hold."""
        managers = self.company_id._arrears_people("manager") - self.env.user
        if not managers:
            return
        manager = managers[:1]
        case = self.case_id.sudo().with_context(
            lang=manager.lang or self.env.lang, mail_activity_quick_update=True
        )
        case.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._arrears_today(),
            summary=case.env._("Approve the length of a hold"),
            user_id=manager.id,
        )

    def action_approve_length(self):
        """Let these holds run as long as was asked.

        :raises AccessError: the user is no manager, or set the hold
        :raises UserError: nothing was asked, or it was lifted
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager approves a longer hold."))
        self.check_access("write")
        for hold in self:
            if hold.author_id == self.env.user:
                raise AccessError(self.env._("Another manager approves what you set yourself."))
            if not hold.waits_for_approval:
                raise UserError(self.env._("This hold waits for nobody's approval."))
            hold.sudo().write(
                {
                    "date_until": hold.wanted_until,
                    "approved_by_id": self.env.uid,
                    "approved_on": hold.company_id._arrears_today(),
                }
            )
        return True
