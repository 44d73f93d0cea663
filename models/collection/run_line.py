from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What a run says of a card, and the type of its column.
SAID = {
    "case_id": "integer",
    "outcome": "varchar",
    "step_id": "integer",
    "contact_id": "integer",
    "planned_at": "timestamp",
    "reasons": "jsonb",
    "verdict_key": "varchar",
}
OUTCOMES = [
    ("step", "Step taken"),
    ("named", "Named along"),
    ("waiting", "Waiting"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
]


class ArrearsRunLine(models.Model):
    """What a run did about a card, or a verdict that differs from the one before.

    A verdict stands until ``until_run_id``, so the answer for any card and night can be read
    without a row a night.
    """

    _name = "arrears.run.line"
    _description = "Line of a collection run"
    _order = "run_id desc, outcome, id"
    _rec_name = "case_id"

    run_id = fields.Many2one("arrears.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(related="run_id.date")
    run_state = fields.Selection(related="run_id.state")
    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="restrict")
    estate_id = fields.Many2one(related="case_id.estate_id", store=True)
    amount_pursued = fields.Monetary(
        string="Pursued then", readonly=True, help="On the card when the run looked at it."
    )
    outcome = fields.Selection(OUTCOMES, required=True, index=True)
    step_id = fields.Many2one("arrears.policy.step", ondelete="set null")
    contact_id = fields.Many2one(
        "arrears.contact", string="Message", ondelete="restrict", index="btree_not_null"
    )
    planned_at = fields.Datetime(string="Leaves at")
    text = fields.Text(help="In a preview: the text that would leave.")
    reasons = fields.Json()
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")
    verdict_key = fields.Char(help="Tells whether the next run found the same.")
    until_run_id = fields.Many2one(
        "arrears.run", string="Until run", ondelete="restrict", index="btree_not_null"
    )

    undo_reasons = fields.Json()
    undo_text = fields.Text(string="Undone or kept", compute="_compute_undo_text")

    _once = models.UniqueIndex("(run_id, case_id)", "A run says one thing about a card.")
    _standing = models.Index("(case_id) WHERE until_run_id IS NULL")

    @api.depends("reasons", "outcome", "step_id")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for line in self:
            line.reason_text = wording._word(line.reasons) or line.step_id.sudo().name

    @api.depends("undo_reasons")
    @api.depends_context("lang")
    def _compute_undo_text(self):
        wording = self.env["arrears.reason.wording"]
        for line in self:
            line.undo_text = wording._word(line.undo_reasons)

    def write(self, vals):
        """Only the end of a verdict, and what undoing came to, are ever added."""
        if set(vals) - {"until_run_id", "undo_reasons"}:
            raise UserError(self.env._("The lines of a run are kept as they were written."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_effective(self):
        if any(line.run_id.state != "preview" for line in self):
            raise UserError(self.env._("The lines of a run are kept as they were written."))

    @api.model
    def _insert(self, run, values_list):
        """Write the lines of a night by one statement: the first night has one for each card.

        :param run: the run that says it; amount and estate are those of the card now
        :param values_list: a value for each of ``SAID``
        """
        if not values_list:
            return
        self.env["arrears.case"].flush_model(["amount_pursued", "estate_id", "company_id"])
        self.flush_model(["run_id", "case_id"])
        rows = [self._as_row(values) for values in values_list]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_run_line
                       (run_id, company_id, estate_id, amount_pursued, %(names)s,
                        create_uid, write_uid, create_date, write_date)
                SELECT %(run)s, k.company_id, k.estate_id, k.amount_pursued, %(values)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(columns)s) AS v (%(names)s)
                  JOIN arrears_case k ON k.id = v.case_id AND k.company_id = %(company)s
                """,
                run=run.id,
                company=run.company_id.id,
                names=SQL(", ").join(map(SQL.identifier, SAID)),
                values=SQL(", ").join(SQL.identifier("v", name) for name in SAID),
                columns=SQL(", ").join(
                    SQL("%s::%s[]", [row[name] for row in rows], SQL(kind))
                    for name, kind in SAID.items()
                ),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        run.invalidate_recordset(["line_ids"], flush=False)
        self.env["arrears.case"].invalidate_model(["run_line_ids"], flush=False)

    @api.model
    def _as_row(self, values):
        """Values as the columns take them, by the fields' own conversion."""
        return {
            name: self._fields[name].convert_to_column_insert(values[name], self) for name in SAID
        }

    @api.model
    def _standing_verdicts(self, cases):
        """The verdict in force on each card: ``{case id: line}``; previews and undone runs say
        nothing."""
        lines = self.search_fetch(
            [
                ("case_id", "in", cases.ids),
                ("until_run_id", "=", False),
                ("run_id.state", "not in", ("preview", "rolled_back")),
            ],
            ["case_id", "run_id", "verdict_key"],
            order="id",
        )
        return {line.case_id.id: line for line in lines}
