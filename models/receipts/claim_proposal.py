from odoo import api, fields, models

from ...engine.money import total


class ArrearsClaimProposal(models.Model):
    """One debtor who may have paid a bank line, and why; several where the line names several."""

    _name = "arrears.claim.proposal"
    _description = "Proposal for a bank line"
    _order = "claim_id, rank, id"

    claim_id = fields.Many2one(
        "arrears.claim", string="Claimed receipt", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    rank = fields.Integer(required=True, readonly=True, aggregator=False)
    debtor_ids = fields.Many2many(
        "res.partner",
        "arrears_claim_proposal_debtor_rel",
        string="Debtors",
        required=True,
        readonly=True,
    )
    unit_ids = fields.Many2many(
        "arrears.unit",
        "arrears_claim_proposal_unit_rel",
        string="Units named",
        readonly=True,
    )
    sister_company_id = fields.Many2one(
        "res.company", readonly=True, help="Filled where it is a debtor of a sister company."
    )
    score = fields.Integer(string="Confidence", readonly=True, aggregator=False)
    sure = fields.Boolean(readonly=True)
    reasons = fields.Json(readonly=True)
    why = fields.Text(compute="_compute_why")
    amount_open = fields.Monetary(compute="_compute_amount_open", string="Owes")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_why(self):
        wording = self.env["arrears.reason.wording"]
        for proposal in self:
            proposal.why = wording._word(proposal.reasons)

    def _compute_amount_open(self):
        open_amounts = {
            (company, debtor): amount
            for company, debtor, amount in self.env["arrears.charge"]._read_group(
                [
                    ("state", "=", "open"),
                    ("company_id", "in", (self.company_id | self.sister_company_id).ids),
                    ("debtor_id", "in", self.debtor_ids.ids),
                ],
                ["company_id", "debtor_id"],
                ["amount_remaining:sum"],
            )
        }
        for proposal in self:
            company = proposal.sister_company_id or proposal.company_id
            amounts = [open_amounts.get((company, debtor), 0) for debtor in proposal.debtor_ids]
            proposal.amount_open = total(amounts, proposal.currency_id.decimal_places)

    def action_take(self):
        """Divide the bank line as this proposal says.

        :raises UserError: the line is claimed already
        """
        self.ensure_one()
        self.claim_id._check_worker()
        self.check_access("read")
        self.claim_id._check_state("proposed")
        self.env.flush_all()
        self.claim_id._take(self)
