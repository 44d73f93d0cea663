from odoo import models
from odoo.exceptions import UserError

from ...engine import approval as engine
from ...engine.dispute import REDUCED
from ...engine.extension import year_before


class ArrearsDispute(models.Model):
    """What a decision takes off keeps to the firm's limits of approval, as a waiver of the same
    amount does: else a dispute would be the way around them."""

    _inherit = "arrears.dispute"

    def _check_decidable(self):
        """Extended: the level of whoever decides.

        :raises UserError: the amount is above it, in words
        """
        result = super()._check_decidable()
        found = self._against_limits() if self.outcome == REDUCED else []
        if found:
            raise UserError(self._worded(found))
        return result

    def _against_limits(self):
        """Reasons of the limits against the user taking off what the form says."""
        company = self.company_id
        tiers = self.env["arrears.approval.rule"]._in_force(company)._tiers()
        if not tiers:
            return []
        today = company._arrears_today()
        decision = engine.Decision(
            approver=self.env.uid,
            requesters=frozenset((self.author_id | self.create_uid).ids),
            today=today,
            asked_on=self.opened_on,
        )
        absences = self.env["arrears.absence"].sudo()._in_company(company)
        return engine.obstacles(decision, self._as_request(today), tiers, absences)

    def _as_request(self, today):
        """The reduction as the limits see it. One decision is one amount, also over a building;
        whatever touches more than late fees counts as a reduction of the service fee."""
        wanted = self._wanted_reductions()
        lines = self.sudo().line_ids.filtered(lambda line: wanted.get(line.charge_id.id))
        kinds = set(lines.charge_id.mapped("kind"))
        subject = engine.LATE_FEE if kinds == {engine.LATE_FEE} else engine.PRINCIPAL
        return engine.Request(
            subject=subject,
            amount=sum(wanted.values()),
            before=self._given_up_before(lines.charge_id.debtor_id, subject, today),
            places=tuple(
                engine.Place(estate.id, estate.region or None)
                for estate in lines.charge_id.estate_id
            ),
        )

    def _given_up_before(self, debtors, subject, today):
        """Minor units that waivers and other disputes took off for them within twelve months."""
        since = year_before(today)
        waived = self.env["arrears.waiver.line"].sudo().search(
            [
                ("waiver_id.company_id", "=", self.company_id.id),
                ("waiver_id.debtor_id", "in", debtors.ids),
                ("waiver_id.subject", "=", subject),
                ("waiver_id.state", "in", ("approved", "applied")),
                ("waiver_id.approved_on", ">", since),
            ]
        )  # fmt: skip
        taken_off = self.env["arrears.dispute.line"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("charge_id.debtor_id", "in", debtors.ids),
                ("dispute_id.decided_on", ">", since),
            ]
        )  # fmt: skip
        waived_amounts = (
            line.amount_applied if line.waiver_id.state == "applied" else line.amount
            for line in waived
        )
        credited = taken_off.mapped("amount_credited")
        return sum(self._minor(value) for value in (*waived_amounts, *credited))
