from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .guarded import refuse_guarded, without_typed_defaults

STATES = [
    ("draft", "Draft"),
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("revoked", "Revoked"),
    ("expired", "Expired"),
]

PROBLEMS = [
    ("account", "Account has to be mended"),
    ("mandate", "Bank knows no authority"),
    ("refused", "Payer refused"),
    ("deceased", "Payer reported deceased"),
    ("funds", "Three failures in a row"),
    ("left", "Debtor has left the units"),
    ("unused", "Not used for too long"),
]

# It is over for good: to collect again a new one is signed.
ENDED = ("revoked", "expired")

# What the payer signed: changing it takes a suspended mandate, so that nothing on its way to
# the bank differs from what is shown.
SIGNED = {
    "debtor_id",
    "holder_name",
    "account_entry",
    "bank_name",
    "bank_code",
    "agreement_number",
    "unit_ids",
    "channel_id",
    "amount_max",
    "date_from",
    "signed_date",
    "covers_pass_through",
    "covers_late_fee",
    "purpose",
    "cycle",
    "signed_how",
    "company_id",
    "notice_days",
}

GUARDED = {
    "state", "problem", "forgiven_line_id", "name",
    "account_cipher", "account_hash", "account_last4", "account_doubtful",
    "scan_content", "has_scan", "ended_on",
}  # fmt: skip


class ArrearsMandate(models.Model):
    """An owner's authority to collect from a bank account.

    PBoC 银发〔2020〕248号: the authority names payee, purpose, account, cycle or conditions and
    term. The holder of the account may be somebody other than the debtor. The number itself can
    be entered and used for a debit, never read back.
    """

    _name = "arrears.mandate"
    _description = "Direct debit mandate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name desc, id desc"
    _rec_names_search = ["name", "holder_name", "account_last4", "debtor_id"]
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True, tracking=True
    )
    problem = fields.Selection(
        PROBLEMS, readonly=True, copy=False, tracking=True, help="What has to be mended first."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        "arrears.bank.channel",
        string="Bank channel",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_channel(),
    )

    # Who pays for whom
    debtor_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        help="Whose charges are collected.",
    )
    holder_name = fields.Char(
        string="Account holder",
        required=True,
        tracking=True,
        help="As the bank knows the name; may be another person than the debtor.",
    )
    unit_ids = fields.Many2many(
        "arrears.unit",
        "arrears_mandate_unit_rel",
        string="Units",
        check_company=True,
        help="Only charges of these units are collected.",
    )

    # The account
    bank_name = fields.Char(string="Bank")
    bank_code = fields.Char(
        string="Bank code", help="The bank's clearing number, where another bank collects."
    )
    account_masked = fields.Char(string="Bank account", compute="_compute_account_masked")

    # What was signed
    agreement_number = fields.Char(string="Agreement number", copy=False, tracking=True)
    signed_date = fields.Date(string="Signed on", copy=False, tracking=True)
    date_from = fields.Date(string="Valid from", copy=False, tracking=True)
    date_to = fields.Date(string="Valid until", copy=False, tracking=True)
    purpose = fields.Char(help="What the payer allows to collect, as signed.")
    cycle = fields.Selection(
        [
            ("month", "Monthly"),
            ("quarter", "Quarterly"),
            ("year", "Yearly"),
            ("bill", "With each bill"),
        ],
        string="How often",
        help="As signed: the cycle or condition of the debits.",
    )
    amount_max = fields.Monetary(
        string="Most per debit", tracking=True, help="0 if the payer set no limit."
    )
    covers_pass_through = fields.Boolean(
        string="Water and power too", default=True, help="The payer agreed to these as well."
    )
    covers_late_fee = fields.Boolean(
        string="Late fees too", help="The payer agreed to these as well."
    )

    # What happened with it
    forgiven_line_id = fields.Many2one(
        "arrears.debit.line",
        string="Failures forgiven up to",
        readonly=True,
        copy=False,
        help="A person has spoken with the owner: failures up to this one no longer count.",
    )
    line_ids = fields.One2many("arrears.debit.line", "mandate_id", string="Instructions")
    line_count = fields.Integer(compute="_compute_line_count")
    announcement_ids = fields.One2many(
        "arrears.debit.announcement", "mandate_id", string="Announcements"
    )

    _account_once = models.UniqueIndex(
        "(company_id, debtor_id, account_hash, COALESCE(agreement_number, ''))"
        " WHERE state IN ('active', 'suspended')",
        "This debtor already has a mandate for the same account and agreement: open that one.",
    )
    _limit_positive = models.Constraint(
        "CHECK (amount_max >= 0)", "The most per debit cannot be negative."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_from <= date_to)",
        "The mandate ends before it begins: correct one of the two dates.",
    )

    # Defaults and computes

    @api.model
    def _default_channel(self):
        """The channel, where the company has only one."""
        channels = self.env["arrears.bank.channel"].search(
            [("company_id", "in", self.env.company.parent_ids.ids)], limit=2
        )
        return channels if len(channels) == 1 else channels.browse()

    @api.depends("name", "account_last4", "holder_name")
    def _compute_display_name(self):
        for mandate in self:
            parts = (mandate.name, mandate.holder_name, mandate.account_masked)
            mandate.display_name = " ".join(filter(None, parts))

    @api.depends("account_last4")
    def _compute_account_masked(self):
        for mandate in self:
            last4 = mandate.account_last4
            mandate.account_masked = f"•••• {last4}" if last4 else ""

    def _compute_line_count(self):
        counted = dict(
            self.env["arrears.debit.line"]._read_group(
                [("mandate_id", "in", self.ids)], ["mandate_id"], ["__count"]
            )
        )
        for mandate in self:
            mandate.line_count = counted.get(mandate._origin, 0)

    @api.onchange("debtor_id")
    def _onchange_debtor_id(self):
        self.holder_name = self.holder_name or self.debtor_id.name

    # Constraints and writing

    @api.constrains("unit_ids", "debtor_id", "date_from", "date_to", "state")
    def _check_one_mandate_a_unit(self):
        """A debtor's charges of a unit go through one active mandate, so that none is doubtful."""
        others = self.search([("debtor_id", "in", self.debtor_id.ids), ("state", "=", "active")])
        for mandate in self.filtered(lambda mandate: mandate.state == "active"):
            for other in others - mandate:
                if mandate._meets(other):
                    raise ValidationError(
                        self.env._(
                            "%(units)s of %(debtor)s is already collected by mandate %(other)s. "
                            "Revoke that one first, or take the unit off one of the two.",
                            units=(mandate.unit_ids & other.unit_ids)[:1].display_name,
                            debtor=mandate.debtor_id.display_name,
                            other=other.name,
                        )
                    )

    def _meets(self, other):
        """Whether both mandates collect from the same debtor for the same unit on some day."""
        first, last = fields.Date.to_date("0001-01-01"), fields.Date.to_date("9999-12-31")
        return (
            self.company_id == other.company_id
            and self.debtor_id == other.debtor_id
            and bool(self.unit_ids & other.unit_ids)
            and (self.date_from or first) <= (other.date_to or last)
            and (other.date_from or first) <= (self.date_to or last)
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Enter mandates; each gets a number and begins as a draft."""
        for values in vals_list:
            refuse_guarded(self, values, GUARDED)
        numbers = self.env["ir.sequence"].sudo()
        return super(ArrearsMandate, without_typed_defaults(self, GUARDED)).create(
            [{**values, "name": numbers.next_by_code("arrears.mandate")} for values in vals_list]
        )

    def write(self, vals):
        """Change mandates; what the payer signed is fixed while the mandate is active."""
        refuse_guarded(self, vals, GUARDED)
        fixed = self.filtered(lambda mandate: mandate.state in ("active", *ENDED))
        if fixed and SIGNED & vals.keys():
            raise UserError(
                self.env._(
                    "Mandate %(name)s is %(state)s: suspend it before changing what was signed, "
                    "or enter a new one.",
                    name=fixed[0].name,
                    state=dict(STATES)[fixed[0].state],
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(mandate.state != "draft" for mandate in self):
            raise UserError(
                self.env._("Only a draft can be deleted: revoke the mandate, its history stays.")
            )

    # States

    def action_activate(self):
        """Begin or resume collecting. Needs the account, the units and the day of signature."""
        self.check_access("write")
        for mandate in self:
            mandate._check_complete()
        self.sudo().write({"state": "active", "problem": False})
        self.sudo()._forgive()

    def _forgive(self):
        """Begin to count failures anew: somebody has looked at the earlier ones."""
        latest = self.env["arrears.debit.line"]._read_group(
            [("mandate_id", "in", self.ids)], ["mandate_id"], ["id:max"]
        )
        for mandate, line_id in latest:
            mandate.forgiven_line_id = line_id

    def _check_complete(self):
        """Say what is missing before this mandate may be used."""
        wanted = {
            self.env._("account number"): self.account_last4,
            self.env._("units"): self.unit_ids,
            self.env._("day of signature"): self.signed_date,
        }
        missing = [name for name, value in wanted.items() if not value]
        if missing:
            raise UserError(
                self.env._(
                    "Mandate %(name)s cannot be used yet. Missing: %(missing)s.",
                    name=self.name,
                    missing=", ".join(missing),
                )
            )
        if self.state == "revoked":
            raise UserError(
                self.env._("Mandate %(name)s was revoked: enter a new one.", name=self.name)
            )
        if self.state == "expired":
            raise UserError(
                self.env._("Mandate %(name)s has expired: enter a new one.", name=self.name)
            )

    def action_suspend(self):
        """Stop collecting until further notice."""
        self.check_access("write")
        self.filtered(lambda mandate: mandate.state == "active").sudo().state = "suspended"

    def action_revoke(self):
        """Stop collecting for good: the payer has taken the authority back."""
        self.check_access("write")
        self.sudo().write(
            {
                "state": "revoked",
                "problem": False,
                "ended_on": self.env.company._arrears_today(),
            }
        )

    def _stop_for(self, problem):
        """Suspend because of what the bank answered; a person mends it and activates again."""
        self.filtered(lambda mandate: mandate.state == "active").sudo().write(
            {"state": "suspended", "problem": problem}
        )

    def action_view_lines(self):
        """Open the instructions of this mandate."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_debit_line"
        )
        action["domain"] = [("mandate_id", "=", self.id)]
        return action
