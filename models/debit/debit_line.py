from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.debit_rules import instruction_reference
from . import account_vault
from .outcomes import LINE_STATES, OUTCOMES


class ArrearsDebitLine(models.Model):
    """One instruction to the bank: one mandate on one day, with what it collects.

    Name, account and amount are a snapshot of what was approved: the file can be made again
    with the same bytes, whatever happens to the mandate afterwards.
    """

    _name = "arrears.debit.line"
    _description = "Debit instruction"
    _order = "batch_id desc, sequence, id"
    _rec_name = "reference"
    _rec_names_search = ["reference", "holder_name", "debtor_id", "account_last4"]

    batch_id = fields.Many2one("arrears.debit.batch", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(related="batch_id.channel_id", string="Bank channel")
    sequence = fields.Integer(string="Row", required=True)
    reference = fields.Char(
        required=True,
        help="By this the bank's answer names the instruction. It is given once, for ever.",
    )
    collection_date = fields.Date(string="Collected on", required=True)
    mandate_id = fields.Many2one("arrears.mandate", required=True, index=True, ondelete="restrict")
    debtor_id = fields.Many2one("res.partner", required=True, index=True)
    unit_names = fields.Char(string="Units")

    # What goes to the bank
    holder_name = fields.Char(string="Account holder", required=True)
    account_cipher = fields.Char(groups=fields.NO_ACCESS)
    account_last4 = fields.Char(string="Last four digits")
    bank_name = fields.Char(string="Bank")
    bank_code = fields.Char(string="Bank code")
    agreement_number = fields.Char(string="Agreement number")
    amount = fields.Monetary(required=True)
    part = fields.Integer(
        string="File no.", default=1, help="Which file of the batch it is in, from 1."
    )
    split_ids = fields.One2many("arrears.debit.split", "line_id", string="Charges")

    # What came back
    state = fields.Selection(LINE_STATES, required=True, default="draft", index=True)
    outcome = fields.Selection(OUTCOMES, index=True)
    amount_settled = fields.Monetary(string="Collected")
    amount_returned = fields.Monetary(
        string="Amount taken back", help="Of what was collected, the bank took this back."
    )
    value_date = fields.Date(string="Value date", help="The day the bank says the money moved.")
    answer_code = fields.Char(string="Bank's code")
    answer_text = fields.Char(string="Bank's words")
    return_reason_id = fields.Many2one(
        "arrears.return.reason", string="Reason", ondelete="restrict"
    )
    result_ids = fields.One2many("arrears.debit.result", "line_id", string="Answers")

    _reference_short = models.Constraint(
        "CHECK (reference ~ '^[0-9A-Z]{1,12}$')", "A reference has at most 12 digits or capitals."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "An instruction needs an amount.")
    _settled_possible = models.Constraint(
        "CHECK (amount_settled >= 0 AND amount_settled <= amount)",
        "The bank cannot have collected more than was asked for.",
    )
    _one_a_day = models.UniqueIndex(
        "(mandate_id, collection_date) WHERE state != 'withdrawn'",
        "This mandate already has an instruction for this day: choose another day of collection.",
    )

    @api.depends("reference", "holder_name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.reference} {line.holder_name or ''}".strip()

    @api.model
    def _next_references(self, count):
        """``count`` references that were never used and never will be again."""
        sequence = self.env.ref("property_arrears.sequence_debit_line").sudo()
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [instruction_reference(number) for (number,) in numbers]

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(line.state != "draft" or line.batch_id.state != "draft" for line in self):
            raise UserError(
                self.env._("An instruction of an approved batch stays: it may be at the bank.")
            )

    def action_leave_out(self):
        """Take an instruction off a draft batch; its charges are free for another one."""
        self.batch_id.check_access("write")
        if any(line.batch_id.state != "draft" for line in self):
            raise UserError(self.env._("The batch is approved: nothing can be taken off it."))
        self.env["arrears.debit.omission"].sudo().create(
            [
                {
                    "batch_id": line.batch_id.id,
                    "company_id": line.company_id.id,
                    "mandate_id": line.mandate_id.id,
                    "amount": line.amount,
                    "reasons": [
                        {"code": "debit_taken_off", "arguments": {"user": self.env.user.name}}
                    ],
                }
                for line in self
            ]
        )
        self.sudo().unlink()

    def action_view_case(self):
        """Open the cards of this instruction's debtor."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cards of the debtor"),
            "res_model": "arrears.case",
            "view_mode": "list,kanban,form",
            "domain": [
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "=", self.company_id.id),
            ],
        }

    def _account_numbers(self):
        """Whole account numbers by line id. For the file to the bank and nothing else."""
        if not self.env.su or any(
            batch.state not in ("approved", "exported") for batch in self.batch_id
        ):
            raise AccessError(self.env._("Account numbers leave only with an approved batch."))
        return {
            line.id: account_vault.decrypt(self.env, line.account_cipher.encode()).decode()
            for line in self
        }

    @api.model
    def _rotate_account_key(self):
        """Write the accounts of all instructions with the current key."""
        for line in self.sudo().search([("account_cipher", "!=", False)]):
            number = account_vault.decrypt(self.env, line.account_cipher.encode())
            line.account_cipher = account_vault.encrypt(self.env, number).decode()
