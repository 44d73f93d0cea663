from odoo import api, models
from odoo.exceptions import UserError


class ArrearsKeptLine(models.AbstractModel):
    """A row of a kept document: written once with it, and changed by nobody after.

    ``_kept_by`` names the field of the document, whose ``_is_frozen`` says whether it is kept.
    """

    _name = "arrears.kept.line"
    _description = "Row of a kept document"

    _kept_by = "report_id"

    @api.model_create_multi
    def create(self, vals_list):
        """Add rows to a document that is still being made.

        :raises UserError: the document is kept already
        """
        named = {values.get(self._kept_by) for values in vals_list} - {None, False}
        self._refuse_kept(self.env[self._fields[self._kept_by].comodel_name].browse(named))
        rows = super().create(vals_list)
        # Asked again: the document may have come from a default in the caller's context.
        self._refuse_kept(rows[self._kept_by])
        return rows

    def write(self, vals):
        """Refused for everybody once the document is kept."""
        self._refuse_kept(self[self._kept_by])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._refuse_kept(self[self._kept_by])

    def _refuse_kept(self, documents):
        for document in documents:
            if document._is_frozen():
                raise UserError(
                    self.env._(
                        "%(document)s is kept as it was made: its rows can neither be changed nor "
                        "added to. Make a new one.",
                        document=document.display_name,
                    )
                )
