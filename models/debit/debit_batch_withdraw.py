from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .debit_batch import MANAGER, TREASURER

CAUSES = [
    ("not_handed_in", "It was not handed in"),
    ("refused", "The bank refused the whole file"),
]
# How far a batch may have come for each cause.
WITHDRAWABLE = {"not_handed_in": ("exported",), "refused": ("exported", "handed_in")}


class ArrearsDebitBatch(models.Model):
    """Taking a batch back that the bank never got or refused as a whole: two people do it.

    Its charges are free for another batch, its file is void for good. A new batch has another
    reference, and each of its instructions too, so nothing can be taken for the withdrawn one.
    """

    _inherit = "arrears.debit.batch"

    withdraw_cause = fields.Selection(CAUSES, string="Withdrawn because", readonly=True, copy=False)
    withdraw_reason = fields.Text(string="Why it is withdrawn", readonly=True, copy=False)
    withdraw_asked_by_id = fields.Many2one(
        "res.users", string="Withdrawal asked for by", readonly=True, copy=False,
        ondelete="restrict",
    )  # fmt: skip
    withdraw_asked_on = fields.Datetime(string="Withdrawal asked for on", readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one(
        "res.users", string="Withdrawn by", readonly=True, copy=False, ondelete="restrict"
    )
    withdrawn_on = fields.Date(string="Withdrawn on", readonly=True, copy=False)

    _withdrawn_by_another = models.Constraint(
        "CHECK (withdrawn_by_id IS NULL OR withdrawn_by_id <> withdraw_asked_by_id)",
        "Another person than the one who asked for it withdraws a batch.",
    )

    def action_ask_withdrawal(self):
        """Ask for cause and reason; another person withdraws the batch then."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw %(batch)s", batch=self.name),
            "res_model": "arrears.debit.withdrawal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_batch_id": self.id},
        }

    def action_withdraw(self):
        """Take the batch back: its charges are free again, its file is void.

        :raises UserError: nobody asked for it, the same person did, or the bank has it
        """
        self._require(TREASURER, MANAGER)
        self.ensure_one()
        self.sudo()._withdraw(self.env.user)

    def action_keep(self):
        """Drop the request: the batch goes on."""
        self._require(TREASURER, MANAGER)
        self.ensure_one()
        if not self.withdraw_asked_by_id or self.state == "withdrawn":
            raise UserError(self.env._("Nobody asked to withdraw this batch."))
        self.sudo().write(self._no_withdrawal())
        self._tell(self.env._("The batch is not withdrawn: it goes on."))

    def _ask_withdrawal(self, cause, reason):
        """Note that somebody wants this batch back, for another person to decide."""
        self._check_withdrawable(cause)
        self.write(
            {
                "withdraw_cause": cause,
                "withdraw_reason": reason,
                "withdraw_asked_by_id": self.env.uid,
                "withdraw_asked_on": fields.Datetime.now(),
            }
        )
        self._tell(self.env._("Asked to withdraw the batch: %(reason)s", reason=reason))

    def _withdraw(self, user):
        if not self.withdraw_asked_by_id:
            raise UserError(
                self.env._("Ask for the withdrawal first; another person withdraws the batch then.")
            )
        if user == self.withdraw_asked_by_id:
            raise UserError(
                self.env._(
                    "%(user)s has asked for the withdrawal of batch %(name)s: another person "
                    "withdraws it.",
                    user=user.name,
                    name=self.name,
                )
            )
        self._check_withdrawable(self.withdraw_cause)
        lines = self.line_ids
        self._free_lines()
        self.file_out_ids._void(self.withdraw_reason)
        self.write(
            {
                "state": "withdrawn",
                "withdrawn_by_id": user.id,
                "withdrawn_on": self.company_id._arrears_today(),
            }
        )
        self.env["arrears.case"]._debit_changed(lines)
        self._tell(self.env._("Withdrawn: %(reason)s", reason=self.withdraw_reason))

    def _check_withdrawable(self, cause):
        """Refuse once the bank may be working on it. Locks the batch: no answer comes between."""
        if not self.try_lock_for_update():
            raise UserError(
                self.env._("Batch %(name)s is in use: try again in a moment.", name=self.name)
            )
        self.invalidate_recordset()
        if self.state not in WITHDRAWABLE[cause]:
            raise UserError(
                self.env._(
                    "Batch %(name)s can be withdrawn until it is handed in, or when the bank "
                    "refused the whole file. Book its answer instead.",
                    name=self.name,
                )
            )
        answers = self.file_ids.filtered(
            lambda file: file.direction == "in" and file.state in ("sealed", "booked")
        )
        if answers:
            raise UserError(
                self.env._(
                    "Batch %(name)s has an answer (%(file)s): it cannot be withdrawn.",
                    name=self.name,
                    file=answers[0].name,
                )
            )

    def _free_lines(self):
        """Unlock what the instructions would have collected."""
        for table in ("arrears.debit.line", "arrears.debit.split"):
            self.env[table].flush_model()
        companies = self._companies().ids
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_debit_line SET state = 'withdrawn', write_date = %s "
                "WHERE batch_id = %s AND company_id = ANY(%s)",
                fields.Datetime.now(), self.id, companies,
            )
        )  # fmt: skip
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_debit_split SET is_open = FALSE "
                "WHERE batch_id = %s AND company_id = ANY(%s)",
                self.id, companies,
            )
        )  # fmt: skip
        self.env["arrears.debit.line"].invalidate_model(flush=False)
        self.env["arrears.debit.split"].invalidate_model(flush=False)

    def _refuse_while_withdrawing(self):
        """Refuse to hand in what somebody wants back."""
        asked = self.filtered("withdraw_asked_by_id")
        if asked:
            raise UserError(
                self.env._(
                    "%(user)s has asked to withdraw batch %(name)s: withdraw it, or drop the "
                    "request first.",
                    user=asked[0].sudo().withdraw_asked_by_id.name,
                    name=asked[0].name,
                )
            )

    def _no_withdrawal(self):
        return {
            "withdraw_cause": False,
            "withdraw_reason": False,
            "withdraw_asked_by_id": False,
            "withdraw_asked_on": False,
        }
