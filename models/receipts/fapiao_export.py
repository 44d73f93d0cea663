from odoo import api, fields, models
from odoo.exceptions import UserError

from .fapiao import OPEN_STATES


class ArrearsFapiaoExport(models.Model):
    """A list of fapiao that went out to be issued: what is on it is on no other list.

    It can be downloaded again, and taken back as long as nothing of it was issued; what is still
    open then returns to the fapiao to issue.
    """

    _name = "arrears.fapiao.export"
    _description = "List of fapiao that went out"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _check_company_auto = True
    _effect_fields = frozenset({"taken_back_by_id", "taken_back_at"})

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_red = fields.Boolean(string="Red letters", readonly=True)
    fapiao_ids = fields.One2many("arrears.fapiao", "export_id", string="On the list", readonly=True)
    fapiao_count = fields.Integer(string="Fapiao", compute="_compute_counts")
    open_count = fields.Integer(string="Still open", compute="_compute_counts")
    taken_back_by_id = fields.Many2one(
        "res.users", string="Taken back by", readonly=True, copy=False
    )
    taken_back_at = fields.Datetime(string="Taken back at", readonly=True, copy=False)

    @api.depends("is_red", "create_date")
    @api.depends_context("lang")
    def _compute_name(self):
        for export in self:
            label = self.env._("Red letters") if export.is_red else self.env._("To issue")
            export.name = f"{label} {export.id:06d}" if export.id else label

    @api.depends("fapiao_ids.state")
    def _compute_counts(self):
        rows = self.env["arrears.fapiao"]._read_group(
            [("export_id", "in", self.ids)], ["export_id", "state"], ["__count"]
        )
        counts = {(export.id, state): count for export, state, count in rows}
        for export in self:
            own = {state: count for (key, state), count in counts.items() if key == export.id}
            export.fapiao_count = sum(own.values())
            export.open_count = sum(own.get(state, 0) for state in OPEN_STATES)

    def _is_frozen(self):
        return True

    @api.model
    def _take(self, fapiao):
        """Put requests on a new list: from now on nobody else takes them.

        The rows are locked and read anew, so that of two clerks only one gets each.

        :param fapiao: requests of one company, all blue or all red
        :raises UserError: one of them is on a list, issued or withdrawn
        """
        fapiao._check_accountant()
        fapiao.lock_for_update()
        fapiao.invalidate_recordset(["state", "export_id"])
        fapiao._check_state("asked")
        if len(fapiao.company_id) != 1:
            raise UserError(self.env._("A list is for one company: choose fapiao of one."))
        if len(set(fapiao.mapped("is_red"))) != 1:
            raise UserError(
                self.env._("Fapiao to issue and red letters go out on lists of their own.")
            )
        export = self.sudo().create(
            {"company_id": fapiao.company_id.id, "is_red": fapiao[0].is_red}
        )
        fapiao.sudo()._record_effect({"state": "exporting", "export_id": export.id})
        return export.sudo(False)

    def action_download(self):
        """Download the list as a workbook, in the language of whoever asks."""
        self.ensure_one()
        self.env["arrears.fapiao"]._check_accountant()
        return self.env["arrears.fapiao.sheet"]._hand_out(self)

    def action_take_back(self):
        """Return what is still open to the fapiao to issue; issued ones stay.

        :raises UserError: nothing of the list is open
        """
        self.ensure_one()
        self.env["arrears.fapiao"]._check_accountant()
        waiting = self.fapiao_ids.filtered(lambda one: one.state == "exporting").sudo()
        if not waiting:
            raise UserError(self.env._("Nothing of this list is open any more."))
        # A second red letter for the same fapiao gives way: the one that comes back follows the
        # ledger anew.
        later = waiting.filtered("is_red").reverses_id.red_ids.filtered(
            lambda red: red.state == "asked"
        )
        for red in later:
            red._message_log(body=self.env._("Withdrawn: the one on the list came back."))
            red._withdraw()
        later.flush_recordset()
        waiting._record_effect(
            {"state": "asked", "export_id": False, "number": False, "code": False,
             "issued_on": False}
        )  # fmt: skip
        self.sudo()._record_effect(
            {"taken_back_by_id": self.env.uid, "taken_back_at": fields.Datetime.now()}
        )
        # Bills may have been credited while the list was out.
        waiting._follow_ledger(self.company_id, waiting.debtor_id.ids)

    def action_open_fapiao(self):
        """Open the fapiao of the list."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "arrears.fapiao",
            "view_mode": "list,form",
            "domain": [("export_id", "=", self.id)],
        }
