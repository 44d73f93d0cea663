from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ArrearsEstate(models.Model):
    """Switching escalation on: by a manager, after reading today's preview of the first run."""

    _inherit = "arrears.estate"

    how_to_pay = fields.Text(
        string="How to pay",
        translate=True,
        help="As debtors read it in every message: where, to which account, during which hours.",
    )
    case_count = fields.Integer(string="Open cards", compute="_compute_case_count")
    preview_run_id = fields.Many2one(
        "arrears.run", string="Preview of today", compute="_compute_preview_run_id"
    )

    def _ways_to_pay(self):
        """How debtors can pay, line by line: what the office wrote, then the accounts of today."""
        written = [line.strip() for line in (self.how_to_pay or "").splitlines()]
        return [*filter(None, written), *self._receiving_lines()]

    def _compute_case_count(self):
        counted = self.env["arrears.case"]._read_group(
            [("estate_id", "in", self.ids), ("state", "!=", "closed")], ["estate_id"], ["__count"]
        )
        counts = dict(counted)
        for estate in self:
            estate.case_count = counts.get(estate._origin, 0)

    def _compute_preview_run_id(self):
        for estate in self:
            company = estate.company_id or self.env.company
            estate.preview_run_id = self.env["arrears.run"].search(
                [
                    ("estate_id", "in", estate.ids),
                    ("state", "=", "preview"),
                    ("date", "=", company._arrears_today()),
                ],
                limit=1,
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused with escalation on: there is no preview of an estate that does not exist."""
        if any(values.get("escalation_enabled") for values in vals_list):
            raise UserError(
                self.env._("A new estate starts with escalation off. Preview its first run.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """Guard the switch, whoever turns it and by whatever way."""
        if "escalation_enabled" in vals:
            turned = self.filtered(lambda e: e.escalation_enabled != vals["escalation_enabled"])
            turned._check_switch(vals["escalation_enabled"])
        return super().write(vals)

    def _check_switch(self, to_on):
        if self and not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager switches escalation on or off."))
        for estate in self if to_on else ():
            if not estate.preview_run_id:
                raise UserError(
                    self.env._(
                        "Preview the first run of %(estate)s today before switching it on: "
                        "it shows who would be contacted, and with which words.",
                        estate=estate.name,
                    )
                )

    def action_preview_first_run(self):
        """Show what a run would do here, as if it were switched on. Nothing takes effect."""
        self.ensure_one()
        self.check_access("read")
        self.env["arrears.run"]._check_manager()
        run = self.env["arrears.run"]._preview_of(self)
        return run.with_user(self.env.user)._open()

    def action_switch_on(self):
        """Switch escalation on. Who, when and after which preview is kept on the estate."""
        self.ensure_one()
        self.write(
            {
                "escalation_enabled": True,
                "escalation_enabled_on": self.company_id._arrears_today(),
            }
        )
        self.message_post(
            body=self.env._(
                "Escalation switched on after preview %(run)s: %(steps)s steps, "
                "%(messages)s messages.",
                run=self.preview_run_id.name,
                steps=self.preview_run_id.step_count,
                messages=self.preview_run_id.message_count,
            )
        )
        return True

    def action_switch_off(self):
        """Switch escalation off: from now on nothing leaves, what waits is refused."""
        self.ensure_one()
        self.write({"escalation_enabled": False, "escalation_enabled_on": False})
        self.message_post(body=self.env._("Escalation switched off."))
        return True

    def action_view_cases(self):
        """Open the cards of this estate."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_case"
        )
        action["domain"] = [("estate_id", "=", self.id)]
        action["context"] = {}
        return action
