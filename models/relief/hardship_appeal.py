from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine.extension import year_before
from ...engine.hardship import decide_by, last_paused_day
from ...engine.reason import as_json
from ...engine.waivers import conflicts
from .hardship import DECISIONS

MANAGER = "property_arrears.group_manager"


class ArrearsHardship(models.Model):
    """One appeal against a refusal: it pauses again, and a manager decides it for good.

    The first decision stays as it was; the second one stands beside it.
    """

    _inherit = "arrears.hardship"

    is_new_event = fields.Boolean(
        string="Something new has happened",
        help="Relief is granted once in twelve months, unless something new has happened.",
    )
    is_objection = fields.Boolean(
        string="Came as an objection",
        readonly=True,
        copy=False,
        help="The owner objects to an answer, and no refusal could still be appealed. Read what "
        "was decided before.",
    )
    appealed_on = fields.Date(string="Appealed on", readonly=True, copy=False)
    appeal_taken_by_id = fields.Many2one(
        "res.users", string="Appeal taken by", readonly=True, copy=False
    )
    appeal_said = fields.Text(string="What the owner objects", readonly=True, copy=False)
    appeal_decision = fields.Selection(
        DECISIONS, string="Decision on the appeal", readonly=True, copy=False
    )
    appeal_amount = fields.Monetary(string="Amount on appeal", readonly=True, copy=False)
    appeal_reason = fields.Text(string="Reasons on appeal", readonly=True, copy=False)
    appeal_decided_by_id = fields.Many2one(
        "res.users", string="Appeal decided by", readonly=True, copy=False
    )
    appeal_decided_on = fields.Date(string="Appeal decided on", readonly=True, copy=False)

    _appeal_decided_by_another = models.Constraint(
        "CHECK (appeal_decided_by_id IS NULL OR (appeal_decided_by_id <> decided_by_id"
        " AND appeal_decided_by_id <> opened_by_id"
        " AND appeal_decided_by_id <> appeal_taken_by_id))",
        "An appeal is decided by someone who had no part in the application.",
    )

    # Once in twelve months

    def _begin(self):
        """Extended: relief was granted within twelve months, and nothing new has happened.

        :raises UserError: saying what to do
        """
        if not (self.is_new_event or self.is_objection) and self._granted_within_a_year():
            raise UserError(
                self.env._(
                    "Relief is granted once in twelve months. Where something new has happened, "
                    "tick that and say what."
                )
            )
        return super()._begin()

    def _granted_within_a_year(self):
        since = year_before(self.company_id._arrears_today())
        granted = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("debtor_id", "=", self.debtor_id.id)
            & Domain("state", "=", "approved")
            & (Domain("decided_on", ">", since) | Domain("appeal_decided_on", ">", since))
        )
        return bool(self.sudo().search_count(granted, limit=1))

    # The appeal

    @api.model
    def _last_refusal(self, company, debtor):
        """The last refusal of an owner that can still be appealed; empty where there is none."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("debtor_id", "=", debtor.id),
                ("state", "=", "refused"),
                ("appealed_on", "=", False),
                ("appeal_until", ">=", company._arrears_today()),
            ],
            order="id desc",
            limit=1,
        )

    def _free_when_frozen(self):
        """Extended: another proof may be shown on appeal."""
        free = super()._free_when_frozen()
        return free | {"evidence_type", "evidence_dated"} if self.state == "appealed" else free

    def action_appeal(self):
        """Open the window in which an appeal is written down."""
        self.ensure_one()
        self.check_access("read")
        return self._window("arrears.hardship.appeal", self.env._("Take an appeal"))

    def action_decide_appeal(self):
        """Open the window in which a manager decides the appeal."""
        self.ensure_one()
        self._check_appeal_manager()
        return self._window("arrears.hardship.appeal.decision", self.env._("Decide the appeal"))

    def _window(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_application_id": self.id},
        }

    def _appeal(self, said):
        """Take the one appeal against a refusal; the cards are paused again at once.

        :raises UserError: nothing was refused, it is too late, or there was an appeal already
        """
        self.ensure_one()
        company = self.company_id
        today = company._arrears_today()
        if self.state != "refused" or self.appealed_on:
            raise UserError(self.env._("There is no refusal here that can still be appealed."))
        if today > self.appeal_until:
            raise UserError(
                self.env._("An appeal was possible until %(day)s.", day=self.appeal_until)
            )
        before = self.paused_until
        self._record_effect(
            {
                "state": "appealed",
                "appealed_on": today,
                "appeal_taken_by_id": self.env.uid,
                "appeal_said": said,
                "decide_by": decide_by(today, company.arrears_decision_days),
                "paused_until": last_paused_day(today, company.arrears_pause_days),
            }
        )
        if before >= today:
            self._paused_through(self.paused_until)
        else:
            self._pause(today)
        self._message_log(body=self.env._("The owner appealed."))

    def _decide_appeal(self, decision, part, reason):
        """Decide the appeal for good, in writing.

        :raises AccessError: the user is no manager
        :raises UserError: the user had a part in it, collects the debt, or reasons are missing
        """
        self.ensure_one()
        self._check_appeal_manager()
        application = self.sudo()
        application._check_open(("appealed",))
        part_in_it = application.opened_by_id | application.decided_by_id
        part_in_it |= application.appeal_taken_by_id
        found = conflicts(self.env.uid, part_in_it.ids, application._collectors().ids)
        if found:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(found)))
        if not decision or not (reason or "").strip():
            raise UserError(
                self.env._("Choose a decision and write its reasons: the owner reads them.")
            )
        values = {"state": "refused"}
        if decision != "refuse":
            values = {"state": "approved", **application._granted_on_appeal(decision, part)}
        application._record_effect(
            {
                **values,
                "appeal_decision": decision,
                "appeal_amount": part,
                "appeal_reason": reason,
                "appeal_decided_by_id": self.env.uid,
                "appeal_decided_on": application.company_id._arrears_today(),
            }
        )
        application._quiet_after_decision()

    def _granted_on_appeal(self, decision, part):
        """Carry out a decision on appeal in the owner's favour. Rooms with decisions extend it.

        :param part: the amount decided on, as a ``Monetary`` field has it
        :return: what of it is written on the application
        """
        return {"waiver_id": self._grant(decision, part).id}

    def _check_appeal_manager(self):
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("An appeal is decided one level up, by a manager."))
