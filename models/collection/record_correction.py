from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

REASONS = [
    ("bank", "Delay of the bank"),
    ("not_billed", "The bill did not arrive"),
    ("own_error", "Our own error"),
    ("wrong_bill", "The bill was wrong"),
    ("repair", "An open repair was agreed first"),
    ("other", "Another reason"),
]


class ArrearsRecordCorrection(models.Model):
    """A bill that was paid late for no fault of the debtor: it no longer counts in his record.

    One person asks, another decides. What was asked stands still from the first moment.
    """

    _name = "arrears.record.correction"
    _description = "Correction of a payment record"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _rec_name = "charge_id"

    _effect_fields = frozenset(
        {"state", "requested_by_id", "requested_on", "decided_by_id", "decided_on"}
    )

    charge_id = fields.Many2one(
        "arrears.charge", string="Bill", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="charge_id.company_id", store=True, index=True, precompute=True
    )
    debtor_id = fields.Many2one(related="charge_id.debtor_id", string="Owner")
    unit_id = fields.Many2one(related="charge_id.unit_id")
    due_date = fields.Date(related="charge_id.due_date")
    reason_code = fields.Selection(REASONS, string="Reason", required=True)
    explanation = fields.Text(required=True, help="What happened, and how it is known.")
    state = fields.Selection(
        [
            ("requested", "To decide"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="requested",
        index=True,
        copy=False,
    )
    requested_by_id = fields.Many2one(
        "res.users", string="Asked for by", readonly=True, copy=False,
        default=lambda self: self.env.user,
    )  # fmt: skip
    requested_on = fields.Date(string="Asked for on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Date(string="Decided on", readonly=True, copy=False)
    decision_note = fields.Text(string="Note of the approver", copy=False)

    _decided_by_another = models.Constraint(
        "CHECK (state NOT IN ('approved', 'refused') OR (decided_by_id IS NOT NULL"
        " AND requested_by_id IS NOT NULL AND decided_by_id <> requested_by_id))",
        "A correction is decided by someone other than the person who asked for it.",
    )
    _once_a_bill = models.UniqueIndex(
        "(charge_id) WHERE state IN ('requested', 'approved')",
        "A correction of this bill was asked for already.",
    )

    def _is_frozen(self):
        return True

    def _free_when_frozen(self):
        return frozenset({"decision_note"}) if self.state == "requested" else frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for corrections of bills that the user may see."""
        corrections = super().create(
            [{name: v for name, v in vals.items() if name != "company_id"} for vals in vals_list]
        )
        corrections.charge_id.check_access("read")
        for correction in corrections:
            company = correction.charge_id.sudo().company_id
            if correction.company_id != company:
                raise UserError(self.env._("A correction belongs to the company of its bill."))
            correction._record_effect({"requested_on": company._arrears_today()})
        return corrections

    def action_approve(self):
        """The bill no longer counts as late; the segment of the debtor follows.

        :raises AccessError: the user is no manager
        :raises UserError: it is decided, or the user asked for it himself
        """
        self._decide("approved")
        self._reckon_segments()

    def action_refuse(self):
        """The bill goes on to count.

        :raises AccessError: the user is no manager
        :raises UserError: it is decided, the note is missing, or the user asked for it himself
        """
        self._check_decider()
        for correction in self:
            if not (correction.decision_note or "").strip():
                raise UserError(self.env._("Write in the note why it is refused."))
        self._decide("refused")

    def action_withdraw(self):
        """Take the request back.

        :raises AccessError: the user neither asked for it nor is a manager
        :raises UserError: it is decided already
        """
        self.check_access("write")
        manager = self.env.user.has_group("property_arrears.group_manager")
        if not manager and self.requested_by_id != self.env.user:
            raise AccessError(self.env._("Whoever asked for it, or a manager, takes it back."))
        self._check_open()
        self._record_effect({"state": "withdrawn"})

    def _check_decider(self):
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only managers decide about corrections."))
        self._check_open()
        if self.env.user in self.requested_by_id:
            raise UserError(
                self.env._("You asked for this correction: another manager decides about it.")
            )

    def _decide(self, state):
        self._check_decider()
        for correction in self:
            correction._record_effect(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "decided_on": correction.company_id._arrears_today(),
                }
            )

    def _check_open(self):
        if any(correction.state != "requested" for correction in self):
            raise UserError(self.env._("This correction was decided or withdrawn already."))

    def _reckon_segments(self):
        for company, corrections in self.grouped("company_id").items():
            debtors = corrections.sudo().debtor_id.ids
            self.env["arrears.case"].sudo()._assign_segments(
                company, debtors, company._arrears_today()
            )

    @api.model
    def _excused_charges(self, company, debtor_ids):
        """Ids of charges of these debtors that an approved correction names."""
        rows = self.env.execute_query(
            SQL(
                "SELECT correction.charge_id FROM arrears_record_correction correction"
                "  JOIN arrears_charge charge ON charge.id = correction.charge_id"
                " WHERE correction.state = 'approved' AND charge.company_id = %s"
                "   AND charge.debtor_id = ANY(%s)",
                company.id,
                list(debtor_ids),
            )
        )
        return {charge for (charge,) in rows}
