import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...engine.money import minor_units
from .debit_batch import MANAGER, TREASURER

STATES = [
    ("draft", "Draft"),
    ("keyed", "To confirm"),
    ("confirmed", "Confirmed"),
]
ANSWERED = ("exported", "handed_in", "answered", "closed")
PROFILE = "keyed"


class ArrearsKeyedAnswer(models.Model):
    """A bank's answer read from paper or a screen: keyed by one person, confirmed by another.

    An answer lists what failed, with number and total of what was collected; a report of returns
    lists what the bank took back. Confirmed, it becomes a file of its own and meets the same
    checks and the same booking as one that a bank wrote.
    """

    _name = "arrears.keyed.answer"
    _description = "Answer keyed in"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "id desc"
    _rec_name = "batch_id"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "keyed_by_id", "keyed_on", "confirmed_by_id", "confirmed_on", "file_id"}
    )

    batch_id = fields.Many2one(
        "arrears.debit.batch",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "in", ANSWERED)],
    )
    company_id = fields.Many2one(
        related="batch_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    kind = fields.Selection(
        [("answer", "Answer to the batch"), ("returns", "Money taken back")],
        string="Kind of answer",
        required=True,
        default="answer",
    )
    part = fields.Integer(
        string="File no.", help="Of a batch in several files: which one is answered. 0: all."
    )
    value_date = fields.Date(
        string="Bank's day", required=True, help="The day on which the bank moved the money."
    )
    moved_count = fields.Integer(
        string="Number moved",
        help="As the bank states it: how many were collected, or taken back.",
    )
    moved_total = fields.Monetary(
        string="Total moved", help="As the bank states it: the sum collected, or taken back."
    )
    source = fields.Char(
        string="Read from", required=True, help="Where the answer stands, so that it can be found."
    )
    line_ids = fields.One2many("arrears.keyed.answer.line", "answer_id", string="Instructions")

    # Two people
    keyed_by_id = fields.Many2one("res.users", string="Keyed by", readonly=True, copy=False)
    keyed_on = fields.Datetime(string="Keyed on", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", string="Confirmed by", readonly=True, copy=False)
    confirmed_on = fields.Datetime(string="Confirmed on", readonly=True, copy=False)
    file_id = fields.Many2one("arrears.bank.file", readonly=True, copy=False, ondelete="restrict")

    _confirmed_by_another = models.Constraint(
        "CHECK (confirmed_by_id IS NULL OR confirmed_by_id <> keyed_by_id)",
        "Another person than the one who keyed it confirms an answer.",
    )
    _numbers_possible = models.Constraint(
        "CHECK (COALESCE(moved_count, 0) >= 0 AND COALESCE(moved_total, 0) >= 0"
        " AND COALESCE(part, 0) >= 0)",
        "Number, total and file number cannot be negative.",
    )

    def _is_frozen(self):
        return self.state != "draft"

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(answer.state != "draft" for answer in self):
            raise UserError(self.env._("Only a draft can be deleted."))

    # ------------------------------------------------------------------
    # Two people
    # ------------------------------------------------------------------

    def action_done_keying(self):
        """Say that all is keyed: another person compares it with the bank's answer."""
        self.check_access("write")
        for answer in self:
            answer._require_state("draft")
            answer._record_effect(
                {
                    "state": "keyed",
                    "keyed_by_id": self.env.uid,
                    "keyed_on": fields.Datetime.now(),
                }
            )

    def action_correct(self):
        """Back to the draft: something was keyed wrong."""
        self._require_people()
        for answer in self:
            answer._require_state("keyed")
            answer.sudo()._record_effect(
                {"state": "draft", "keyed_by_id": False, "keyed_on": False}
            )

    def action_confirm(self):
        """Take the answer over, as another person than the one who keyed it.

        :raises UserError: the same person keyed it, or the answer does not fit its batch; the
            message says where and why, and nothing is changed
        """
        self._require_people()
        for answer in self:
            answer._require_state("keyed")
            if answer.keyed_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%(user)s has keyed this answer: another person compares and confirms it.",
                        user=self.env.user.name,
                    )
                )
            file = answer.sudo()._as_file()
            answer.sudo()._record_effect(
                {
                    "state": "confirmed",
                    "confirmed_by_id": self.env.uid,
                    "confirmed_on": fields.Datetime.now(),
                    "file_id": file.id,
                }
            )

    def _require_people(self):
        self.check_access("read")
        groups = (TREASURER, MANAGER)
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Treasurers and managers do this."))

    def _require_state(self, state):
        """Refuse a step that does not begin here. Locks the answer: two clicks are one."""
        if not self.sudo().try_lock_for_update().filtered(lambda answer: answer.state == state):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._("This answer is not “%(state)s” any more.", state=labels[state])
            )

    # ------------------------------------------------------------------
    # A file like any other
    # ------------------------------------------------------------------

    def _as_file(self):
        """Keep what was keyed as a file of the bank, and have it judged like one.

        :raises UserError: it would be set aside; the words are those of the check
        """
        rows = self._rows()
        files = self.env["arrears.bank.file"].with_company(self.company_id)
        name = f"{self.batch_id.name}-{self.id}.keyed.txt"
        content = base64.b64encode("\n".join(self._as_text(rows)).encode()).decode()
        file = files._receive(self.batch_id.channel_id, name, content, profile=PROFILE)
        file._stage(rows)
        verdict = file._seal(
            len(rows),
            sum(row["offered"] for row in rows),
            sum(row["settled"] for row in rows),
            self.batch_id.name,
            self._said(file, rows),
        )
        if verdict["state"] == "quarantined":
            raise UserError(verdict["message"])
        return file

    def _rows(self):
        """What was keyed as rows of an answer, amounts in minor units."""
        return [line._as_row(number) for number, line in enumerate(self.line_ids, start=1)]

    def _said(self, file, rows):
        """Number and total as the bank states them; of returns they are compared at once."""
        total = self._minor(self.moved_total)
        if self.kind == "answer":
            day = self.value_date.isoformat()
            return file._said_of_successes(self.moved_count, total, day, self.part)
        keyed = -sum(row["settled"] for row in rows)
        if (self.moved_count, total) != (len(rows), keyed):
            raise UserError(
                self.env._(
                    "The bank states %(count)s returns of %(total)s; %(rows)s of %(keyed)s were "
                    "keyed. Compare them one by one.",
                    count=self.moved_count,
                    total=self.currency_id.format(self.moved_total),
                    rows=len(rows),
                    keyed=self.currency_id.format(self.batch_id._money(keyed)),
                )
            )
        return None

    def _as_text(self, rows):
        """The bytes that are kept: what was keyed, by whom and from where."""
        yield f"keyed {self.id}|{self.batch_id.name}|{self.kind}|{self.part}"
        yield f"{self.keyed_by_id.login}|{self.env.user.login}|{self.source}"
        yield f"{self.value_date}|{self.moved_count}|{self._minor(self.moved_total)}"
        for row in rows:
            yield "|".join(
                str(row[name]) for name in ("reference", "outcome", "settled", "code", "text")
            )

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)

    @api.model
    def _window_for(self, batch):
        """A new answer of one batch, not saved yet."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key in the bank's answer"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {"default_batch_id": batch.id},
        }

    def action_list_failures(self):
        """List every instruction that waits, to mark what failed and delete the others."""
        self.check_access("write")
        self.ensure_one()
        self._require_state("draft")
        listed = self.line_ids.debit_line_id
        wanted = ("settled", "partial") if self.kind == "returns" else ("sent", "unknown")
        waiting = self.batch_id.line_ids.filtered(
            lambda line: line.state in wanted and self.part in (0, line.part)
        )
        self.line_ids = [
            Command.create({"debit_line_id": line.id, "outcome": "funds"})
            for line in waiting - listed
        ]
