from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.money import minor_units
from ...engine.payment_claim import Claimed, Money, matches
from ...engine.reason import as_json
from .payment_claim import OFFICE


class ArrearsPaymentClaim(models.Model):
    """Where the money may be: unidentified bank lines, and payments in the books."""

    _inherit = "arrears.payment.claim"

    proposal_text = fields.Text(string="What fits", compute="_compute_proposal_text", groups=OFFICE)

    @api.depends("amount", "paid_on", "payer_name", "state", "case_id")
    @api.depends_context("lang")
    def _compute_proposal_text(self):
        """Asked on the form of one claim, so a few queries each do no harm; lists show none."""
        for claim in self:
            found = claim._proposals() if claim._is_asked() else ([], [])
            claim.proposal_text = claim._proposals_in_words(*found)

    def _is_asked(self):
        return self.state == "open" and self.paid_on and self.amount and self.case_id

    def _proposals(self):
        """Bank lines and payments that may be meant: ``[Match], [Match]``, the likeliest first."""
        names = (self.payer_name, self.debtor_id.sudo().name)
        claimed = Claimed(
            self._minor(self.amount), self.paid_on, tuple(name for name in names if name)
        )
        return matches(claimed, self._bank_lines(claimed)), matches(claimed, self._credits(claimed))

    def _minor(self, amount):
        return minor_units(amount, self.currency_id.decimal_places)

    def _bank_lines(self, claimed):
        """Unidentified bank lines around the day, of sister companies too."""
        companies = self.company_id | self.company_id._arrears_sisters()
        lines = self.env["account.bank.statement.line"].sudo().search(
            [
                ("company_id", "in", companies.ids),
                ("is_reconciled", "=", False),
                ("amount", ">", 0),
                ("date", ">=", claimed.first_day),
                ("date", "<=", claimed.last_day),
            ]
        )  # fmt: skip
        return [
            Money(line.id, self._minor(line.amount), line.date, line.partner_name or "")
            for line in lines
        ]

    def _credits(self, claimed):
        """Payments of this owner in the books, allocated or not."""
        dates = ("date", "arrears_value_date", "move_id.arrears_value_date")
        around = Domain.OR(
            Domain(name, ">=", claimed.first_day) & Domain(name, "<=", claimed.last_day)
            for name in dates
        )
        items = (
            self.env["account.move.line"]
            .sudo()
            .search(
                Domain("company_id", "=", self.company_id.id)
                & Domain("partner_id.commercial_partner_id", "=", self.debtor_id.id)
                & Domain("account_id.account_type", "=", "asset_receivable")
                & Domain("parent_state", "=", "posted")
                & Domain("move_type", "!=", "out_refund")
                & Domain("balance", "<", 0)
                & around
            )
        )
        return [
            Money(
                item.id,
                self._minor(-item.balance),
                item.arrears_value_date or item.move_id.arrears_value_date or item.date,
                item.partner_id.name or "",
            )
            for item in items
        ]

    def _proposals_in_words(self, lines, credits):
        """A line each, with its reasons, for the accountant who chooses."""
        wording = self.env["arrears.reason.wording"]
        found = [
            *((self.env["account.bank.statement.line"].sudo(), match) for match in lines),
            *((self.env["account.move.line"].sudo(), match) for match in credits),
        ]
        return "\n".join(
            f"{records.browse(match.key).display_name}: "
            + wording._word(as_json(match.reasons)).replace("\n", " ")
            for records, match in found
        )

    def action_take_proposal(self):
        """Name the likeliest bank line or payment, for the user to look at before *Found*.

        :raises AccessError: the user traces no payments
        :raises UserError: nothing fits
        """
        self.ensure_one()
        self._check_tracer()
        self._check_open()
        lines, credits = self._proposals()
        if not lines and not credits:
            raise UserError(
                self.env._(
                    "No bank line and no payment fits. Enter the newest statement first, or look "
                    "by hand."
                )
            )
        self.sudo().write(
            {
                "statement_line_id": lines[0].key if lines else False,
                "credit_line_id": credits[0].key if credits and not lines else False,
            }
        )
        return True

    def action_open_bank_claim(self):
        """Open the claim of the bank line that was found, so that the money is allocated.

        :raises UserError: no bank line is named, or it has no proposal yet
        """
        self.ensure_one()
        self._check_tracer()
        line = self.sudo().statement_line_id
        claim = self.env["arrears.claim"].search(
            [("statement_line_id", "=", line.id), ("state", "=", "proposed")], limit=1
        )
        if not line or not claim:
            raise UserError(self.env._("The bank line is allocated already, or not read yet."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.claim",
            "res_id": claim.id,
            "view_mode": "form",
        }
