from odoo import api, fields, models

SHEET_LABELS = [
    ("unit", "Units and owners"),
    ("open_item", "Open items"),
    ("prepayment", "Prepayments"),
    ("deposit", "Deposits"),
    ("mandate", "Mandates"),
    ("demand", "Past demands"),
    ("former_claim", "Claims of a former firm"),
    ("plan", "Payment plans in force"),
    ("promise", "Promises in force"),
]


class ArrearsGoliveFile(models.Model):
    """One uploaded list: what it was, what it said, and what became of it.

    Its bytes are not kept: a list of mandates names accounts. Name and hash tell which file it
    was, its rows what it said.
    """

    _name = "arrears.golive.file"
    _description = "List of a go-live"
    _order = "id desc"

    golive_id = fields.Many2one(
        "arrears.golive", string="Go-live", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="golive_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sheet = fields.Selection(SHEET_LABELS, string="List", required=True, readonly=True)
    name = fields.Char(string="File", readonly=True)
    digest = fields.Char(string="SHA-256", readonly=True)
    state = fields.Selection(
        [
            ("read", "Taken in"),
            ("differs", "Total differs"),
            ("refused", "Rejected"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        default="read",
    )
    row_count = fields.Integer(string="Number of rows", readonly=True)
    blank_count = fields.Integer(string="Blank rows", readonly=True)
    known_count = fields.Integer(
        string="Known rows", readonly=True, help="Rows that were booked already; nothing was done."
    )
    amount_total = fields.Monetary(string="Total of the rows", readonly=True)
    amount_stated = fields.Monetary(string="Stated total", readonly=True)
    ignored_text = fields.Char(
        string="Columns passed over", readonly=True, help="Headings that this list does not know."
    )
    problems = fields.Json(string="Reasons for refusing the file", readonly=True)
    problem_text = fields.Text(string="Problem", compute="_compute_problem_text")
    row_ids = fields.One2many("arrears.golive.row", "file_id", string="Rows")

    @api.depends("problems")
    @api.depends_context("lang")
    def _compute_problem_text(self):
        for file in self:
            file.problem_text = self.env["arrears.reason.wording"]._word(file.problems)
