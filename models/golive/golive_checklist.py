from odoo import Command, api, fields, models

CODES = [
    ("units", "The estate has no units"),
    ("no_owner", "Units without an owner"),
    ("unclear_person", "Persons filed under companies"),
    ("no_reach", "Debtors without telephone and e-mail"),
    ("no_basis", "Open charges without a price basis"),
    ("unclassified", "Open charges of unknown kind"),
    ("refused_rows", "Refused rows"),
    ("transfer", "The transfer account is not at zero"),
    ("tie_out", "The arrears do not tie out with the ledger"),
    ("office", "Office: name, address, telephone or hours are missing"),
    ("how_to_pay", "How to pay is not described"),
    ("no_collector", "No collector is responsible for the estate"),
    ("no_policy", "No policy covers the estate"),
    ("holidays", "Public holidays of the next months are missing"),
    ("unsigned_plans", "Payment plans in force that no owner signed"),
    ("time_barred", "Time-barred charges: they are never pursued"),
    ("limitation_near", "Limitation ends within 90 days"),
    ("former_claims", "Claims of a former firm: kept apart"),
    ("other_follow_up", "Odoo's own follow-up of customers is installed and switched on"),
    ("preview", "The preview of the first run was not looked at today"),
]
# Worth knowing; nothing has to be done about them.
INFORMATION = frozenset({"time_barred", "former_claims", "limitation_near"})


class ArrearsGoliveChecklist(models.Model):
    """One line of what is still missing before the first run of an estate."""

    _name = "arrears.golive.checklist"
    _description = "Check list before the first run"
    _order = "golive_id, sequence, id"
    _rec_name = "code"

    golive_id = fields.Many2one(
        "arrears.golive", string="Go-live", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="golive_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(CODES, string="What is missing", required=True, readonly=True)
    count = fields.Integer(string="How many", readonly=True, aggregator=False)
    is_information = fields.Boolean(
        string="For information", readonly=True, help="Worth knowing; nothing has to be done."
    )

    def action_open(self):
        """Open the records that the line speaks of."""
        self.ensure_one()
        self.check_access("read")
        return self.golive_id._open_check(self.code)


class ArrearsGolive(models.Model):
    """Looking at what is missing before the first run."""

    _inherit = "arrears.golive"

    checked_at = fields.Datetime(string="Check list of", readonly=True, copy=False)

    def action_look(self):
        """Look again at what is still missing."""
        self._check_worker()
        for golive in self:
            found = golive.sudo()._missing()
            lines = [
                Command.create(
                    {
                        "sequence": number, "code": code, "count": found[code],
                        "is_information": code in INFORMATION,
                    }
                )
                for number, (code, __) in enumerate(CODES)
                if found.get(code)
            ]  # fmt: skip
            golive.sudo()._record_effect(
                {
                    "checklist_ids": [Command.clear(), *lines],
                    "checked_at": fields.Datetime.now(),
                }
            )

    @api.model
    def _missing_codes(self):
        return [code for code, __ in CODES]
