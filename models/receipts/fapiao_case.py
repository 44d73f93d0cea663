from odoo import fields, models

from ...engine.fapiao import KINDS_WITHOUT_FAPIAO

# Holds that have a badge of their own already.
_SHOWN_APART = ("promise", "dispute", "plan", "payment_claim")


class ArrearsCase(models.Model):
    """An owner who pays when the fapiao is there: one click on the card, or the reason alone."""

    _inherit = "arrears.case"

    uses_fapiao = fields.Boolean(related="estate_id.jurisdiction_id.uses_fapiao")

    def action_ask_fapiao(self):
        """Open the form on which the fapiao that the owner waits for is asked for."""
        self.ensure_one()
        self.check_access("write")
        return self.env["arrears.fapiao.ask"]._open(self._charges_without_fapiao(), case=self)

    def _charges_without_fapiao(self):
        """Overdue charges of the card that a fapiao may be issued for."""
        return self.charge_ids.filtered(
            lambda charge: (
                charge.kind not in KINDS_WITHOUT_FAPIAO
                and charge.uses_fapiao
                and charge.arrears_fapiao_status in ("none", "asked", "red_lettered")
            )
        )

    def write(self, vals):
        """Extended: the reason *waits for a fapiao* asks finance for it, by whatever way it
        came onto the card."""
        result = super().write(vals)
        reason = self.env.ref("property_arrears.reason_fapiao", raise_if_not_found=False)
        asked = self.env.context.get("arrears_fapiao_asked")
        if reason and vals.get("reason_id") == reason.id and not asked:
            for case in self:
                case._ask_for_the_reason()
        return result

    def _ask_for_the_reason(self):
        charges = self.sudo()._charges_without_fapiao()
        fapiao = self.env["arrears.fapiao"]
        under_way = fapiao._open_requests(charges)
        if any(fapiao._left_to_invoice(charges).values()) or not all(under_way.mapped("waits")):
            fapiao._ask(charges, waits=True)
        elif not under_way:
            self._message_log(
                body=self.env._(
                    "No charge of this card is without a fapiao: tell the owner that it was issued."
                )
            )

    def _card_badges(self):
        """Extended: *Waits for fapiao* instead of a plain pause, where that is its only ground."""
        badges = super()._card_badges()
        holds = self.env["arrears.hold"].sudo().search(
            [("case_id", "in", self.ids), ("is_running", "=", True)]
        )  # fmt: skip
        for case, own in holds.grouped("case_id").items():
            if "fapiao" not in own.mapped("type"):
                continue
            shown = badges[case.id]
            if set(own.mapped("type")) <= {"fapiao", *_SHOWN_APART}:
                shown = [badge for badge in shown if badge["code"] != "paused"]
            label = self.env._("Waits for fapiao")
            shown.append(
                {"code": "fapiao", "label": label, "color": "info", "icon": "fa-file-text-o"}
            )
            badges[case.id] = shown
        return badges
