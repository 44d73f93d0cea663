from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.hardship import decide_by, last_paused_day
from ...engine.money import amount, minor_units

CATEGORIES = [
    ("income_loss", "Loss of income"),
    ("illness", "Illness or hospital"),
    ("disability", "Disability"),
    ("low_income", "Registered low income"),
    ("bereavement", "Bereavement or inheritance"),
    ("disaster", "Disaster"),
    ("separation", "Separation or violence"),
    ("elderly_alone", "Elderly, living alone"),
    ("cash_gap", "Temporary shortage"),
    ("other", "Other"),
]
EVIDENCE = [
    ("self_declaration", "The owner's own word"),
    ("low_income_certificate", "Low-income certificate"),
    ("unemployment_proof", "Proof of unemployment"),
    ("medical_certificate", "Medical certificate"),
    ("disability_card", "Disability card"),
    ("disaster_proof", "Proof of a disaster"),
    ("bereavement_proof", "Proof of a death"),
    ("community_letter", "Letter of the community"),
]
CHANNELS = [
    ("paper", "Paper form"),
    ("phone", "By phone"),
    ("counter", "At the counter"),
    ("portal", "On the owner's page"),
]
# What a colleague takes down; the owner's page says for itself where it came from.
TAKEN_DOWN = CHANNELS[:3]
OPEN_STATE = "applied"
# Somebody still has to decide: the application, or the appeal against its refusal.
OPEN_STATES = (OPEN_STATE, "appealed")
DECISIONS = [
    ("waive_full", "Waive all late fees"),
    ("waive_part", "Waive part of the late fees"),
    ("reduce_principal", "Reduce the service fee"),
    ("refuse", "Refuse"),
]


class ArrearsHardship(models.Model):
    """An owner's application for relief. It pauses at once and is decided by somebody else.

    Only reviewers and managers read it. Nothing of it reaches a card, a letter, a message or a
    file: no category is tracked, and copies of proofs are refused (PIPL art. 28–29).
    """

    _name = "arrears.hardship"
    _description = "Application for relief"
    _inherit = ["arrears.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "state, decide_by, id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {
            "name",
            "state",
            "opened_by_id",
            "opened_on",
            "paused_until",
            "extended_on",
            "decide_by",
            "evidence_seen_by_id",
            "evidence_seen_on",
            "decided_by_id",
            "decided_on",
            "appeal_until",
            "waiver_id",
            *("appealed_on", "appeal_taken_by_id", "appeal_said", "appeal_decision"),
            *("appeal_amount", "appeal_reason", "appeal_decided_by_id", "appeal_decided_on"),
        }
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "arrears.unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The unit whose late fees are asked about. Empty: all units of the owner. "
        "The pause covers all of them either way.",
    )
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index="btree_not_null")
    state = fields.Selection(
        [
            (OPEN_STATE, "To decide"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("appealed", "Appealed"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default=OPEN_STATE,
        index=True,
        copy=False,
    )

    # What was said
    channel = fields.Selection(CHANNELS, string="Received by", required=True, default="paper")
    category = fields.Selection(
        CATEGORIES, string="Ground", help="For the reviewer alone; it is never published."
    )
    address_confidential = fields.Boolean(
        string="Keep the address secret", help="The owner's whereabouts must not be passed on."
    )
    statement = fields.Text(help="What the owner says, in the owner's words.")

    # The pause
    opened_by_id = fields.Many2one(
        "res.users",
        string="Taken by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    opened_on = fields.Date(string="Received on", readonly=True, copy=False)
    paused_until = fields.Date(string="Paused until", readonly=True, copy=False)
    extended_on = fields.Date(string="Prolonged on", readonly=True, copy=False)
    decide_by = fields.Date(string="Answer by", readonly=True, copy=False)
    hold_ids = fields.One2many("arrears.hold", "hardship_id", string="Paused cards", readonly=True)

    # Evidence: seen, not kept
    evidence_type = fields.Selection(EVIDENCE, string="Proof", default="self_declaration")
    evidence_dated = fields.Date(string="Proof dated")
    evidence_seen_by_id = fields.Many2one("res.users", string="Seen by", readonly=True, copy=False)
    evidence_seen_on = fields.Date(string="Seen on", readonly=True, copy=False)

    # The decision
    decision = fields.Selection(DECISIONS)
    waive_amount = fields.Monetary(string="Amount to waive")
    decision_reason = fields.Text(string="Reasons given", help="As the owner will read them.")
    late_fee_open = fields.Monetary(string="Late fees open", compute="_compute_late_fee_open")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Date(string="Decided on", readonly=True, copy=False)
    appeal_until = fields.Date(string="Appeal until", readonly=True, copy=False)
    waiver_id = fields.Many2one("arrears.waiver", readonly=True, copy=False, ondelete="restrict")

    _decided_by_another = models.Constraint(
        "CHECK (decided_by_id IS NULL OR decided_by_id <> opened_by_id)",
        "An application is decided by someone other than the person who took it.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK (waive_amount IS NULL OR waive_amount >= 0)",
        "The amount to waive cannot be negative.",
    )
    _one_open = models.UniqueIndex(
        "(company_id, debtor_id) WHERE state IN ('applied', 'appealed')",
        "This owner has an application that is still to be decided.",
    )

    def _is_frozen(self):
        return self.state != OPEN_STATE

    @api.depends("debtor_id", "unit_id", "company_id")
    def _compute_late_fee_open(self):
        sums = self.env["arrears.charge"]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.debtor_id.ids),
                ("kind", "=", "late_fee"),
                ("state", "=", "open"),
            ],
            ["company_id", "debtor_id", "unit_id"],
            ["amount_remaining:sum"],
        )
        for application in self:
            digits = application.currency_id.decimal_places or 2
            application.late_fee_open = amount(
                sum(
                    minor_units(total, digits)
                    for company, debtor, unit, total in sums
                    if (company, debtor) == (application.company_id, application.debtor_id)
                    and application.unit_id in (unit, unit.browse())
                ),
                digits,
            )

    def _open_charges(self, kind):
        """Posted charges of the owner of one kind that are still open, oldest first."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("debtor_id", "=", self.debtor_id.id),
            ("kind", "=", kind),
            ("state", "=", "open"),
        ]
        if self.unit_id:
            domain.append(("unit_id", "=", self.unit_id.id))
        return self.env["arrears.charge"].search(domain, order="due_date, id")

    @api.model_create_multi
    def create(self, vals_list):
        """Open applications; each pauses the owner's cards before this returns."""
        self.flush_model(["state"])  # One may have been closed just now.
        quiet = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        applications = super(ArrearsHardship, quiet).create(vals_list)
        for application in applications:
            application._begin()
        return applications.with_env(self.env)

    def _begin(self):
        company = self.company_id
        today = company._arrears_today()
        if self.debtor_id != self.debtor_id.commercial_partner_id:
            raise UserError(
                self.env._(
                    "%(contact)s is filed under %(owner)s: apply for that one.",
                    contact=self.debtor_id.display_name,
                    owner=self.debtor_id.commercial_partner_id.display_name,
                )
            )
        numbers = self.env["ir.sequence"].sudo().with_company(company)
        self._record_effect(
            {
                "name": numbers.next_by_code("arrears.hardship"),
                "opened_on": today,
                "decide_by": decide_by(today, company.arrears_decision_days),
                "paused_until": last_paused_day(today, company.arrears_pause_days),
            }
        )
        self._pause(today)

    def _pause(self, first):
        """Put all cards of the owner on hold. What the hold says is only that they are paused."""
        cases = (
            self.env["arrears.case"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("debtor_id", "=", self.debtor_id.id),
                    ("state", "!=", "closed"),
                ]
            )
        )
        self.env["arrears.hold"].sudo().create(
            [
                {
                    "case_id": case.id,
                    "type": "hardship",
                    "date_from": first,
                    "date_until": self.paused_until,
                    "hardship_id": self.id,
                }
                for case in cases
            ]
        )

    def _paused_through(self, day):
        """Move the last day of the pause on the application and on its cards."""
        self._record_effect({"paused_until": day})
        # What had ended before an appeal stays ended.
        running = self.sudo().hold_ids.filtered(
            lambda hold: (
                not hold.lifted_on and (not self.appealed_on or hold.date_until >= self.appealed_on)
            )
        )
        running.write({"date_until": day})

    def _check_open(self, states=(OPEN_STATE,)):
        for application in self:
            if application.state not in states:
                raise UserError(
                    self.env._("%(number)s has been decided already.", number=application.name)
                )

    def action_evidence_seen(self):
        """Tick that the reader has seen the proof named on the form. No copy is kept.

        :raises AccessError: the user is no reviewer
        :raises UserError: no kind of proof is named
        """
        self.check_access("write")
        self._check_open(OPEN_STATES)
        for application in self:
            if not application.evidence_type:
                raise UserError(self.env._("Say first which proof you have seen."))
            application._record_effect(
                {
                    "evidence_seen_by_id": self.env.uid,
                    "evidence_seen_on": application.company_id._arrears_today(),
                }
            )

    def action_extend_pause(self):
        """Prolong the pause once by as many days as it first had.

        :raises AccessError: the user is no reviewer
        :raises UserError: it was prolonged before
        """
        self.check_access("write")
        self._check_open()
        for application in self:
            if application.extended_on:
                raise UserError(
                    self.env._(
                        "The pause was prolonged already: decide %(number)s now.",
                        number=application.name,
                    )
                )
            days = application.company_id.arrears_pause_days
            application._record_effect({"extended_on": application.company_id._arrears_today()})
            application._paused_through(
                last_paused_day(fields.Date.add(application.paused_until, days=1), days)
            )

    def action_withdraw(self):
        """Close an application that the owner took back; the pause ends today.

        :raises AccessError: the user is no reviewer
        """
        self.check_access("write")
        self._check_open()
        for application in self:
            today = application.company_id._arrears_today()
            application._paused_through(max(today, application.opened_on))
            application._record_effect({"state": "withdrawn"})

    def message_post(self, **kwargs):
        """Notes without files: a copy of a proof must not lie here."""
        if kwargs.get("attachments") or kwargs.get("attachment_ids"):
            self._refuse_files()
        return super().message_post(**kwargs)

    @api.model
    def _refuse_files(self):
        raise UserError(
            self.env._(
                "No files on applications for relief: look at the proof, tick that you have seen "
                "it, and give it back."
            )
        )
