from odoo import fields, models


class ArrearsLedgerGap(models.Model):
    """A receiving account whose bank statement is too old, from the day this was seen until a
    newer statement came. The list tells what has to be entered before collection goes on."""

    _name = "arrears.ledger.gap"
    _description = "Account without a fresh statement"
    _inherit = ["arrears.internal.chatter"]
    _order = "resolved_on desc nulls first, newest_on, id"
    _rec_name = "journal_id"
    _mail_post_access = "read"

    journal_id = fields.Many2one(
        "account.journal", string="Bank account", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    estate_ids = fields.Many2many(
        "arrears.estate", "arrears_ledger_gap_estate_rel", "gap_id", "estate_id",
        string="Estates paid into it", readonly=True,
    )  # fmt: skip
    newest_on = fields.Date(
        string="Newest movement", readonly=True, help="The last day the books know of."
    )
    since = fields.Date(
        string="Too old since", readonly=True, help="From that day on nobody is pursued there."
    )
    found_on = fields.Date(string="Seen on", required=True, readonly=True)
    resolved_on = fields.Date(string="Fresh again on", readonly=True)

    _one_open = models.UniqueIndex(
        "(company_id, journal_id) WHERE resolved_on IS NULL",
        "This account is on the list already.",
    )
