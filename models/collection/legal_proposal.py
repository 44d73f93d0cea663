from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "property_arrears.group_manager"


class ArrearsLegalProposal(models.Model):
    """A run found that a card has come to the legal step of its policy. A person decides.

    Accepting is the named sign-off of the legal gate. Each case passes that gate by itself, also
    when many are accepted at once; nothing is sent to anybody.
    """

    _name = "arrears.legal.proposal"
    _description = "Proposal for legal steps"
    _order = "proposed_on desc, principal desc, id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one(
        "arrears.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(related="case_id.estate_id", store=True)
    unit_id = fields.Many2one(related="case_id.unit_id")
    debtor_masked = fields.Char(related="case_id.debtor_masked", string="Debtor")
    case_state = fields.Selection(related="case_id.state", string="State of the card")
    step_id = fields.Many2one("arrears.policy.step", readonly=True, ondelete="set null")
    run_id = fields.Many2one("arrears.run", readonly=True, index=True, ondelete="restrict")
    claim_id = fields.Many2one("arrears.step.claim", readonly=True, index=True, ondelete="set null")
    proposed_on = fields.Date(string="Proposed on", required=True, readonly=True)
    principal = fields.Monetary(
        string="Service fee", readonly=True, help="Service fee that was pursued that day."
    )
    days_old = fields.Integer(
        string="Age (days)", readonly=True, help="Of the oldest of it.", aggregator=False
    )
    help_offered_on = fields.Date(
        string="Help offered on",
        readonly=True,
        help="When the debtor was last told that there is help for whoever can't pay.",
    )
    state = fields.Selection(
        [
            ("proposed", "To decide"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
    )
    missing_text = fields.Text(
        string="Still missing",
        compute="_compute_missing",
        help="What the law asks for before this case may go on, besides the manager's decision.",
    )
    is_ready = fields.Boolean(
        string="Can be accepted", compute="_compute_missing", search="_search_is_ready"
    )
    decision_note = fields.Text(string="Reason of the decision")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Date(string="Decided on", readonly=True)

    _one_open = models.UniqueIndex(
        "(case_id) WHERE state = 'proposed'", "This card is proposed for legal steps already."
    )

    def write(self, vals):
        """Type the reason of a decision before it is made; everything else is fixed.

        :raises UserError: for any other field, or once it is decided, whoever asks
        """
        if set(vals) - {"decision_note"} or any(one.state != "proposed" for one in self):
            raise UserError(
                self.env._("A proposal is decided by its buttons, and what was decided stays.")
            )
        return super().write(vals)

    def _record_decision(self, values):
        """Write a decision of this model's own methods, past the guard of ``write``."""
        result = super().write(values)  # pylint: disable=super-method-mismatch
        self.case_id._refresh_cases()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Propose; the cards come up on the work list."""
        proposals = super().create(vals_list)
        proposals.case_id._refresh_cases()
        return proposals

    @api.depends("state", "case_id")
    @api.depends_context("lang", "arrears_today")
    def _compute_missing(self):
        wording = self.env["arrears.reason.wording"]
        missing = self._missing()
        for proposal in self:
            reasons = missing.get(proposal.id, [])
            proposal.missing_text = wording._word([one.as_json() for one in reasons])
            proposal.is_ready = proposal.state == "proposed" and not reasons

    def _search_is_ready(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "=", "proposed")])
        ready = waiting.filtered("is_ready").ids
        wanted = [("id", "in", ready)] if True in value else [("id", "in", [])]
        return wanted if False not in value else ["|", *wanted, ("id", "not in", ready)]

    def _missing(self):
        """What the legal gate still misses of each open proposal, besides the sign-off.

        :return: ``{proposal id: [Reason]}``
        """
        waiting = self.sudo().filtered(lambda proposal: proposal.state == "proposed")
        reasons = waiting.case_id._legal_gate_reasons()
        return {
            proposal.id: [
                reason
                for reason in reasons[proposal.case_id.id]
                if reason.code != "legal_no_sign_off"
            ]
            for proposal in waiting
        }

    # Deciding

    def action_accept(self):
        """Sign off the cases whose gate is open, and move them; the others stay with what misses.

        :raises AccessError: the user is no manager
        :raises UserError: one is decided already, or not one of them may go on
        """
        self._check_may_decide()
        missing = self._missing()
        ready = self.filtered(lambda proposal: not missing[proposal.id])
        if not ready:
            raise UserError(
                self.env._(
                    "The law asks for more before these cases may go on. Still missing:\n\n"
                    "%(list)s",
                    list="\n\n".join(f"{p.display_name}\n{p.missing_text}" for p in self),
                )
            )
        ready._decide("accepted")
        # The law has its order, too: whatever stage the step names, a card begins at the first.
        ready.case_id.filtered(lambda case: case.stage_id.gate != "legal").write(
            {"stage_id": self._first_legal().id}
        )
        return self._told(ready, self - ready)

    def action_decline(self):
        """Turn proposals down; each needs its reason.

        :raises UserError: the reason is missing, or one is decided already
        """
        self._check_may_decide()
        silent = self.filtered(lambda proposal: not (proposal.decision_note or "").strip())
        if silent:
            raise UserError(
                self.env._(
                    "%(case)s: write down the reason, then decline.", case=silent[0].display_name
                )
            )
        self._decide("declined")
        return True

    def _check_may_decide(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager decides about legal steps."))
        self.check_access("write")
        self.lock_for_update()
        if any(proposal.state != "proposed" for proposal in self):
            raise UserError(self.env._("One of these proposals is decided already."))

    def _decide(self, state):
        for company, proposals in self.grouped("company_id").items():
            proposals._record_decision(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "decided_on": company._arrears_today(),
                }
            )

    @api.model
    def _first_legal(self):
        """The first stage of the law."""
        return self.env["arrears.stage"].search([("gate", "=", "legal")], limit=1)

    def _told(self, ready, waiting):
        """A word about what became of many at once."""
        message = self.env._(
            "Accepted and moved: %(done)s. Still missing something: %(waiting)s.",
            done=len(ready),
            waiting=len(waiting),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if waiting else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_case(self):
        """Open the card."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A proposal is decided, never deleted."))
