from odoo import api, fields, models
from odoo.exceptions import UserError

WAYS = [
    ("bill", "On the bill"),
    ("letter", "By letter"),
    ("message", "By message"),
    ("contract", "In the contract, with its days"),
]


class ArrearsDebitAnnouncement(models.Model):
    """That a payer was told beforehand of a debit: the day, the amount and how. Evidence.

    Schemes that ask for it let nobody collect what was not announced in time. Without a day it is
    still on its way to the payer and counts for nothing.
    """

    _name = "arrears.debit.announcement"
    _description = "Announcement of a debit"
    _order = "collection_date desc, id desc"
    _rec_name = "mandate_id"

    mandate_id = fields.Many2one("arrears.mandate", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    collection_date = fields.Date(string="Collected on", required=True)
    amount = fields.Monetary(string="Announced", required=True)
    told_on = fields.Date(string="Told on")
    way = fields.Selection(WAYS, string="Told how", required=True)

    _once = models.UniqueIndex(
        "(mandate_id, collection_date, amount)", "This debit was announced already."
    )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse for everybody: what a payer was told is evidence."""
        raise UserError(self.env._("An announcement cannot be changed."))

    def _record(self, values):
        """Keep what became of announcements on their way: told how and when, or not yet."""
        # Past our own write, which refuses everybody.
        return super().write(values)  # pylint: disable=super-method-mismatch

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An announcement cannot be deleted."))
