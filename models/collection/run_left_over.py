from odoo import api, fields, models
from odoo.fields import Domain


class ArrearsRun(models.Model):
    """Runs of earlier days that were cut off and never went on: the next night closes them.

    Nothing is lost by that. Today's run looks at every debtor again, and what the old one did is
    claimed: no step comes twice.
    """

    _inherit = "arrears.run"

    cut_off = fields.Boolean(
        string="Cut off",
        readonly=True,
        help="It did not look at every debtor: it was cut off and did not go on the same day.",
    )
    debtor_count = fields.Integer(string="Debtors to look at", compute="_compute_debtor_count")

    @api.depends("debtor_queue")
    def _compute_debtor_count(self):
        for run in self:
            run.debtor_count = len(run.debtor_queue or ())

    @api.model
    def _cron_nightly(self):
        """Extended: first, runs of earlier days that nobody finished are closed."""
        for company in self.env["res.company"].sudo().search([]):
            self._close_left_over(company)
        return super()._cron_nightly()

    @api.model
    def _close_left_over(self, company):
        """Close what earlier days left behind; whatever is being worked at this moment is left.

        :return: the runs that were closed
        """
        left = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "running")
            & Domain("date", "<", company._arrears_today())
        )
        free = left.try_lock_for_update(allow_referencing=True)
        closed = free.filtered_domain([("state", "=", "running")])
        for run in closed:
            run._close_cut_off()
        return closed

    def _close_cut_off(self):
        """The run as far as it came. Rooms that count elsewhere bring their figures here."""
        self.cut_off = True
        self._finish()
