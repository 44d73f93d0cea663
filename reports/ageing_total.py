from odoo import api, fields, models

from .ageing_axes import AXES, BUCKET_FIELDS


class ArrearsAgeingTotal(models.Model):
    """What is owed in one class of age, on one axis of an ageing report."""

    _name = "arrears.ageing.total"
    _inherit = ["arrears.kept.line"]
    _description = "Ageing class"
    _order = "report_id, axis, bucket"
    _rec_name = "bucket"

    report_id = fields.Many2one(
        "arrears.ageing.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="report_id.currency_id")
    axis = fields.Selection(AXES, required=True, readonly=True)
    bucket = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Age", compute="_compute_label")
    amount_owed = fields.Monetary(string="Owed", readonly=True)
    count = fields.Integer(string="Charges", readonly=True)
    share = fields.Float(
        digits=(16, 4),
        readonly=True,
        aggregator=False,
        help="Of all that is owed on this day.",
    )

    @api.depends("axis", "bucket")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = {axis: self._labels(axis) for axis, _name in AXES}
        for total in self:
            total.label = labels[total.axis].get(total.bucket) if total.axis else False

    @api.model
    def _labels(self, axis):
        """The classes of an axis in order, in the reader's language: ``{code: label}``."""
        field = self.env["arrears.ageing.line"]._fields[BUCKET_FIELDS[axis]]
        return dict(field._description_selection(self.env))

    def action_open(self):
        """Open the charges of this class."""
        self.ensure_one()
        domain = [(BUCKET_FIELDS[self.axis], "=", self.bucket), ("entry", "=", "debt")]
        return self.report_id._action_lines(self.label, domain)
