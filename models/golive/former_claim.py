from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import money
from ..charges.late_fee_guard import BROUGHT_OVER
from ..ledger.kinds import KINDS
from ..legal.limitation_event import METHODS


class ArrearsFormerClaim(models.Model):
    """What owners owe to the firm that serviced the estate before: another creditor's claim.

    It is kept apart from our books and never pursued. Only when it was assigned to us and the
    debtor was notified (Civil Code art. 546: without the notice an assignment has no effect
    towards the debtor) can it be booked, and then it is a charge like any other.
    """

    _name = "arrears.former.claim"
    _description = "Claim of a former firm"
    _inherit = ["arrears.guarded", "arrears.money.in", "arrears.list.export", "mail.thread"]
    _order = "estate_id, unit_id, due_date, id"
    _rec_name = "unit_id"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "assigned_by_id", "booked_by_id", "move_id"})

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    creditor = fields.Char(required=True, help="The firm that the claim belongs to.")
    unit_id = fields.Many2one(
        "arrears.unit", required=True, index=True, ondelete="restrict", check_company=True,
        domain="[('estate_id', '=', estate_id)]",
    )  # fmt: skip
    debtor_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, string="Kind of charge", required=True, default="principal")
    period_from = fields.Date(string="Service from")
    period_to = fields.Date(string="Service until")
    due_date = fields.Date(string="Due date")
    amount = fields.Monetary(required=True)
    price_basis = fields.Char(string="Price basis")
    document_number = fields.Char(string="Original document")
    state = fields.Selection(
        [("kept", "Kept apart"), ("assigned", "Assigned to us"), ("booked", "Booked")],
        required=True,
        readonly=True,
        default="kept",
        copy=False,
        tracking=True,
    )

    # The assignment
    assigned_on = fields.Date(string="Assigned on", copy=False)
    assignment = fields.Char(string="Contract of assignment", copy=False)
    notified_on = fields.Date(
        string="Notice delivered on", copy=False, help="When the debtor got notice of it."
    )
    notified_how = fields.Selection(METHODS, string="Notice delivered how", copy=False)
    notice_proof = fields.Char(string="Proof of the notice", copy=False)
    assigned_by_id = fields.Many2one("res.users", string="Confirmed by", readonly=True, copy=False)

    # The books
    counterpart_account_id = fields.Many2one(
        "account.account",
        string="Counterpart account",
        check_company=True,
        copy=False,
        ondelete="restrict",
        help="What was given for the claim: the account of its price, or of the former firm.",
    )
    booked_by_id = fields.Many2one("res.users", string="Booked by", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict"
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A claim has an amount above zero.")

    @api.depends("unit_id", "creditor", "period_from")
    def _compute_display_name(self):
        for claim in self:
            parts = (
                claim.unit_id.name,
                claim.creditor,
                fields.Date.to_string(claim.period_from or None),
            )
            claim.display_name = " · ".join(filter(None, parts))

    def _is_frozen(self):
        return self.state != "kept"

    def _free_when_frozen(self):
        return frozenset({"counterpart_account_id"}) if self.state == "assigned" else frozenset()

    def action_assign(self):
        """Confirm that the claims were assigned and the debtors notified. Managers only.

        :raises UserError: a date or proof is missing, or the notice lies ahead
        """
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only a manager confirms an assignment."))
        for claim in self:
            claim._check_state("kept")
            claim._check_assignment()
        self._record_effect({"state": "assigned", "assigned_by_id": self.env.uid})

    def _check_assignment(self):
        wanted = ("assigned_on", "assignment", "notified_on", "notified_how", "notice_proof",
                  "due_date")  # fmt: skip
        labels = self.fields_get(wanted, ["string"])
        missing = [labels[name]["string"] for name in wanted if not self[name]]
        if missing:
            raise UserError(
                self.env._(
                    "%(claim)s stays the former firm's claim until this is known: %(missing)s.",
                    claim=self.display_name,
                    missing=", ".join(missing),
                )
            )
        if self.notified_on > self.company_id._arrears_today():
            raise UserError(self.env._("The notice lies ahead: correct its date."))

    def action_book(self):
        """Book assigned claims as open items: from then on they are ours. Accountants.

        :raises UserError: a claim is not assigned, or has no counterpart account
        """
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_accountant"):
            raise AccessError(self.env._("Only an accountant books a claim."))
        for claim in self:
            claim._check_state("assigned")
            if not claim.counterpart_account_id:
                raise UserError(
                    self.env._(
                        "%(claim)s: choose the counterpart account.", claim=claim.display_name
                    )
                )
            move = claim.sudo()._book()
            claim._record_effect(
                {"state": "booked", "booked_by_id": self.env.uid, "move_id": move.id}
            )

    def _book(self):
        company = self.company_id
        minor = money.minor_units(self.amount, self.currency_id.decimal_places)
        debtor = self.debtor_id.with_company(company)
        item = {
            **self._prepare_item(company, debtor.property_account_receivable_id, minor),
            "partner_id": debtor.id,
            "name": self.document_number or self.display_name,
            "date_maturity": self.due_date,
            "arrears_unit_id": self.unit_id.id,
            "arrears_kind": self.kind,
            "arrears_period_from": self.period_from,
            "arrears_period_to": self.period_to,
            "arrears_price_basis": self.price_basis,
        }
        against = {
            **self._prepare_item(company, self.counterpart_account_id, -minor),
            "name": self.display_name,
        }
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
        )
        moves = self.env["account.move"].with_context(arrears_brought_over=BROUGHT_OVER)
        move = moves.with_company(company).create(
            {
                "company_id": company.id,
                "journal_id": journal.id,
                "date": company._arrears_today(),
                "ref": self.display_name,
                "line_ids": [Command.create(item), Command.create(against)],
            }
        )  # fmt: skip
        move._post(soft=False)
        return move

    def _check_state(self, state):
        if self.state != state:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(claim)s is in state “%(state)s”.",
                    claim=self.display_name,
                    state=states[self.state],
                )
            )
