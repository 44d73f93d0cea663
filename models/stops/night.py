from odoo import api, models

from ..retry import in_a_fresh_transaction


class ArrearsCase(models.Model):
    """What is looked at every morning beside the run: tasks, and what is late."""

    _inherit = "arrears.case"

    @api.model
    def _cron_morning(self):
        """Scheduled: after promises are judged. Each piece may run twice and gives a task once."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].sudo().search([])
        pieces = [(piece, company) for company in companies for piece in self._morning_pieces()]
        cron._commit_progress(remaining=len(pieces))
        for piece, company in pieces:
            in_a_fresh_transaction(self, lambda do=piece, where=company: self._do_piece(do, where))
            if not cron._commit_progress(1):
                return

    def _do_piece(self, piece, company):
        piece(company)
        self.env.flush_all()

    @api.model
    def _morning_pieces(self):
        """What is looked at for each company. Rooms add theirs through ``super()``."""
        return [
            self.env["arrears.ledger.gap"]._watch,
            self.env["arrears.holiday.gap"]._watch,
            self.env["arrears.promise.task"]._give,
            self.env["arrears.payment.claim"]._escalate,
            self.env["arrears.grievance"]._escalate,
            self.env["arrears.grievance"]._ask_for_word,
            self.env["arrears.grievance"]._ask_after_tickets,
            self.env["arrears.certificate"]._warn,
        ]
