from odoo import models
from odoo.exceptions import UserError

from ...engine import approval as engine
from ...engine.dispute import REDUCED


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
        return engine.obstacles(decision, self._as_request(), tiers, absences)

    def _as_request(self):
        """The reduction as the limits see it. One decision is one amount, also over a building."""
        wanted = self._wanted_reductions()
        lines = self.sudo().line_ids.filtered(lambda line: wanted.get(line.charge_id.id))
        subject = engine.subject_of_kinds(lines.charge_id.mapped("kind"))
        debtors = lines.charge_id.debtor_id
        return engine.Request(
            subject=subject,
            amount=sum(wanted.values()),
            before=self.env["arrears.waiver"]._given_up(self.company_id, debtors, subject),
            places=tuple(
                engine.Place(estate.id, estate.region or None)
                for estate in lines.charge_id.estate_id
            ),
        )
