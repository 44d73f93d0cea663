from odoo import api, fields, models

from ..ledger.kinds import KINDS
from .golive_file import SHEET_LABELS


class ArrearsGoliveRow(models.Model):
    """One row of a list: accepted or refused with its cause, and booked once.

    The key says what the row is. The database allows a booked key once in a company, so that
    the same row in another file, or in another go-live, cannot be booked again.
    """

    _name = "arrears.golive.row"
    _description = "Row of a go-live"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "golive_id, sheet, file_id, number, id"
    _rec_name = "number"
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            *("state", "row_key", "move_id", "line_id", "mandate_id", "event_id"),
            *("former_claim_id", "promise_id"),
        }
    )

    golive_id = fields.Many2one(
        "arrears.golive", string="Go-live", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="golive_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    file_id = fields.Many2one("arrears.golive.file", index=True, ondelete="cascade", readonly=True)
    file_name = fields.Char(related="file_id.name", string="Name of the file")
    sheet = fields.Selection(SHEET_LABELS, string="List", required=True, readonly=True)
    number = fields.Integer(string="Row", readonly=True, aggregator=False)
    state = fields.Selection(
        [("refused", "Rejected"), ("accepted", "Accepted"), ("booked", "Booked")],
        required=True,
        readonly=True,
        default="refused",
        index=True,
    )
    row_key = fields.Char(string="Key of the row", readonly=True, copy=False)

    # What the file says, for our own methods alone; an account number is never among it
    cells = fields.Json(string="What the file says", readonly=True, groups=fields.NO_ACCESS)
    read_problems = fields.Json(string="Unreadable cells", readonly=True, groups=fields.NO_ACCESS)
    unit_text = fields.Char(string="Unit as written", readonly=True)
    person_text = fields.Char(string="Name as written", readonly=True)
    amount = fields.Monetary(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    due_date = fields.Date(string="Due date", readonly=True)
    account_cipher = fields.Char(groups=fields.NO_ACCESS, copy=False)
    account_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    account_last4 = fields.Char(string="Account, last four digits", readonly=True, copy=False)

    # What it means
    unit_id = fields.Many2one("arrears.unit", readonly=True, index="btree_not_null")
    debtor_id = fields.Many2one(
        "res.partner", string="Person found", readonly=True, index="btree_not_null"
    )
    reasons = fields.Json(readonly=True)
    notes = fields.Json(readonly=True)
    has_note = fields.Integer(
        string="Number of notes", readonly=True, help="1 where there is a note."
    )
    reason_text = fields.Text(string="Cause and cure", compute="_compute_texts")
    note_text = fields.Text(string="Note", compute="_compute_texts")

    # What became of it
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    line_id = fields.Many2one(
        "account.move.line", string="Item", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip
    mandate_id = fields.Many2one("arrears.mandate", readonly=True, copy=False, ondelete="restrict")
    event_id = fields.Many2one(
        "arrears.limitation.event", readonly=True, copy=False, ondelete="restrict"
    )
    former_claim_id = fields.Many2one(
        "arrears.former.claim",
        string="Claim of a former firm",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    promise_id = fields.Many2one("arrears.promise", readonly=True, copy=False, ondelete="restrict")

    _key_once = models.UniqueIndex(
        "(golive_id, sheet, row_key) WHERE state <> 'refused'",
        "This row is in the go-live already.",
    )
    _booked_once = models.UniqueIndex(
        "(company_id, sheet, row_key) WHERE state = 'booked'", "This row was booked already."
    )

    @api.depends("sheet", "number")
    def _compute_display_name(self):
        sheets = dict(self._fields["sheet"]._description_selection(self.env))
        for row in self:
            row.display_name = self.env._(
                "%(list)s, row %(number)s", list=sheets.get(row.sheet), number=row.number
            )

    @api.depends("reasons", "notes")
    @api.depends_context("lang")
    def _compute_texts(self):
        wording = self.env["arrears.reason.wording"]
        for row in self:
            row.reason_text = wording._word(row.reasons)
            row.note_text = wording._word(row.notes)

    def _is_frozen(self):
        return self.state == "booked"

    def _whole_parts(self):
        """These rows, and those that are booked with them or not at all. Rooms add theirs."""
        return self

    def action_drop(self):
        """Take refused rows off: they were entered by mistake, or come again in another file.

        :raises UserError: one of them is accepted or booked
        """
        self.golive_id._check_worker()
        for row in self:
            row.golive_id._check_state("draft", "checked", "booked")
            if row.state != "refused":
                row._refuse_change()
        for golive, rows in self.grouped("golive_id").items():
            golive.message_post(
                body=self.env._(
                    "Refused rows taken off: %(rows)s.",
                    rows=", ".join(rows.mapped("display_name")),
                )
            )
        self.sudo().unlink()

    def action_open_entry(self):
        """Open the journal entry the row was booked in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
