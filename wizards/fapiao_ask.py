from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.receipts.fapiao import TYPES

MAY_ASK = (
    "property_arrears.group_collector",
    "property_arrears.group_cashier",
    "property_arrears.group_accountant",
)


class ArrearsFapiaoAsk(models.TransientModel):
    """The form on which somebody who spoke with the owner asks finance for a fapiao."""

    _name = "arrears.fapiao.ask"
    _description = "Ask for a fapiao"

    case_id = fields.Many2one("arrears.case", readonly=True, ondelete="cascade")
    charge_ids = fields.Many2many("arrears.charge", string="Charges", required=True)
    debtor_count = fields.Integer(compute="_compute_debtor_count")
    currency_id = fields.Many2one("res.currency", compute="_compute_debtor_count")
    title = fields.Char(string="Fapiao title", help="The buyer's name as it stands on the fapiao.")
    tax_number = fields.Char(string="Tax number")
    fapiao_type = fields.Selection(TYPES, string="Type", default="ordinary", required=True)
    waits = fields.Boolean(
        string="The owner pays when it is there",
        help="Finance gets a task. The cards of these charges pause for five working days, once a "
        "bill.",
    )
    one_a_bill = fields.Boolean(string="One for each bill", help="Otherwise one for each debtor.")
    note = fields.Text()

    @api.depends("charge_ids")
    def _compute_debtor_count(self):
        for ask in self:
            ask.debtor_count = len(ask.charge_ids.debtor_id)
            ask.currency_id = ask.charge_ids.currency_id[:1]

    @api.model
    def _open(self, charges, case=None):
        """Open the form for these charges.

        :param case: the card that the owner spoke about
        """
        charges.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a fapiao"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_charge_ids": [Command.set(charges.ids)],
                "default_case_id": case.id if case else False,
                "default_waits": bool(case),
            },
        }

    @api.onchange("charge_ids")
    def _onchange_charge_ids(self):
        """Title and tax number as on the debtor's latest fapiao; whoever may not read the name
        of the debtor leaves the field empty, and it is filled in unseen."""
        charges = self.charge_ids._origin
        if self.title or not charges.has_access("read"):
            return
        charges = charges.sudo()
        if len(charges.debtor_id) != 1 or not self._may_see_buyer(charges.debtor_id):
            return
        company = charges.company_id[:1]
        latest = self.env["arrears.fapiao"]._remembered(company, charges.debtor_id)
        self.title = latest.title or charges.debtor_id.name
        self.tax_number = latest.tax_number
        self.fapiao_type = latest.fapiao_type or "ordinary"

    def _may_see_buyer(self, debtor):
        """Whether the user reads titles of fapiao, or works the card of this debtor."""
        if self.env["arrears.fapiao"].has_access("read"):
            return True
        case = self.case_id._origin
        if not case or not case.has_access("read") or case.sudo().debtor_id != debtor:
            return False
        return case._may_reveal()

    def action_ask(self):
        """Ask finance for it.

        :raises AccessError: the user may not ask, or not see one of the charges
        :raises UserError: no charge is chosen, or none is left to be invoiced
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in MAY_ASK):
            raise AccessError(self.env._("Collectors, cashiers and accountants ask for fapiao."))
        if self.case_id:
            self.case_id.check_access("write")
        if not self.charge_ids:
            raise UserError(self.env._("Choose the charges that the fapiao is for."))
        self.charge_ids.check_access("read")
        requests = self.env["arrears.fapiao"]._ask(
            self.charge_ids, buyer=self._buyer(), waits=self.waits, one_a_bill=self.one_a_bill
        )
        self._remember_reason()
        return self._answer(requests)

    def _buyer(self):
        """What was typed about the buyer; None: everybody as remembered."""
        if self.debtor_count != 1 or not (self.title or "").strip():
            return None
        return {
            "title": self.title,
            "tax_number": self.tax_number,
            "fapiao_type": self.fapiao_type,
            "note": self.note,
        }

    def _remember_reason(self):
        """The reason on the card, past its own write: the request is made already."""
        if self.case_id and self.waits:
            reason = self.env.ref("property_arrears.reason_fapiao")
            self.case_id.with_context(arrears_fapiao_asked=True).reason_id = reason

    def _answer(self, requests):
        if self.case_id or not self.env["arrears.fapiao"].has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fapiao"),
            "res_model": "arrears.fapiao",
            "view_mode": "list,form" if len(requests) > 1 else "form",
            "res_id": requests.id if len(requests) == 1 else False,
            "domain": [("id", "in", requests.ids)],
        }
