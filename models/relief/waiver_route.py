from odoo import SUPERUSER_ID, api, models
from odoo.fields import Command

from ...engine import approval as engine


class ArrearsWaiver(models.Model):
    """A waiver goes to whoever may approve it, and one level up when nobody decides."""

    _inherit = "arrears.waiver"

    def action_submit(self):
        """Extended: whoever may approve it gets the task."""
        result = super().action_submit()
        for waiver in self:
            waiver._send_to_approvers()
        return result

    def action_back_to_draft(self):
        """Extended: nobody has to decide any more."""
        result = super().action_back_to_draft()
        for waiver in self:
            waiver._no_longer_waits()
            waiver._record_effect(
                {"needed_level": 0, "raised": 0, "approver_ids": [Command.clear()]}
            )
        return result

    def action_approve(self):
        """Extended: the task is done."""
        result = super().action_approve()
        self._no_longer_waits()
        return result

    def action_refuse(self):
        """Extended: the task is done."""
        result = super().action_refuse()
        self._no_longer_waits()
        return result

    def _no_longer_waits(self):
        self.sudo().activity_ids.unlink()

    def _send_to_approvers(self):
        """Reckon the level, and give the task to one of those who may approve."""
        waiver = self.sudo()
        waiver._record_effect(waiver._route())
        waiver._give_task()

    def _route(self):
        """The level that has to approve and who sits there; both empty with two persons."""
        rules = self.env["arrears.approval.rule"]._in_force(self.company_id)
        request, tiers = self._as_request(), rules._tiers()
        level = engine.needed_level(request, tiers) if tiers else None
        people = engine.approvers(request, tiers, level) if level else ()
        return {"needed_level": level or 0, "approver_ids": [Command.set(sorted(people))]}

    def _give_task(self):
        self.activity_ids.unlink()
        user = self._whom_to_ask()
        if user:
            words = self.with_context(lang=user.lang or self.env.lang).env._(
                "Decide on waiver %(number)s", number=self.name
            )
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.company_id._arrears_today(),
                summary=words,
                user_id=user.id,
            )

    def _whom_to_ask(self):
        """One person to give the task to: of the level itself before those above, and who stands
        in for somebody away; with two persons any manager but who asked, the estate's first."""
        if self.approver_ids:
            people = self._at_needed_level() or self.approver_ids
        else:
            people = self._any_manager() if not self._has_limits() else self.env["res.users"]
        absences = self.env["arrears.absence"]._in_company(self.company_id)
        today = self.company_id._arrears_today()
        worker = self.env["arrears.absence"]._worker
        present = people.browse([worker(person.id, today, absences) for person in people])
        return (present - self.requested_by_id - self.create_uid)[:1]

    def _has_limits(self):
        return bool(self.env["arrears.approval.rule"]._in_force(self.company_id))

    def _at_needed_level(self):
        rules = self.env["arrears.approval.rule"]._in_force(self.company_id)
        named = rules.filtered(
            lambda rule: rule.level == self.needed_level and rule.subject == self.subject
        ).user_ids
        return self.approver_ids & named

    def _any_manager(self):
        group = self.env.ref("property_arrears.group_manager")
        managers = group.all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        ).sorted("id")
        of_estate = self.line_ids.charge_id.estate_id.manager_id & managers
        robots = self.env.ref("base.user_admin") | managers.browse(SUPERUSER_ID)
        return of_estate | (managers - robots or managers)

    @api.model
    def _raise_waiting(self):
        """The night's work: what waited too long goes one level up, and limits that changed are
        followed. The level is reckoned from the day of the request, so a second run, or one after
        days off, comes to the same."""
        waiting = self.sudo().search([("state", "=", "submitted")])
        holidays = self.env["arrears.holiday"]
        places = waiting.line_ids.charge_id.estate_id.jurisdiction_id
        calendars = {place: holidays._calendar(place) for place in places}
        plain = holidays._calendar(places.browse())
        for waiver in waiting:
            place = waiver.line_ids.charge_id.estate_id[:1].jurisdiction_id
            waiver._follow_limits(calendars.get(place, plain))

    def _follow_limits(self, calendar):
        today = self.company_id._arrears_today()
        before, people = self.needed_level, self.approver_ids
        times = engine.times_raised(self.requested_on or today, today, calendar)
        if times != self.raised:
            self._record_effect({"raised": times})
        self._record_effect(self._route())
        if (self.needed_level, self.approver_ids) == (before, people):
            return
        self._give_task()
        if self.needed_level > before > 0:
            self._message_log(
                body=self.env._(
                    "Nobody decided in time: it went up from level %(before)s to %(after)s.",
                    before=before,
                    after=self.needed_level,
                )
            )
