from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArrearsStatementSource(models.Model):
    """Where the statements of one receiving account come from, and into which journal they go.

    The account itself is the one on the journal, as Odoo knows it; it is not kept a second time.
    """

    _name = "arrears.statement.source"
    _description = "Statement source"
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Short code by which the sidecar's configuration and folders name this account.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        domain=[("type", "=", "bank")],
        ondelete="restrict",
        help="Movements are booked here, against its suspense account.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", compute_sudo=True)
    profile = fields.Char(
        string="Layout",
        help="Name of the layout in the sidecar, for example ccb_statement. Empty: the sidecar "
        "finds out from each file.",
    )
    date_from = fields.Date(
        string="Books begin on",
        help="Movements before this day are in the books already and are passed over.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        help="Gets a task when a statement from the sidecar's folder is set aside.",
    )

    # How far it is
    file_ids = fields.One2many("arrears.statement.file", "source_id", string="Statement files")
    last_day = fields.Date(string="Read until", compute="_compute_last")
    last_balance = fields.Monetary(string="Balance at the bank", compute="_compute_last")
    problem_count = fields.Integer(string="Set aside", compute="_compute_last")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another source has this code: the sidecar could not tell them apart."
    )
    _journal_once = models.UniqueIndex(
        "(journal_id) WHERE active", "Another source already fills this journal."
    )

    @api.depends("journal_id", "company_id")
    def _compute_currency_id(self):
        for source in self:
            source.currency_id = source.journal_id.currency_id or source.company_id.currency_id

    def _compute_last(self):
        """The newest accepted statement by its last day."""
        files = self.env["arrears.statement.file"]
        newest = {}
        for file in files.search(
            [("source_id", "in", self.ids), ("state", "in", ("sealed", "booked"))],
            order="date_to, id",
        ):
            newest[file.source_id.id] = file
        counted = dict(
            files._read_group(
                [("source_id", "in", self.ids), ("state", "=", "quarantined")],
                ["source_id"],
                ["__count"],
            )
        )
        for source in self:
            file = newest.get(source._origin.id, files)
            source.last_day = file.date_to
            source.last_balance = file.balance_end if file.has_balances else 0
            source.problem_count = counted.get(source._origin, 0)

    @api.constrains("journal_id", "company_id")
    def _check_journal(self):
        for source in self:
            if source.journal_id.company_id != source.company_id:
                raise ValidationError(
                    self.env._(
                        "Journal %(journal)s belongs to %(company)s: make its source there.",
                        journal=source.journal_id.display_name,
                        company=source.journal_id.company_id.name,
                    )
                )
            if not source.journal_id.suspense_account_id:
                raise ValidationError(
                    self.env._(
                        "Journal %(journal)s has no suspense account, so movements that nobody has "
                        "identified yet could not be booked. Set one on the journal.",
                        journal=source.journal_id.display_name,
                    )
                )

    def action_view_files(self):
        """Open the statements of this account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_statement_file"
        )
        return {**action, "domain": [("source_id", "=", self.id)]}
