from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import total

MANAGER = "property_arrears.group_manager"


class ArrearsDebtAssumption(models.Model):
    """A signed promise to pay somebody else's arrears. It moves nothing by itself.

    Who takes a debt over releases the debtor, which needs the creditor's consent (Civil Code
    art. 551): here a manager's. Who joins a debt owes it beside the debtor (art. 552). The charges
    stay in the debtor's name in either case, and so do the books, until an accountant bills anew.
    """

    _name = "arrears.debt.assumption"
    _description = "Assumption of debt"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "signed_on desc, id desc"
    _check_company_auto = True

    _effect_fields = frozenset({"state", "amount", "accepted_by_id", "accepted_on"})

    unit_id = fields.Many2one(
        "arrears.unit", required=True, index=True, ondelete="restrict", check_company=True
    )
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    transfer_id = fields.Many2one(
        "arrears.ownership.transfer",
        string="Change of owner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [("draft", "Prepared"), ("accepted", "Accepted")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    effect = fields.Selection(
        [
            ("joins", "Joins the debt: both owe it (art. 552)"),
            ("releases", "Takes the debt over: the debtor is released (art. 551)"),
        ],
        required=True,
        default="joins",
    )
    debtor_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    assumer_id = fields.Many2one(
        "res.partner", string="Assumed by", required=True, index=True, ondelete="restrict"
    )
    charge_ids = fields.Many2many(
        "arrears.charge",
        "arrears_debt_assumption_charge_rel",
        "assumption_id",
        "charge_id",
        string="Charges",
    )
    amount_open = fields.Monetary(
        string="Open today", compute="_compute_amount_open", help="What is left of the charges."
    )
    amount = fields.Monetary(
        string="Assumed", readonly=True, copy=False, help="What was open when it was accepted."
    )
    signed_on = fields.Date(string="Signed on")
    scan = fields.Binary(string="Signed paper", attachment=True, copy=False)
    scan_name = fields.Char(string="File name", copy=False)
    accepted_by_id = fields.Many2one("res.users", string="Accepted by", readonly=True, copy=False)
    accepted_on = fields.Date(string="Accepted on", readonly=True, copy=False)

    _by_somebody_else = models.Constraint(
        "CHECK (debtor_id <> assumer_id)", "Nobody assumes a debt of his own."
    )

    @api.depends("unit_id", "assumer_id")
    def _compute_display_name(self):
        for assumption in self:
            parts = (assumption.unit_id.name, assumption.assumer_id.name)
            assumption.display_name = " · ".join(part for part in parts if part)

    @api.depends("charge_ids.amount_remaining")
    def _compute_amount_open(self):
        for assumption in self:
            left = assumption.charge_ids.mapped("amount_remaining")
            assumption.amount_open = total(left, assumption.currency_id.decimal_places)

    @api.onchange("transfer_id")
    def _onchange_transfer_id(self):
        """Start with everything that is open on the statement."""
        if self.transfer_id:
            self.unit_id = self.transfer_id.unit_id
            self.assumer_id = self.transfer_id.buyer_id
            self.debtor_id = self.transfer_id.seller_ids[:1].commercial_partner_id
            lines = self.transfer_id.line_ids
            self.charge_ids = lines.filtered(lambda line: line.section == "open").charge_id

    @api.onchange("unit_id", "debtor_id")
    def _onchange_debtor_id(self):
        self.charge_ids = self.charge_ids.filtered(self._fits)

    def _fits(self, charge):
        return charge.unit_id == self.unit_id and charge.debtor_id == self.debtor_id

    def _is_frozen(self):
        return self.state == "accepted"

    def action_accept(self):
        """Accept the signed paper for the firm. Nothing in the books moves.

        :raises AccessError: the user is no manager
        :raises UserError: paper, day or charges are missing, or a charge is another debtor's
        """
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager accepts an assumption of debt."))
        for assumption in self:
            assumption._check_complete()
            assumption._record_effect(
                {
                    "state": "accepted",
                    "amount": assumption.amount_open,
                    "accepted_by_id": self.env.uid,
                    "accepted_on": assumption.company_id._arrears_today(),
                }
            )

    def _check_complete(self):
        if self.state != "draft":
            raise UserError(self.env._("This assumption of debt was accepted already."))
        if not (self.scan and self.signed_on and self.charge_ids):
            raise UserError(
                self.env._("Attach the signed paper, and enter its day and the charges it names.")
            )
        strangers = self.charge_ids.filtered(lambda charge: not self._fits(charge))
        if strangers:
            raise UserError(
                self.env._(
                    "%(charge)s is not a charge of %(person)s for this unit: leave it out.",
                    charge=strangers[0].display_name,
                    person=self.debtor_id.display_name,
                )
            )
