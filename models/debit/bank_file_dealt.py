from odoo import fields, models
from odoo.exceptions import UserError


class ArrearsBankFile(models.Model):
    """An answer that was set aside leaves the list of things to do once a person says so.

    The file and its verdict stay as they are.
    """

    _inherit = "arrears.bank.file"

    dealt_with_by_id = fields.Many2one(
        "res.users", string="Dealt with by", readonly=True, copy=False, ondelete="restrict"
    )
    dealt_with_on = fields.Datetime(string="Dealt with on", readonly=True, copy=False)

    def action_deal_with(self):
        """Say that nothing is left to do about a file that was set aside.

        :raises UserError: the file was not set aside, or somebody said so before
        """
        self._require_treasurer()
        for file in self.sudo():
            if file.state != "quarantined" or file.dealt_with_by_id:
                raise UserError(self.env._("%(name)s does not wait for anybody.", name=file.name))
            file.write({"dealt_with_by_id": self.env.uid, "dealt_with_on": fields.Datetime.now()})
            file.activity_ids.action_done()

    def _set_aside(self, code, line, message, reasons=None):
        """Extended: set aside anew, it is to be dealt with anew."""
        result = super()._set_aside(code, line, message, reasons)
        self.write({"dealt_with_by_id": False, "dealt_with_on": False})
        return result
