from odoo import api, fields, models

WAITS_FOR = [
    ("withdrawal", "Decision on its withdrawal"),
    ("set_aside", "An answer set aside"),
    ("late", "The bank's late answer"),
    ("selection", "Selection of what is due"),
    ("approval", "Approval by another person"),
    ("file", "Its file"),
    ("hand_in", "Being handed in"),
    ("answer", "The bank's answer"),
    ("confirm", "Keyed answer to confirm"),
    ("unknown", "The bank's word on some"),
    ("money", "Money on the statement"),
    ("nothing", "Nothing"),
]
BY_STATE = {"approved": "file", "exported": "hand_in", "handed_in": "answer", "answered": "unknown"}


class ArrearsDebitBatch(models.Model):
    """What each batch waits for, and what of its money is not on the bank's statement yet."""

    _inherit = "arrears.debit.batch"

    clearing_ids = fields.One2many(
        "arrears.debit.clearing", "batch_id", string="On its clearing account", readonly=True
    )
    keyed_ids = fields.One2many("arrears.keyed.answer", "batch_id", string="Keyed answers")
    amount_clearing = fields.Monetary(
        string="Not on the statement yet",
        compute="_compute_amount_clearing",
        help="Collected, or taken back by the bank, and not matched with the statement.",
    )
    waits_for = fields.Selection(
        WAITS_FOR,
        string="Waits for",
        compute="_compute_waits_for",
        help="Whose turn it is: ours, the bank's, or nobody's.",
    )

    @api.depends("move_ids.line_ids.amount_residual")
    def _compute_amount_clearing(self):
        rows = (
            self.env["arrears.debit.clearing"]
            .sudo()
            ._read_group([("batch_id", "in", self.ids)], ["batch_id"], ["amount_open:sum"])
        )
        open_amounts = {batch.id: amount for batch, amount in rows}
        for batch in self:
            batch.amount_clearing = open_amounts.get(batch._origin.id, 0)

    @api.depends(
        "state", "line_ids", "answer_late_on", "withdraw_asked_by_id", "amount_clearing",
        "file_ids.state", "file_ids.dealt_with_by_id", "keyed_ids.state",
    )  # fmt: skip
    def _compute_waits_for(self):
        set_aside = self._waiting_in(
            "arrears.bank.file", ("state", "=", "quarantined"), ("dealt_with_by_id", "=", False)
        )
        keyed = self._waiting_in("arrears.keyed.answer", ("state", "=", "keyed"))
        for batch in self:
            first = "set_aside" if batch._origin in set_aside else ""
            first = first or ("confirm" if batch._origin in keyed else "")
            batch.waits_for = batch._waits_for(first)

    def _waiting_in(self, model, *domain):
        """Of these batches those that have such records, found at once."""
        records = self.env[model].sudo().search([("batch_id", "in", self.ids), *domain])
        return records.batch_id

    def _waits_for(self, record):
        """What comes first: what somebody should look at, then where the batch stands.

        :param record: what a file or a keyed answer of the batch waits for, if one does
        """
        at_the_bank = self.state in ("exported", "handed_in", "answered")
        if at_the_bank and self.withdraw_asked_by_id:
            return "withdrawal"
        if record and self.state != "withdrawn":
            return record
        if at_the_bank and self.answer_late_on:
            return "late"
        if self.state == "draft":
            return "approval" if self.line_count else "selection"
        return BY_STATE.get(self.state) or ("money" if self.amount_clearing else "nothing")
