from odoo import api, fields, models

from ...engine.debit_waits import Standing, waits_for

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


class ArrearsDebitBatch(models.Model):
    """What each batch waits for, and what of its money is not on the bank's statement yet."""

    _inherit = "arrears.debit.batch"

    clearing_ids = fields.One2many(
        "arrears.debit.clearing", "batch_id", string="On its clearing account", readonly=True
    )
    keyed_ids = fields.One2many(
        "arrears.keyed.answer", "batch_id", string="Keyed answers", readonly=True
    )
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
            batch.waits_for = waits_for(
                Standing(
                    batch.state,
                    is_empty=not batch.line_count,
                    asked_to_withdraw=bool(batch.withdraw_asked_by_id),
                    is_set_aside=batch._origin in set_aside,
                    is_keyed=batch._origin in keyed,
                    is_late=bool(batch.answer_late_on),
                    is_clearing=bool(batch.amount_clearing),
                )
            )

    def _waiting_in(self, model, *domain):
        """Of these batches those that have such records, found at once."""
        records = self.env[model].sudo().search([("batch_id", "in", self.ids), *domain])
        return records.batch_id
