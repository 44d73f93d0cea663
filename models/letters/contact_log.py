from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine.reason import Reason
from ...engine.visit_rules import Visit, visit_faults


class ArrearsContactLog(models.TransientModel):
    """Writing down a visit: the same form as a call, with what a visit asks beyond it."""

    _inherit = "arrears.contact.log"

    outcome = fields.Selection(
        selection_add=[("moved", "Moved away"), ("asked_to_leave", "Asked us to leave")]
    )
    visit_id = fields.Many2one("arrears.visit", string="Planned visit", ondelete="cascade")
    companion_id = fields.Many2one(
        "res.users", string="Second person", domain="[('share', '=', False)]"
    )
    asked_by_owner = fields.Boolean(string="The owner asked for it")
    ended_at = fields.Datetime(string="Until", help="When everybody was out of the door.")

    def action_moved(self):
        """The debtor no longer lives there."""
        return self._log("moved")

    def action_asked_to_leave(self):
        """We were asked to leave, and left at once."""
        return self._log("asked_to_leave")

    def _is_our_visit(self):
        return self.channel == "visit" and self.direction == "out"

    def _planned_visit(self):
        """The visit that is written down: the one named, else the one planned for the debtor."""
        if self.visit_id:
            return self.visit_id.sudo()
        case = self.case_id.sudo()
        return self.env["arrears.visit"].sudo().search(
            [("company_id", "=", case.company_id.id), ("debtor_id", "=", case.debtor_id.id),
             ("state", "=", "planned")], limit=1,
        )  # fmt: skip

    def _reasons_against(self):
        """Extended: a visit by one person, in the evening without the owner's wish, too long."""
        reasons = super()._reasons_against()
        if not self._is_our_visit() or not self.happened_at:
            return reasons
        visit = self._as_made()
        case = self.case_id.sudo()
        refused = case._who()[case.id] in case._debtors_who_refused()
        if not self.asked_by_owner and refused:
            reasons.append(Reason("visit_refused_before"))
        return [*reasons, *visit_faults(visit)]

    def _as_made(self):
        contact, case = self.env["arrears.contact"], self.case_id.sudo()
        starts, ends = (
            contact._to_local(moment, case.debtor_id, case.company_id).time() if moment else None
            for moment in (self.happened_at, self.ended_at)
        )
        planned = self._planned_visit()
        companion, lead = (
            self.companion_id or planned.companion_id,
            planned.user_id or self.env.user,
        )
        return Visit(
            starts=starts,
            ends=ends,
            asked_by_owner=self.asked_by_owner or planned.asked_by_owner,
            business=case.usage in ("shop", "office"),
            people=2 if companion and companion != lead else 1,
            collects=planned.purpose == "collect",
            # Known before one went, not learnt at the door.
            reason_known=bool(case.reason_id),
        )

    def _check_complete(self, outcome):
        super()._check_complete(outcome)
        if outcome in ("moved", "asked_to_leave") and self.channel != "visit":
            raise ValidationError(self.env._("This outcome belongs to a visit."))
        if not self._is_our_visit():
            return
        if self.visit_id and self.visit_id.state != "planned":
            raise ValidationError(self.env._("This visit was written down or cancelled already."))
        if self.visit_id and self.case_id not in self.visit_id.case_ids:
            raise ValidationError(self.env._("The planned visit is about another debtor."))
        if self.ended_at and self.ended_at < self.happened_at:
            raise ValidationError(self.env._("The visit ended before it began: correct the time."))

    def _contact_values(self, outcome, against):
        """Extended: a visit names all cards of the debtor."""
        values = super()._contact_values(outcome, against)
        if not self._is_our_visit():
            return values
        visit = self._planned_visit()
        if visit:
            values["run_id"], values["step_id"] = visit.run_id.id, visit.step_id.id
            values["case_ids"] = [(6, 0, visit.case_ids.ids)]
            if outcome == "connected":
                values["charge_ids"] = [(6, 0, visit.case_ids.charge_ids.ids)]
                values["amount"] = self._asked_of(visit.case_ids)
        return values

    def _after_log(self, contact):
        """Extended: the planned visit is settled; one that nobody planned is kept all the same."""
        super()._after_log(contact)
        if not self._is_our_visit():
            return
        visit = self._planned_visit() or self._unplanned_visit(contact)
        if self.companion_id and self.companion_id not in (visit.user_id, visit.companion_id):
            visit.write({"companion_id": self.companion_id.id})
        visit._made(contact)

    def _unplanned_visit(self, contact):
        """The record of a visit that was made without a plan: of its day, whatever the rules say
        of it, since the contact tells about a breach."""
        visits = self.env["arrears.visit"].sudo()
        local = contact._to_local(contact.happened_at, contact.debtor_id, contact.company_id)
        case = self.case_id.sudo()
        values = visits._values_for(
            case, case, local.date(), party=case._party_of_debtor(), user_id=self.env.uid
        )
        if self.companion_id != self.env.user:
            values["companion_id"] = self.companion_id.id
        return visits.create(values)
