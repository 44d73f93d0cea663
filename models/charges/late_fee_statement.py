from odoo import api, fields, models

from ...engine.late_fee import to_charge
from ...engine.reason import as_json

APPROVERS = "property_arrears.group_manager,property_arrears.group_reviewer"


class ArrearsLateFeeStatement(models.TransientModel):
    """How late fees come about, stretch by stretch, up to a day. Shown, never stored for long."""

    _name = "arrears.late.fee.statement"
    _description = "Late fee statement"

    until = fields.Date(
        string="Up to", required=True, default=lambda self: self.env.company._arrears_today()
    )
    charge_ids = fields.Many2many("arrears.charge", string="Charges", readonly=True)
    fee_line_id = fields.Many2one("arrears.late.fee.line", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_ids = fields.One2many("arrears.late.fee.statement.line", "statement_id", readonly=True)
    amount_accrued = fields.Monetary(string="Accrued", readonly=True)
    amount_charged = fields.Monetary(string="Billed so far", readonly=True)
    amount_left = fields.Monetary(string="Not billed yet", readonly=True)
    amount_in_court = fields.Monetary(
        string="A court would likely allow",
        readonly=True,
        groups=APPROVERS,
        help="The same days at the reference rate times what courts of the place allow. A guide "
        "for approvers, no advice.",
    )
    court_is_known = fields.Boolean(readonly=True, groups=APPROVERS)
    note = fields.Text(string="No late fee", readonly=True)

    @api.model
    def _open_for(self, charges, until=None):
        """A window with the statement of these charges, which the user may read."""
        charges.check_access("read")
        statement = self.create(
            {
                "charge_ids": charges.ids,
                "currency_id": (charges.currency_id or self.env.company.currency_id)[:1].id,
                **({"until": until} if until else {}),
            }
        )
        statement._reckon()
        return statement._window()

    @api.model
    def _open_kept(self, fee):
        """A window with the days as they were reckoned when a fee was charged."""
        fee.check_access("read")
        rows = self.env["arrears.late.fee.rows"]
        statement = self.create(
            {
                "until": fee.date_until,
                "charge_ids": fee.charge_id.ids,
                "fee_line_id": fee.id,
                "currency_id": fee.currency_id.id,
                "amount_accrued": fee.amount_accrued,
                "amount_charged": fee.amount_charged,
                "amount_left": fee.amount,
                "note": fee.reason_text,
            }
        )
        self.env["arrears.late.fee.statement.line"].create(
            [
                {"statement_id": statement.id, "charge_id": fee.charge_id.id, **rows._values(row)}
                for row in fee.stretches or ()
            ]
        )
        return statement._window()

    def _window(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Late fee"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_reckon(self):
        """Reckon anew up to the day that was entered."""
        self.ensure_one()
        self.check_access("write")
        self.charge_ids.check_access("read")
        self._reckon()
        return self._window()

    def _reckon(self):
        """Fill lines and totals from the ledger of now."""
        rows, charges = self.env["arrears.late.fee.rows"], self.charge_ids
        digits = self.currency_id.decimal_places
        accruals = charges._late_fees(self.until)
        charged = charges._late_fee_charged()
        before = {charge.id: charged.get(charge.id, (0, None))[0] for charge in charges}
        self.line_ids.unlink()
        self.env["arrears.late.fee.statement.line"].create(
            [
                {"statement_id": self.id, "charge_id": charge.id, **rows._values(row)}
                for charge in charges.sorted("due_date")
                for row in rows._stored(accruals[charge.id].stretches, digits)
            ]
        )
        left = sum(to_charge(accruals[key].amount, part) for key, part in before.items())
        accrued = sum(accrual.amount for accrual in accruals.values())
        court = charges._late_fees_in_court(self.until)
        known = [accrual for accrual in court.values() if accrual is not None]
        self.write(
            {
                "amount_accrued": rows._money(accrued, self.currency_id),
                "amount_charged": rows._money(sum(before.values()), self.currency_id),
                "amount_left": rows._money(left, self.currency_id),
                "note": self._why_nothing(accruals),
            }
        )
        self.sudo().write(
            {
                "amount_in_court": rows._money(sum(one.amount for one in known), self.currency_id),
                "court_is_known": bool(known) and len(known) == len(court),
            }
        )

    def _why_nothing(self, accruals):
        """Why some of the charges bear no late fee, each reason once."""
        words = self.env["arrears.reason.wording"]
        reasons = [reason for accrual in accruals.values() for reason in accrual.reasons]
        return words._word(as_json(dict.fromkeys(reasons))) or False
