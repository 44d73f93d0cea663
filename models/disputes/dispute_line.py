from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.dispute import DisputedCharge
from ...engine.money import minor_units


class ArrearsDisputeLine(models.Model):
    """One charge of a dispute, how much of it is disputed, and what the decision took off."""

    _name = "arrears.dispute.line"
    _description = "Disputed charge"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "dispute_id, id"
    _rec_name = "charge_id"
    _check_company_auto = True

    _effect_fields = frozenset(
        {"is_open", "amount_before", "amount_credited", "amount_after", "charged_before"}
    )

    dispute_id = fields.Many2one(
        "arrears.dispute", string="Dispute of a bill", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="dispute_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    case_id = fields.Many2one(
        "arrears.case", compute="_compute_case_id", store=True, readonly=False, index=True,
        ondelete="restrict",
    )  # fmt: skip
    charge_id = fields.Many2one("arrears.charge", required=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(related="charge_id.unit_id")
    due_date = fields.Date(related="charge_id.due_date")
    remaining = fields.Monetary(string="Open now", related="charge_id.amount_remaining")
    amount = fields.Monetary(string="Disputed", required=True)
    is_open = fields.Boolean(string="Still disputed", readonly=True, copy=False)
    amount_reduced = fields.Monetary(string="To take off")
    amount_before = fields.Monetary(string="Open before", readonly=True, copy=False)
    amount_credited = fields.Monetary(string="Taken off", readonly=True, copy=False)
    amount_after = fields.Monetary(string="Open after", readonly=True, copy=False)
    charged_before = fields.Monetary(
        string="Charged when decided", readonly=True, copy=False,
        help="Charged less credited on the day of the decision; a correction shows against it.",
    )  # fmt: skip

    _one_open = models.UniqueIndex(
        "(charge_id) WHERE is_open", "This charge is under dispute already."
    )
    _charge_once = models.UniqueIndex(
        "(dispute_id, charge_id)", "This charge is in the dispute already."
    )
    _amounts_in_order = models.Constraint(
        "CHECK (amount >= 0 AND (amount_reduced IS NULL OR amount_reduced >= 0))",
        "Disputed amounts and reductions can't be negative.",
    )

    @api.depends("dispute_id.case_id")
    def _compute_case_id(self):
        for line in self:
            line.case_id = line.dispute_id.case_id or line.case_id

    @api.model_create_multi
    def create(self, vals_list):
        """Name charges of a dispute that is being opened; no amount: all that is left of them.

        :raises UserError: the dispute was opened already, and what was disputed stands still
        """
        charges = self.env["arrears.charge"].browse(
            [values["charge_id"] for values in vals_list if values.get("charge_id")]
        )
        left = {charge.id: charge.amount_remaining for charge in charges.exists()}
        lines = super().create(
            [
                {**values, "amount": values.get("amount") or left.get(values.get("charge_id"))}
                for values in vals_list
            ]
        )
        for dispute in lines.dispute_id:
            # The morning's job takes in cards that came to a building meanwhile.
            if dispute.opened_on and not self.env.su:
                raise UserError(
                    self.env._("What is disputed stands still: open another dispute for the rest.")
                )
        return lines

    def _is_frozen(self):
        return bool(self.dispute_id.opened_on)

    def _free_when_frozen(self):
        waiting = self.dispute_id.state in self.dispute_id._owed_states
        return frozenset({"amount_reduced"}) if waiting else frozenset()

    def _refuse_change(self):
        self.dispute_id._refuse_change()

    @api.onchange("charge_id")
    def _onchange_charge_id(self):
        if self.charge_id:
            self.amount = self.charge_id.amount_remaining

    def _facts(self):
        """The lines as the rules see them; ``key`` is the charge."""
        taken = self._disputed_elsewhere()
        return [
            DisputedCharge(
                key=line.charge_id.id,
                disputed=line._minor(line.amount),
                remaining=line._minor(line.charge_id.amount_remaining),
                is_own=line._is_of_its_card(),
                is_disputed_already=line.charge_id.id in taken,
            )
            for line in self
        ]

    def _disputed_elsewhere(self):
        """Ids of those of these charges that another open dispute names."""
        others = self.sudo().search_fetch(
            [
                ("charge_id", "in", self.charge_id.ids),
                ("is_open", "=", True),
                ("dispute_id", "not in", self.dispute_id.ids),
            ],
            ["charge_id"],
        )
        return set(others.charge_id.ids)

    def _is_of_its_card(self):
        case, charge = self.case_id.sudo(), self.charge_id
        return (charge.company_id, charge.debtor_id, charge.unit_id) == (
            case.company_id, case.debtor_id, case.unit_id,
        )  # fmt: skip

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)
