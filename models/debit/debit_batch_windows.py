from odoo import models


class ArrearsDebitBatch(models.Model):
    """The windows that a batch opens."""

    _inherit = "arrears.debit.batch"

    def action_view_lines(self):
        """Open the instructions of this batch."""
        return self._open("action_arrears_debit_line", self.env._("Instructions"))

    def action_view_omissions(self):
        """Open the mandates that were left out, with their reasons."""
        return self._open("action_arrears_debit_omission", self.env._("Left out"))

    def action_view_unknown(self):
        """Open the instructions whose outcome the bank still owes."""
        action = self._open("action_arrears_debit_line", self.env._("Not known yet"))
        action["domain"] = [*action["domain"], ("state", "=", "unknown")]
        return action

    def action_view_files(self):
        """Open the files of this batch."""
        return self._open("action_arrears_bank_file", self.env._("Files"))

    def _open(self, name, title):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"property_arrears.{name}")
        return {
            **action,
            "name": title,
            "domain": [("batch_id", "=", self.id)],
            "context": {"default_batch_id": self.id},
        }

    def action_view_moves(self):
        """Open the journal entries of this batch."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("arrears_debit_batch_id", "=", self.id)],
            "context": {"create": False},
        }
