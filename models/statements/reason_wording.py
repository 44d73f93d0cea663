from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of bank statements: why one is set aside."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the reasons of statements."""
        return super()._words() | self._words_of_statements() | self._words_of_identity()

    @api.model
    def _words_of_statements(self):
        _ = self.env._
        return {
            "statement_rows_missing": _(
                "The file speaks of %(said)s movements, %(counted)s arrived. Read it again; if "
                "that does not help, ask the bank for the whole statement."
            ),
            "statement_total_in": _(
                "%(said)s came in by the file's own total, its movements add up to %(counted)s. "
                "Ask the bank for the whole statement."
            ),
            "statement_total_out": _(
                "%(said)s went out by the file's own total, its movements add up to %(counted)s. "
                "Ask the bank for the whole statement."
            ),
            "statement_balance": _(
                "The balance is given as %(said)s; by the movements before it is %(counted)s. A "
                "movement is missing or was changed. Ask the bank for the statement again."
            ),
            "statement_closing": _(
                "The closing balance is given as %(said)s; by the movements it is %(counted)s. Ask "
                "the bank for the whole statement."
            ),
            "statement_no_amount": _("The movement has no amount. Ask the bank."),
            "statement_future": _(
                "The movement is dated %(date)s, which is yet to come. Check the date format in "
                "the layout, then ask the bank."
            ),
            "statement_reference_twice": _(
                "The bank's reference %(reference)s stands on line %(first)s too. Ask the bank "
                "which movement holds."
            ),
        }

    @api.model
    def _words_of_identity(self):
        _ = self.env._
        return {
            "statement_no_own_account": _(
                "The statement is of the account ending in %(last4)s, and journal %(journal)s "
                "names no account. Enter the account number on the journal, then read the file "
                "again."
            ),
            "statement_other_account": _(
                "The statement is of the account ending in %(last4)s; the journal's account ends "
                "in %(own_last4)s. Upload it for the source of that account."
            ),
            "statement_other_currency": _(
                "The statement is kept in %(currency)s, the journal in %(own_currency)s. Upload it "
                "for the source of that account."
            ),
            "statement_reference_other": _(
                "The bank's reference %(reference)s already stands for another movement of "
                "%(date)s. If references repeat, set rows.reference to day or none in the layout "
                "and read again."
            ),
            "statement_similar": _(
                "%(count)s new movements have the day and amount of bank lines that are known by "
                "other references, as happens when lines were entered by hand or the layout was "
                "changed. If they are the same, set the day on which the books begin on the "
                "source, or upload a statement of later days. If they are others, accept them."
            ),
        }
