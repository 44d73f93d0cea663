from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What was given up stays given up when a bill is reset to draft and changed: posted again it
    meets its credit notes again, and it is not cancelled away from under them."""

    _inherit = "account.move"

    def _arrears_credits_given(self):
        """Posted credit notes by which a decision gave up part of these bills, and that meet
        nothing now: ``{bill: credit notes}``. Rooms add theirs through ``super()``."""
        return self._arrears_open_notes("arrears_waived_move_id")

    def _arrears_open_notes(self, link):
        notes = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    (link, "in", self.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "=", "posted"),
                    ("amount_residual", ">", 0),
                ]
            )
        )
        return notes.grouped(link)

    def _post(self, soft=True):
        """Extended: a bill that was posted before meets what was given up of it."""
        again = self.filtered(lambda move: move.posted_before and move.move_type == "out_invoice")
        posted = super()._post(soft)
        again &= posted
        if again:
            again._arrears_meet_credits_given()
        return posted

    def _arrears_meet_credits_given(self):
        plan = []
        for bill, notes in self._arrears_credits_given().items():
            owed = bill._arrears_open_receivables()
            for account, credits in notes._arrears_open_receivables().grouped("account_id").items():
                on_account = owed.filtered(lambda line, account=account: line.account_id == account)
                if on_account:
                    plan.append(on_account | credits)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)

    def _arrears_open_receivables(self):
        return self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )

    def button_cancel(self):
        """Extended.

        :raises UserError: a decision gave up part of the bill; its credit note would stand as money
        """
        result = super().button_cancel()
        # What was reconciled with a bill is free as soon as it is cancelled.
        bills = self.filtered(lambda move: move.move_type == "out_invoice" and move.posted_before)
        given = bills._arrears_credits_given() if bills else {}
        for bill, notes in given.items():
            raise UserError(
                self.env._(
                    "Part of %(bill)s was given up by %(notes)s, which would be left as a credit "
                    "of the owner. Post the bill again, have the waiver reversed or reverse the "
                    "credit note, then cancel.",
                    bill=bill.display_name,
                    notes=", ".join(notes.mapped("name")),
                )
            )
        return result

    def _check_draftable(self):
        """Extended: a waiver is taken back by its reversal, not by its document alone.

        :raises UserError: one of these is the credit note of an applied waiver
        """
        for note in self:
            waiver = note.sudo().arrears_waiver_id
            if note.state == "posted" and waiver.state == "applied":
                raise UserError(
                    self.env._(
                        "%(note)s applies %(waiver)s, so it is not reset to draft: have the waiver "
                        "reversed.",
                        note=note.name,
                        waiver=waiver.name,
                    )
                )
        return super()._check_draftable()
