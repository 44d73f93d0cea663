from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.claim_facts import ReferenceFacts
from ...engine.claim_hints import read_remark, squeezed
from ...engine.money import minor_units
from ...engine.reason import Reason


class ArrearsClaim(models.Model):
    """Lump sums of debit batches, and references of single debits."""

    _inherit = "arrears.claim"

    kind = fields.Selection(
        selection_add=[("debit_batch", "Lump sum of debits"), ("merchant",)],
        ondelete={"debit_batch": "set default"},
    )
    batch_ids = fields.Many2many(
        "arrears.debit.batch",
        "arrears_claim_batch_rel",
        string="Debit batches",
        check_company=True,
        help="Their postings are the open items that this money clears.",
    )

    def _clears_items(self):
        """Extended: a lump sum clears what its batches collected."""
        return self.kind == "debit_batch" or super()._clears_items()

    @api.model
    def _decided_by_hand(self):
        """Extended: batches that somebody chose."""
        return super()._decided_by_hand() | {"batch_ids"}

    def _counterpart_debit_batch(self, line):
        """The channel's clearing account, matched with the postings of the batches."""
        return self._counterpart_of_items()

    @api.onchange("batch_ids")
    def _onchange_batch_ids(self):
        if self.kind == "debit_batch" and self.batch_ids:
            self.item_ids = self._clearing_items(self.batch_ids._origin)

    def action_take_batches(self):
        """Take the open postings of the chosen batches for what this money clears."""
        self.ensure_one()
        self._check_worker()
        self._check_state("proposed")
        self.write({"item_ids": self._clearing_items(self.batch_ids).ids})

    @api.model
    def _clearing_items(self, batches):
        """Open items on the clearing accounts of these batches."""
        return self.env["account.move.line"].search(
            [
                ("move_id.arrears_debit_batch_id", "in", batches.ids),
                ("account_id", "in", batches.channel_id.clearing_account_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            order="date, id",
        )

    # ------------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------------

    @api.model
    def _known_references(self, company, references):
        """Extended: a bank may hand on the reference of a single debit."""
        found = defaultdict(list, super()._known_references(company, references))
        if references:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT reference, debtor_id FROM arrears_debit_line
                     WHERE company_id = %s AND UPPER(reference) = ANY(%s)
                    """,
                    company.id,
                    list(references),
                )
            )
            for reference, debtor in rows:
                found[squeezed(reference)].append(ReferenceFacts("debit", reference, debtor))
        return found

    def _propose_kinds(self):
        """Extended: a batch's reference, or just what one or some batches collected."""
        result = super()._propose_kinds()
        for company, claims in self.filtered(lambda one: one.amount > 0).grouped(
            "company_id"
        ).items():  # fmt: skip
            waiting = claims._waiting_batches(company)
            if waiting:
                for claim in claims:
                    claim._propose_lump_sum(waiting)
        return result

    @api.model
    def _waiting_batches(self, company):
        """``{batch: open items of its clearing account}``: one query for all lines."""
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("move_id.arrears_debit_batch_id", "!=", False),
                ("account_id.reconcile", "=", True),
                ("account_id.account_type", "=", "asset_current"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            order="date, id",
        )
        found = items.grouped(lambda item: item.move_id.arrears_debit_batch_id)
        return {
            batch: group.filtered(
                lambda item, batch=batch: item.account_id == batch.channel_id.clearing_account_id
            )
            for batch, group in found.items()
        }

    def _propose_lump_sum(self, waiting):
        """Recognise a lump sum by the batch it names, or by what it amounts to."""
        references = set(read_remark(self.remark).references)
        named = [batch for batch in waiting if squeezed(batch.name) in references]
        digits = self.currency_id.decimal_places
        open_of = {
            batch: sum(minor_units(item.amount_residual, digits) for item in items)
            for batch, items in waiting.items()
        }
        equal = [batch for batch, minor in open_of.items() if minor == self._minor(self.amount)]
        if not named and (len(equal) != 1 or self.sure):
            return
        batches = self.env["arrears.debit.batch"].union(*(named or equal))
        items = self.env["account.move.line"].union(*(waiting[batch] for batch in batches))
        code = "claim_batch" if named else "claim_batch_amount"
        self._propose_kind(
            "debit_batch",
            Reason(code, {"names": batches.mapped("name")}),
            {"batch_ids": batches.ids, "item_ids": items.ids},
        )
        kept = sum(open_of[batch] for batch in batches) - self._minor(self.amount)
        self.write({"fee_amount": self._as_amount(max(kept, 0)), "by_hand": False})
        self._record_effect({"sure": bool(named) and not kept})
