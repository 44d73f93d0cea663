from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Below this number of debtors "Run now" works while one waits.
AT_ONCE = 300


class ArrearsRun(models.Model):
    """One look at all cards of a company: what was done, and why nothing was done. A document."""

    _name = "arrears.run"
    _description = "Collection run"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True,
        default=lambda self: self.env.company,
    )  # fmt: skip
    date = fields.Date(required=True, readonly=True)
    estate_id = fields.Many2one(
        "arrears.estate",
        string="Only estate",
        readonly=True,
        index="btree_not_null",
        help="Empty: all estates of the company.",
    )
    state = fields.Selection(
        [
            ("preview", "Preview"),
            ("running", "Running"),
            ("done", "Done"),
            ("rolled_back", "Rolled back"),
        ],
        required=True,
        readonly=True,
        default="running",
        index=True,
    )
    nightly = fields.Boolean(string="Scheduled", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user
    )
    started_at = fields.Datetime(string="Started", readonly=True, default=fields.Datetime.now)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    debtor_queue = fields.Json(
        string="Queue of debtors",
        readonly=True,
        help="The debtors to look at, the most important first; set as it begins.",
    )
    position = fields.Integer(
        string="Debtors dealt with",
        readonly=True,
        help="So many of them are dealt with: a stopped run goes on here.",
    )
    line_ids = fields.One2many("arrears.run.line", "run_id", readonly=True)
    case_count = fields.Integer(string="Cards", readonly=True)
    step_count = fields.Integer(string="Steps", readonly=True)
    message_count = fields.Integer(string="Messages", readonly=True)
    task_count = fields.Integer(string="Tasks", readonly=True)
    waiting_count = fields.Integer(string="Waiting", readonly=True)
    stopped_count = fields.Integer(string="Stopped", readonly=True)

    _once_a_night = models.UniqueIndex(
        "(company_id, date) WHERE nightly", "There is a scheduled run of this day already."
    )

    @api.depends("date", "estate_id", "state")
    def _compute_name(self):
        for run in self:
            parts = (fields.Date.to_string(run.date), run.estate_id.name)
            run.name = " · ".join(filter(None, parts))

    @api.depends("name")
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_effective(self):
        if any(run.state != "preview" for run in self):
            raise UserError(self.env._("A run that took effect is kept."))

    @api.autovacuum
    def _gc_previews(self):
        """Previews of more than a month ago are of no use to anybody."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        runs = self.search([("state", "=", "preview"), ("create_date", "<", old)], limit=100)
        runs.unlink()
        return len(runs), len(runs) == 100

    # Making runs

    @api.model
    def _preview_of(self, estate):
        """What a first run would do in an estate if it were switched on; nothing takes effect.

        :return: the preview, with a line for each case
        """
        company = estate.company_id
        today = company._arrears_today()
        run = self.sudo().create(
            {
                "company_id": company.id,
                "date": today,
                "estate_id": estate.id,
                "state": "preview",
                "user_id": self.env.uid,
            }
        )
        run = run.with_context(arrears_assume_switched_on=estate.ids)
        run._look_at(run._debtors_left())
        run.finished_at = fields.Datetime.now()
        return run

    def action_run_now(self):
        """Decide for all cards of the current company now; a second time a day changes nothing.

        Managers only. A large company is handed to the scheduled action.
        """
        self._check_manager()
        company = self.env.company
        run = self.sudo().create(
            {
                "company_id": company.id,
                "date": company._arrears_today(),
                "user_id": self.env.uid,
            }
        )
        debtors = run._debtors_left()
        if len(debtors) > AT_ONCE:
            self.env.ref("property_arrears.cron_arrears_run").sudo()._trigger()
        else:
            run._look_at(debtors)
            run._finish()
        return run.with_user(self.env.user)._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.run",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager starts runs and switches escalation."))

    def action_view_lines(self):
        """Open the lines of this run."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "arrears.run.line",
            "view_mode": "list,form",
            "domain": [("run_id", "=", self.id)],
            "context": {"search_default_group_outcome": 1},
        }
