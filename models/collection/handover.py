from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .team import COLLECTOR


class ArrearsHandover(models.Model):
    """One person's work goes to another, once: cards, promises, tasks, buildings, estates.

    It is previewed with its numbers and logged on each card. What was done keeps the name of who
    did it: contacts, promises and decisions are evidence and are not rewritten.
    """

    _name = "arrears.handover"
    _description = "Hand-over"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _check_company_auto = True

    _effect_fields = frozenset({"state", "done_on", "done_by_id", "counts"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    from_user_id = fields.Many2one("res.users", string="Hands over", required=True)
    to_user_id = fields.Many2one(
        "res.users",
        string="Takes over",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    estate_ids = fields.Many2many(
        "arrears.estate", string="Estates", check_company=True, help="Empty: all of them."
    )
    reason = fields.Char(help="E.g. left the firm, another district.")
    state = fields.Selection(
        [("draft", "Preview"), ("done", "Handed over")], required=True, readonly=True,
        default="draft", copy=False,
    )  # fmt: skip
    done_on = fields.Date(string="Handed over on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True, copy=False)
    counts = fields.Json(readonly=True, copy=False)
    case_count = fields.Integer(string="Cards", compute="_compute_counts")
    promise_count = fields.Integer(string="Running promises", compute="_compute_counts")
    task_count = fields.Integer(string="Open tasks", compute="_compute_counts")
    zone_count = fields.Integer(string="Buildings", compute="_compute_counts")
    estate_count = fields.Integer(string="Estates in charge", compute="_compute_counts")
    other_count = fields.Integer(string="Other records", compute="_compute_counts")

    _two_people = models.Constraint(
        "CHECK (from_user_id <> to_user_id)", "Whoever takes over is somebody else."
    )

    @api.depends("from_user_id", "to_user_id")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = self.env._(
                "%(former)s to %(next)s",
                former=handover.from_user_id.name or "",
                next=handover.to_user_id.name or "",
            )

    @api.depends("from_user_id", "estate_ids", "company_id", "state", "counts")
    def _compute_counts(self):
        for handover in self:
            counts = handover.counts if handover.state == "done" else handover._count()
            for name in self._counted():
                handover[f"{name}_count"] = (counts or {}).get(name, 0)

    @api.model
    def _counted(self):
        """Hook: what a hand-over counts; there is a field and a key of ``_count`` for each."""
        return ("case", "promise", "task", "zone", "estate", "other")

    def _is_frozen(self):
        return self.state == "done"

    @api.constrains("to_user_id")
    def _check_taker(self):
        for handover in self:
            if not handover.to_user_id.has_group(COLLECTOR):
                raise ValidationError(
                    self.env._(
                        "%(person)s is no collector: give the role first.",
                        person=handover.to_user_id.name,
                    )
                )

    def _count(self):
        """How much there is to hand over now."""
        if not self.from_user_id:
            return {}
        cases = self._cases()
        return {
            "case": len(cases),
            "promise": self.env["arrears.promise"].sudo().search_count(
                [("case_id", "in", cases.ids), ("state", "=", "open")]
            ),
            "task": len(self._tasks()),
            "zone": len(self._zones()),
            "estate": len(self._estates()),
            "other": sum(len(records) for records, _field in self._others()),
        }  # fmt: skip

    # What goes over

    def _of_estates(self, field):
        return [(field, "in", self.estate_ids.ids)] if self.estate_ids else []

    def _cases(self):
        """All cards of the person, closed ones too: they may come back."""
        return self.env["arrears.case"].sudo().search(
            [("company_id", "=", self.company_id.id), ("user_id", "=", self.from_user_id.id),
             *self._of_estates("estate_id")]
        )  # fmt: skip

    def _tasks(self):
        """Open tasks on cards of these estates: calls, call-backs, reviews."""
        cases = self.env["arrears.case"].sudo()
        scope = [("company_id", "=", self.company_id.id), *self._of_estates("estate_id")]
        return self.env["mail.activity"].sudo().search(
            [("res_model", "=", "arrears.case"), ("user_id", "=", self.from_user_id.id),
             ("res_id", "in", cases._search(scope))]
        )  # fmt: skip

    def _zones(self):
        return self.env["arrears.zone"].sudo().search(
            [("company_id", "=", self.company_id.id), ("user_id", "=", self.from_user_id.id),
             *self._of_estates("estate_id")]
        )  # fmt: skip

    def _estates(self):
        """Estates whose new cards go to the person, or on which the person is named."""
        return self.env["arrears.estate"].sudo().search(
            ["|", ("default_collector_id", "=", self.from_user_id.id),
             ("collector_ids", "in", self.from_user_id.ids),
             ("company_id", "=", self.company_id.id), *self._of_estates("id")]
        )  # fmt: skip

    def _others(self):
        """Hook: further records that go over, as (records, name of their user field)."""
        return []

    def action_hand_over(self):
        """Hand everything over now, and write it on each card.

        :raises UserError: where it was done already, or there is nothing to hand over
        """
        self.ensure_one()
        self.check_access("write")
        if not self.try_lock_for_update().filtered(lambda one: one.state == "draft"):
            raise UserError(self.env._("This was handed over already."))
        counts = self._count()
        if not any(counts.values()):
            raise UserError(
                self.env._("%(person)s has nothing to hand over.", person=self.from_user_id.name)
            )
        self._move()
        self._record_effect(
            {
                "state": "done",
                "counts": counts,
                "done_on": self.company_id._arrears_today(),
                "done_by_id": self.env.uid,
            }
        )
        return True

    def _move(self):
        former, taker = self.from_user_id, self.to_user_id
        cases, tasks, zones, estates = (
            self._cases(), self._tasks(), self._zones(), self._estates(),
        )  # fmt: skip
        others = self._others()
        # The note below is the record of the change; a mail for each card would be noise.
        quiet = {"tracking_disable": True, "mail_auto_subscribe_no_notify": True}
        cases.with_context(**quiet).write({"user_id": taker.id})
        tasks.with_context(mail_activity_quick_update=True).write({"user_id": taker.id})
        zones.write({"user_id": taker.id})
        estates.filtered(lambda estate: estate.default_collector_id == former).write(
            {"default_collector_id": taker.id}
        )
        named = estates.filtered(lambda estate: former in estate.collector_ids)
        named.write(
            {"collector_ids": [fields.Command.unlink(former.id), fields.Command.link(taker.id)]}
        )
        for records, field in others:
            records.write({field: taker.id})
        self._log_on_cards(cases)

    def _log_on_cards(self, cases):
        words = self.env._(
            "Handed over from %(former)s to %(next)s. %(reason)s",
            former=self.from_user_id.name,
            next=self.to_user_id.name,
            reason=self.reason or "",
        )
        author = self.env.user.partner_id.id
        cases._message_log_batch(bodies=dict.fromkeys(cases.ids, words.strip()), author_id=author)

    def action_open_cases(self):
        """Open the cards that go over, or went."""
        self.ensure_one()
        self.check_access("read")
        owner = self.to_user_id if self.state == "done" else self.from_user_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_case"
        )
        action["domain"] = [("user_id", "=", owner.id), *self._of_estates("estate_id")]
        action["context"] = {}
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if "done" in self.mapped("state"):
            raise UserError(self.env._("A hand-over that took place is kept on record."))
