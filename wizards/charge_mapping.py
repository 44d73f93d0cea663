from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .charge_mapping_sql import applied_statement, found_statement, reverted_statement

CHUNK = 1000
# A batch of this size is done while one waits; a larger one goes to the scheduler.
AT_ONCE = 1000
LARGEST = 20_000
WORKING = ("searching", "confirmed", "reverting")


class ArrearsChargeMapping(models.Model):
    """A batch that says of existing bills what they are for.

    It finds lines without unit, kind, period or price basis, proposes with reasons, lets a person
    correct and leave out, and writes when a manager confirms: only our own columns, only gaps,
    never an amount. Those columns are no part of the hash that seals a journal, so sealed bills
    can be mapped too. Until then such lines are *unclassified*, and nothing of them is dunned.
    """

    _name = "arrears.charge.mapping"
    _description = "Mapping of existing bills"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "confirmed_by_id", "confirmed_on", "line_count", "done_count"}
    )

    name = fields.Char(required=True, default=lambda self: self._default_name())
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("searching", "Searching"),
            ("proposed", "To check"),
            ("confirmed", "Writing"),
            ("done", "Written"),
            ("reverting", "Taking back"),
            ("reverted", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )

    # What to look for
    find_kind = fields.Boolean(string="Without kind", default=True)
    find_unit = fields.Boolean(string="Without unit", default=True)
    find_period = fields.Boolean(string="Without service period", default=True)
    find_basis = fields.Boolean(string="Without price basis", default=True)
    only_open = fields.Boolean(
        string="Open bills only",
        default=True,
        help="Off: paid ones too, for reports that look back.",
    )
    date_from = fields.Date(string="Dated from")
    date_to = fields.Date(string="Dated until")
    partner_id = fields.Many2one("res.partner", string="Customer", check_company=True)
    journal_id = fields.Many2one("account.journal", check_company=True)

    # What everything gets that names nothing
    price_basis = fields.Char(
        string="Price basis for all",
        help="For lines that lack one and get none below. The manager who confirms signs for it.",
    )

    line_ids = fields.One2many("arrears.charge.mapping.line", "mapping_id", copy=False)
    line_count = fields.Integer(string="Lines", readonly=True, copy=False)
    done_count = fields.Integer(string="Lines done", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="Per cent of the work at hand.")
    confirmed_by_id = fields.Many2one("res.users", string="Confirmed by", readonly=True, copy=False)
    confirmed_on = fields.Datetime(string="Confirmed on", readonly=True, copy=False)

    @api.model
    def _default_name(self):
        today = self.env.company._arrears_today()
        return self.env._("Mapping of %(day)s", day=fields.Date.to_string(today))

    @api.depends("line_count", "done_count")
    def _compute_progress(self):
        for mapping in self:
            total = mapping.line_count
            mapping.progress = 100 * mapping.done_count / total if total else 0

    def _is_frozen(self):
        return self.state not in ("draft", "proposed")

    def _free_when_frozen(self):
        return frozenset({"name"})

    # ------------------------------------------------------------------
    # The arrows
    # ------------------------------------------------------------------

    def action_find(self):
        """Find the lines and propose: small batches at once, large ones by the scheduler."""
        self.ensure_one()
        self._check_worker()
        self._check_state("draft", "proposed")
        self.line_ids.unlink()
        self.env.flush_all()
        count = self._find_lines()
        if not count:
            raise UserError(
                self.env._(
                    "Nothing of the kind is missing. Look for other gaps, or for paid bills too."
                )
            )
        self._record_effect({"state": "searching", "line_count": count, "done_count": 0})
        self._work_or_wait()

    def action_confirm(self):
        """Write what was chosen. Managers only: their name stands under it.

        :raises AccessError: somebody else confirms
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager confirms a mapping."))
        self._check_state("proposed")
        chosen = self.line_ids.search_count(
            [("mapping_id", "=", self.id), ("state", "=", "proposed")]
        )
        if not chosen:
            raise UserError(self.env._("Every line is left out: there is nothing to write."))
        self._record_effect(
            {
                "state": "confirmed", "line_count": chosen, "done_count": 0,
                "confirmed_by_id": self.env.uid, "confirmed_on": fields.Datetime.now(),
            }
        )  # fmt: skip
        self._work_or_wait()

    def action_revert(self):
        """Take back what this batch wrote and nobody changed since. Managers only."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager takes a mapping back."))
        self._check_state("done")
        written = self.line_ids.search_count(
            [("mapping_id", "=", self.id), ("state", "=", "applied")]
        )
        self._record_effect({"state": "reverting", "line_count": written, "done_count": 0})
        self._work_or_wait()

    def action_open_lines(self):
        """Open the lines of this batch, the doubtful ones first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_charge_mapping_line"
        )
        return {**action, "domain": [("mapping_id", "=", self.id)], "name": self.name}

    def _check_worker(self):
        self.check_access("write")
        groups = ("property_arrears.group_accountant", "property_arrears.group_manager")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Only accountants and managers map bills."))

    def _check_state(self, *states):
        names = dict(self._fields["state"]._description_selection(self.env))
        if self.state not in states:
            raise UserError(
                self.env._(
                    "%(mapping)s is in state “%(state)s”: this can't be done with it now.",
                    mapping=self.name,
                    state=names[self.state],
                )
            )

    # ------------------------------------------------------------------
    # The work
    # ------------------------------------------------------------------

    def _find_lines(self):
        """Put the lines that lack something into this batch; the number found."""
        self.env.cr.execute(
            found_statement(
                self._chosen(), company=self.company_id.id, mapping=self.id, user=self.env.uid,
                now=self.env.cr.now(), limit=LARGEST, units=self.find_unit,
                of_kinds=self.find_kind, periods=self.find_period, bases=self.find_basis,
            )
        )  # fmt: skip
        return self.env.cr.rowcount

    def _chosen(self):
        """The condition that the batch's own filters make."""
        parts = [SQL("TRUE")]
        if self.only_open:
            parts.append(
                SQL(
                    "EXISTS (SELECT 1 FROM arrears_charge charge WHERE charge.move_id = move.id"
                    " AND charge.company_id = %s AND charge.state = 'open')",
                    self.company_id.id,
                )
            )
        if self.date_from:
            parts.append(SQL("move.date >= %s", self.date_from))
        if self.date_to:
            parts.append(SQL("move.date <= %s", self.date_to))
        if self.partner_id:
            commercial = self.partner_id.commercial_partner_id.id
            parts.append(SQL("partner.commercial_partner_id = %s", commercial))
        if self.journal_id:
            parts.append(SQL("move.journal_id = %s", self.journal_id.id))
        return SQL(" AND ").join(parts)

    def _work_or_wait(self):
        """Do a small batch now; hand a large one to the scheduler."""
        if self.line_count > AT_ONCE:
            self.env.ref("property_arrears.cron_charge_mapping").sudo()._trigger()
            return
        while self._step():
            pass

    @api.model
    def _cron_work(self):
        """Go on with the batches at hand, a chunk a commit."""
        for mapping in self.sudo().search([("state", "in", WORKING)], order="id"):
            while mapping._step():
                if not self.env["ir.cron"]._commit_progress(CHUNK, remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _step(self):
        """One chunk of whatever is at hand.

        :return: False when the batch has reached its next rest
        """
        steps = {
            "searching": (self._propose_chunk, "proposed"),
            "confirmed": (self._apply_chunk, "done"),
            "reverting": (self._revert_chunk, "reverted"),
        }
        work, rest = steps[self.state]
        self.env.flush_all()
        done = work()
        if done:
            self._record_effect({"done_count": self.done_count + done})
            return True
        self._record_effect({"state": rest, "done_count": self.line_count})
        return False

    def _apply_chunk(self):
        return self._written(applied_statement(basis=self.price_basis or None, **self._values()))

    def _revert_chunk(self):
        return self._written(reverted_statement(**self._values()))

    def _values(self):
        user = self.confirmed_by_id.id or self.env.uid
        return {
            "mapping": self.id, "company": self.company_id.id, "user": user,
            "now": self.env.cr.now(), "limit": CHUNK,
        }  # fmt: skip

    def _written(self, statement):
        """Run a writing statement and let the charges follow; the number of lines done."""
        rows = self.env.execute_query(statement)
        if not rows:
            return 0
        touched = self.env["arrears.charge"]._touched(self.company_id.id)
        for line_id, move_id, is_bill, _state in rows:
            touched["moves" if is_bill else "lines"].add(move_id if is_bill else line_id)
        for model in ("account.move.line", "arrears.charge.mapping.line"):
            self.env[model].invalidate_model(flush=False)
        return len(rows)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if any(mapping.confirmed_on for mapping in self):
            raise UserError(
                self.env._("A confirmed mapping is kept: it says who mapped what. Take it back.")
            )
