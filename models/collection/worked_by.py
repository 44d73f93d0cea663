from odoo import api, fields, models


class ArrearsWorkedBy(models.AbstractModel):
    """Whose a record is to work. Record rules ask it, of the record or of what it hangs on."""

    _name = "arrears.worked.by"
    _description = "Worked by somebody"

    worked_by_me = fields.Boolean(
        string="Mine to work", compute="_compute_worked_by_me", search="_search_worked_by_me"
    )

    @api.depends(lambda self: self._worked_by_fields())
    @api.depends_context("uid", "arrears_today")
    def _compute_worked_by_me(self):
        mine = self.sudo().filtered_domain(self._domain_worked_by_me())
        for record in self:
            record.worked_by_me = record in mine

    @api.model
    def _search_worked_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_worked_by_me()

    @api.model
    def _domain_worked_by_me(self):
        """Hook: the records that are the user's to work, as a ``Domain``."""
        raise NotImplementedError

    @api.model
    def _worked_by_fields(self):
        """Hook: names of the fields that the answer hangs on."""
        return ()
