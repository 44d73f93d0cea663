from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.fapiao import number_fault
from ...engine.reason import Reason, as_json
from .fapiao import OPEN_STATES


class ArrearsFapiao(models.Model):
    """What the platform gave: number and date, written down once."""

    _inherit = "arrears.fapiao"

    def action_export(self):
        """Put these requests on a new list and download it.

        :raises AccessError: the user is no accountant
        :raises UserError: one of them is on a list already, issued or withdrawn
        """
        if not self:
            raise UserError(self.env._("Choose the fapiao that go on the list."))
        return self.env["arrears.fapiao.export"]._take(self).action_download()

    def action_issue(self):
        """Record the number and date typed on the form.

        :raises AccessError: the user is no accountant
        :raises UserError: number or date are missing, wrong, or on another fapiao
        """
        self._check_accountant()
        self._check_state(*OPEN_STATES)
        for fapiao in self:
            fapiao._check_issue()
        self._issue()

    def _check_issue(self):
        faults = [number_fault(self.number or "", self.code or "")]
        if not self.issued_on:
            faults.append(Reason("fapiao_date_missing"))
        elif self.issued_on > self.company_id._arrears_today():
            faults.append(Reason("fapiao_date_future", {"day": self.issued_on.isoformat()}))
        if self.is_red and self.issued_on and self.issued_on < self.reverses_id.issued_on:
            faults.append(Reason("fapiao_red_before_blue"))
        faults = [fault for fault in faults if fault]
        if not self.line_ids:
            raise UserError(self.env._("%(key)s names no charge any more.", key=self.name))
        if faults:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(faults)))
        self._check_buyer()

    def _issue(self, answer=None):
        """Freeze these fapiao as issued; numbers and dates are on them and were checked.

        :param answer: the list that brought them, an ``arrears.fapiao.answer``
        """
        self._record_effect(
            {
                "state": "issued",
                "issued_by_id": self.env.uid,
                "recorded_at": fields.Datetime.now(),
                "answer_id": answer.id if answer else False,
            }
        )
        self._end_waiting(self.env._("The fapiao was issued; collection goes on."))
        # A bill may have been credited or cancelled while its fapiao was on the way.
        for company, own in self.sudo().grouped("company_id").items():
            self._follow_ledger(company, own.debtor_id.ids)

    def action_open_bills(self):
        """Open the bills this fapiao is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
        }

    def action_open_red_letters(self):
        """Open the red letters that answer to this fapiao."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Red letters"),
            "res_model": "arrears.fapiao",
            "view_mode": "list,form",
            "domain": [("reverses_id", "=", self.id)],
        }
