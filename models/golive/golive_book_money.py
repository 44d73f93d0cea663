from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import money
from ...engine.golive_sheets import DEMAND, MONEY
from ..charges.late_fee_guard import BROUGHT_OVER


class ArrearsGolive(models.Model):
    """Open items, prepayments and deposits: one entry a chunk against the transfer account.

    Without tax: the tax was declared when the bill was made in the old system, and an opening
    item is no supply.
    """

    _name = "arrears.golive"
    _inherit = ["arrears.golive", "arrears.money.in"]

    def _book_open_item(self, rows):
        items = [self._prepare_debt(row) for row in rows]
        self._post_opening(rows, items, self.env._("Opening items"))
        self._record_demands(rows.filtered(lambda row: row.cells.get("demand_date")))

    def _book_prepayment(self, rows):
        items = [self._prepare_prepayment(row) for row in rows]
        self._post_opening(rows, items, self.env._("Opening prepayments"))

    def _book_deposit(self, rows):
        items = [self._prepare_deposit(row) for row in rows]
        self._post_opening(rows, items, self.env._("Opening deposits"))

    # ------------------------------------------------------------------
    # Items
    # ------------------------------------------------------------------

    def _minor(self, row):
        return money.minor_units(row.amount, self.currency_id.decimal_places)

    def _receivable_of(self, partner):
        return partner.with_company(self.company_id).property_account_receivable_id

    def _prepare_debt(self, row):
        """A receivable with its own due date, unit, period, kind and price basis."""
        account = self._receivable_of(row.debtor_id)
        return {
            **self._prepare_item(self.company_id, account, self._minor(row)),
            "partner_id": row.debtor_id.id,
            "name": self._label(row),
            "date_maturity": row.due_date,
            "arrears_unit_id": row.unit_id.id,
            "arrears_kind": row.kind,
            "arrears_period_from": row.period_from,
            "arrears_period_to": row.period_to,
            "arrears_price_basis": row.cells.get("price_basis") or False,
        }

    def _prepare_prepayment(self, row):
        """A credit of the payer that the next bill of the unit and kind uses."""
        return {
            **self._prepare_item(
                self.company_id, self._receivable_of(row.debtor_id), -self._minor(row)
            ),
            "partner_id": row.debtor_id.id,
            "name": self._label(row),
            "arrears_unit_id": row.unit_id.id,
            "arrears_kind": row.kind,
            "arrears_value_date": row.cells.get("paid_on"),
        }

    def _prepare_deposit(self, row):
        """What is held, as a liability to the payer: the money was taken in the old books."""
        return {
            **self._prepare_item(self.company_id, self.deposit_account_id, -self._minor(row)),
            "partner_id": row.debtor_id.id,
            "name": self._label(row),
            "arrears_unit_id": row.unit_id.id,
            "arrears_kind": "deposit",
            "arrears_value_date": row.cells.get("paid_on"),
        }

    def _label(self, row):
        """Text of an item: the old document where there is one, else where the row came from."""
        parts = (row.cells.get("deposit_type"), row.cells.get("document_number"))
        return " ".join(filter(None, parts)) or row.display_name

    # ------------------------------------------------------------------
    # The entry
    # ------------------------------------------------------------------

    def _post_opening(self, rows, items, reference):
        """Post one entry, its difference on the transfer account, and settle the rows."""
        digits = self.currency_id.decimal_places
        total = sum(money.minor_units(item["balance"], digits) for item in items)
        against = {
            **self._prepare_item(self.company_id, self.transfer_account_id, -total),
            "name": reference,
        }
        move = self._post_entry([*items, against], reference)
        self._settle_rows(rows, move_id=move.id)
        self._name_lines(rows, move.line_ids.sorted("id")[: len(rows)])
        return move

    def _name_lines(self, rows, lines):
        """Let each row name its item: one statement for a chunk."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_golive_row kept SET line_id = told.line_id
                  FROM UNNEST(%s::int[], %s::int[]) told(id, line_id)
                 WHERE kept.id = told.id AND kept.company_id = %s
                """,
                rows.ids,
                lines.ids,
                self.company_id.id,
            )
        )
        rows.invalidate_recordset(["line_id"])

    def _post_entry(self, items, reference, **values):
        """A posted entry on the cut-over day.

        ``skip_invoice_sync`` skips what would keep an invoice's lines in step; see ``money_in``.
        """
        moves = self.env["account.move"].with_company(self.company_id)
        move = moves.with_context(
            skip_invoice_sync=True, mail_create_nolog=True, arrears_brought_over=BROUGHT_OVER
        ).create(
            {
                "move_type": "entry",
                "company_id": self.company_id.id,
                "journal_id": self.journal_id.id,
                "date": self.date,
                "ref": f"{reference} · {self.estate_id.name}",
                "line_ids": [Command.create(item) for item in items],
                **values,
            }
        )
        move._post(soft=False)
        return move

    # ------------------------------------------------------------------
    # Taking it back
    # ------------------------------------------------------------------

    def action_undo(self):
        """Take everything back that was booked, as long as nothing of it was used.

        Entries are cancelled, demands withdrawn, also those of a list of their own, as their
        charges are gone, plans and promises with them; rows are accepted again. Units, owners,
        mandates and claims that were made stay: they are known when the rows come again.

        :raises UserError: an item was paid or allocated, or the go-live is closed
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("checked", "draft", "booked")
        system = self.sudo()
        rows = system.env["arrears.golive.row"].search(
            [("golive_id", "=", self.id), ("sheet", "in", self._undone_sheets()),
             ("state", "=", "booked")]
        )  # fmt: skip
        if not rows and not self.opening_transfer_id:
            raise UserError(self.env._("Nothing was booked that could be taken back."))
        system._refuse_used(rows)
        system._undo_agreements(rows)
        rows.event_id._take_back()
        moves = rows.move_id
        rows._record_effect(
            {"state": "accepted", "move_id": False, "line_id": False, "event_id": False}
        )
        system._cancel_entries(moves)
        system._undo_transfer()
        self._record_effect({"state": "draft"})
        self.message_post(body=self.env._("Booking taken back: %(count)s rows.", count=len(rows)))

    def _undone_sheets(self):
        """The lists whose booking can be taken back. Rooms with lists of their own add them."""
        return (*MONEY, DEMAND)

    def _undo_agreements(self, rows):
        """Take back what was agreed about the charges of these rows. Rooms add theirs.

        :return: those of the rows that were about an agreement
        """
        return rows.browse()

    def _refuse_used(self, rows):
        lines = rows.line_id
        used = lines.filtered(lambda line: line.matched_debit_ids or line.matched_credit_ids)
        if used:
            raise UserError(
                self.env._(
                    "%(count)s items were paid or allocated since, the first is %(item)s of "
                    "%(partner)s: un-reconcile them first, or correct single items by an entry.",
                    count=len(used),
                    item=used[0].name,
                    partner=used[0].partner_id.display_name,
                )
            )

    def _cancel_entries(self, moves):
        if not moves:
            return
        moves = moves.with_context(skip_invoice_sync=True)
        moves.button_draft()
        moves.button_cancel()
