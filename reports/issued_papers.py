from odoo import fields, models


class ArrearsIssuedPapers(models.AbstractModel):
    """A record whose papers were issued and kept: how many there are, and the way to them."""

    _name = "arrears.issued.papers"
    _description = "Record with issued papers"

    document_count = fields.Integer(string="Papers", compute="_compute_document_count")

    def _compute_document_count(self):
        counted = dict(
            self.env["arrears.document"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for record in self:
            record.document_count = counted.get(record._origin.id, 0)

    def _view_documents(self):
        """Open the papers that were issued; each model says so by a button of its own."""
        self.ensure_one()
        self.check_access("read")
        documents = self.env["arrears.document"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        return documents._action_open()
