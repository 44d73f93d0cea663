from odoo import api, fields, models

CODES = [
    ("overdue", "Overdue"),
    ("not_yet_due", "Not yet due"),
    ("time_barred", "Time-barred"),
    ("unapplied_credits", "Unapplied credits"),
    ("no_partner", "Without partner"),
    ("draft_entries", "Reconciled with draft entries"),
    ("between_branches", "Between branches"),
]

OF_CHARGES = ("overdue", "not_yet_due", "time_barred")


class ArrearsTieOutLine(models.Model):
    """One bucket of a tie-out: an amount of the ledger, and why it is there."""

    _name = "arrears.tie.out.line"
    _description = "Tie-out bucket"
    _order = "company_id, id"

    tie_out_id = fields.Many2one(
        "arrears.tie.out", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Selection(CODES, string="Bucket", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    count = fields.Integer(string="Records", readonly=True)

    @api.depends("code")
    def _compute_display_name(self):
        names = dict(self._fields["code"]._description_selection(self.env))
        for line in self:
            line.display_name = names.get(line.code)

    def action_open(self):
        """Open the records that the bucket counts, as they are now."""
        self.ensure_one()
        if self.code in OF_CHARGES:
            return self._action_charges()
        domain = self.tie_out_id._domain_of_lines(self.company_id, self.code)
        return self._action_lines(self.display_name, domain)

    def _action_charges(self):
        """The charges of a bucket. Hook: the collection room opens its cases for *overdue*."""
        today = self.company_id._arrears_today()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "arrears.charge",
            "view_mode": "list,form,pivot",
            "domain": list(self.tie_out_id._domain_of_charges(self.company_id, today, self.code)),
            "context": {"create": False},
        }

    @api.model
    def _action_lines(self, name, domain):
        """Window action on journal items."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move.line",
            "view_mode": "list,pivot,form",
            "domain": list(domain),
            "context": {"create": False},
        }
