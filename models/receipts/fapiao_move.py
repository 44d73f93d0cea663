from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import minor_units, spread


class AccountMove(models.Model):
    """A bill shows its fapiao, and what a change of it means for them."""

    _name = "account.move"
    _inherit = ["account.move", "arrears.fapiao.status"]

    _fapiao_line_field = "move_id"

    arrears_shows_fapiao = fields.Boolean(compute="_compute_arrears_shows_fapiao")
    arrears_fapiao_text = fields.Text(
        string="Fapiao touched",
        compute="_compute_arrears_fapiao_text",
        help="The fapiao that this document takes back, and by how much.",
    )

    @api.depends("company_id", "move_type")
    def _compute_arrears_shows_fapiao(self):
        shown = {company: company._arrears_issues_fapiao() for company in self.company_id}
        for move in self:
            sale = move.move_type in ("out_invoice", "out_refund", "out_receipt")
            move.arrears_shows_fapiao = sale and shown.get(move.company_id, False)

    # Not the total: it hangs on payments and matchings, and each of these would look here.
    @api.depends("state", "reversed_entry_id", "invoice_line_ids.price_total")
    @api.depends_context("lang")
    def _compute_arrears_fapiao_text(self):
        fapiao = self.env["arrears.fapiao"].sudo()
        for move in self:
            known = move.company_id.sudo().arrears_uses_fapiao
            move.arrears_fapiao_text = fapiao._words_of_document(move) if known else False

    def _arrears_credited_charges(self, bill, minor):
        """What this credit note takes back of each charge of a bill, by unit, period and kind.

        Lines that name none of the bill's charges are spread over all of them.

        :param minor: how much of the note counts
        :return: ``{charge id: minor units}``
        """
        self.ensure_one()
        charges = self.env["arrears.charge"].sudo().search(
            [("move_id", "=", bill.id), ("state", "!=", "gone")]
        )  # fmt: skip
        if not charges:
            return {}
        digits, weights = bill.company_currency_id.decimal_places, dict.fromkeys(charges.ids, 0)
        by_place = charges.grouped(
            lambda one: (one.unit_id, one.period_from, one.period_to, one.kind)
        )
        for line in self.invoice_line_ids.filtered(lambda one: one.display_type == "product"):
            found = by_place.get((*line._arrears_place(), line._arrears_kind_here()), charges)
            shares = [minor_units(charge.amount_original, digits) for charge in found]
            whole = minor_units(line.price_total, digits)
            for charge, part in zip(found, spread(whole, shares), strict=True):
                weights[charge.id] += part
        positive = [max(weight, 0) for weight in weights.values()]
        return dict(zip(weights, spread(minor, positive), strict=True))

    # ------------------------------------------------------------------
    # Red letters follow
    # ------------------------------------------------------------------

    def write(self, vals):
        """Extended: a credit note that takes back a bill, and a bill that is cancelled, have
        their fapiao looked at when the transaction ends."""
        result = super().write(vals)
        if "state" in vals or "reversed_entry_id" in vals:
            self._arrears_touch_fapiao(vals.get("state"))
        return result

    def _arrears_touch_fapiao(self, state):
        debtors = set()
        for move in self:
            touched = move.move_type == "out_refund" and move.reversed_entry_id
            cancelled = state == "cancel" and move.move_type == "out_invoice"
            if (touched or cancelled) and move.company_id.sudo().arrears_uses_fapiao:
                bill = move.reversed_entry_id or move
                debtors.add((move.company_id.id, bill.commercial_partner_id.id))
        self.env["arrears.charge"]._touch(debtors)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fapiao(self):
        """A bill with a fapiao is cancelled and not deleted: the fapiao answers to it.

        :raises UserError: a fapiao over one of the bills is asked for or issued
        """
        lines = self.env["arrears.fapiao.line"].sudo().search(
            [("move_id", "in", self.ids)], limit=1
        )  # fmt: skip
        if lines:
            raise UserError(
                self.env._(
                    "%(bill)s has fapiao %(fapiao)s, so it cannot be deleted. Cancel it: what was "
                    "issued then asks for a red letter.",
                    bill=lines.move_id.display_name,
                    fapiao=lines.fapiao_id.display_name,
                )
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_arrears_ask_fapiao(self):
        """Open the form on which a fapiao over the charges of these bills is asked for."""
        charges = self.env["arrears.charge"].search(
            [("move_id", "in", self.ids), ("state", "!=", "gone")]
        )
        return self.env["arrears.fapiao.ask"]._open(charges)

    def action_arrears_open_fapiao(self):
        """Open the fapiao over these bills."""
        lines = self.env["arrears.fapiao.line"].sudo().search([("move_id", "in", self.ids)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fapiao"),
            "res_model": "arrears.fapiao",
            "view_mode": "list,form",
            "domain": [("id", "in", lines.fapiao_id.ids)],
        }
