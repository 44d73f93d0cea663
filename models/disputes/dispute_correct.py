from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...engine.dispute import CORRECTED
from ...engine.hardship import paused_after_decision
from ...engine.money import minor_units


class ArrearsDispute(models.Model):
    """The bill was wrong: an accountant corrects it, and the pause lasts until that is done."""

    _inherit = "arrears.dispute"

    def _ask_accountant(self):
        for accountant in self.company_id._arrears_people("accountant")[:1]:
            summary = self.with_context(lang=accountant.lang or self.env.lang).env._(
                "Correct the bills of a dispute: %(subject)s", subject=self._word_subject()
            )
            self._task(accountant, summary, self.decided_on)

    def action_corrected(self):
        """The bills were corrected, also where no figure of these charges shows it.

        :raises AccessError: the user is no accountant
        :raises UserError: no correction is waited for
        """
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_accountant"):
            raise AccessError(self.env._("Only accountants say that a bill was corrected."))
        for dispute in self:
            dispute._lock()
            if not dispute._waits_for_correction():
                raise UserError(
                    self.env._("%(number)s waits for no correction.", number=dispute.name)
                )
            dispute._record_effect({"corrected_by_id": self.env.uid})
            dispute._corrected()
        return True

    def _waits_for_correction(self):
        return self.state == "decided" and self.outcome == CORRECTED and not self.corrected_on

    def _corrected(self):
        """End the pause after the quiet days."""
        company, today = self.company_id, self.company_id._arrears_today()
        until = paused_after_decision(today, company.arrears_quiet_days)
        self._record_effect({"corrected_on": today, "paused_until": until})
        self._running_holds().write({"date_until": until})
        self.sudo().line_ids._record_effect({"is_open": False})
        word = self.env.ref(self._word_task)
        self.sudo().activity_ids.filtered(lambda task: task.activity_type_id != word).unlink()

    @api.model
    def _follow_corrections(self, company):
        """Every morning: a dispute whose bills all show other figures now is corrected."""
        waiting = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "decided"),
                ("outcome", "=", CORRECTED),
                ("corrected_on", "=", False),
            ]
        )
        for dispute in waiting:
            if all(line._is_corrected() for line in dispute.line_ids):
                dispute._corrected()


class ArrearsDisputeLine(models.Model):
    """Whether the figures of a charge changed since the decision."""

    _inherit = "arrears.dispute.line"

    def _is_corrected(self):
        digits = self.currency_id.decimal_places
        now = minor_units(self._charged_now(), digits)
        return now != minor_units(self.charged_before, digits)
