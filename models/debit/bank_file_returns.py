from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.debit_returns import Collected, check_returns, take_back
from ...engine.money import amount as money
from ...engine.money import total
from ...engine.reason import Reason

# What was collected on an instruction, and the returns that are known of it: booked, or in an
# accepted file.
COLLECTED = """
    SELECT l.reference, l.amount, a.amount_settled, a.value_date, r.code, r.amount, r.day
      FROM arrears_debit_line l
      JOIN arrears_debit_batch b ON b.id = l.batch_id AND b.channel_id = %(channel)s
 LEFT JOIN arrears_debit_result a ON a.line_id = l.id AND a.event_key = 'answer'
 LEFT JOIN LATERAL (
           SELECT COALESCE(x.answer_code, '') AS code, -x.amount_settled AS amount,
                  x.value_date AS day
             FROM arrears_debit_result x
            WHERE x.line_id = l.id AND x.amount_settled < 0
            UNION
           SELECT COALESCE(w.answer_code, ''), -w.amount_settled, w.value_date
             FROM arrears_bank_file_row w
             JOIN arrears_bank_file f ON f.id = w.file_id AND f.state = 'sealed'
            WHERE w.line_id = l.id AND w.amount_settled < 0) r ON TRUE
     WHERE l.reference = ANY(%(references)s) AND l.company_id = ANY(%(companies)s)
       AND (%(batch)s = 0 OR l.batch_id = %(batch)s)
  ORDER BY l.id
"""

# The credits that booked what was collected on an instruction.
CREDITS = """
    SELECT l.id, i.id
      FROM arrears_debit_line l
      JOIN arrears_debit_result x ON x.line_id = l.id AND x.event_key = 'answer'
      JOIN account_move_line i ON i.move_id = x.move_id AND i.name = l.reference
                              AND i.credit > 0
      JOIN account_account a ON a.id = i.account_id AND a.account_type = 'asset_receivable'
     WHERE l.id = ANY(%(lines)s) AND l.company_id = ANY(%(companies)s)
  ORDER BY i.id
"""


class ArrearsBankFile(models.Model):
    """Reports of returns: money that the bank took back after it was collected.

    A return is booked as an entry of its own on the bank's day. It un-reconciles the credits of
    its own instruction, meets them, and leaves the charges open again; other instructions of the
    same entry stay paid, and of a return in part what is left goes on paying.
    """

    _inherit = "arrears.bank.file"

    def _companies(self):
        """The channel's company and its branches, whose receivables it may collect."""
        return self.env["res.company"].search([("id", "child_of", self.company_id.id)])

    def _batches(self):
        """The batches of the instructions this file names."""
        return self.row_ids.line_id.batch_id

    # Believing them

    def _judge_returns(self, batch, reference, rows, totals):
        """The first reason not to believe this report of returns, or None.

        It may name one batch or, where returns of several weeks come together, none.
        """
        if reference and not batch:
            arguments = {"batch": str(reference)[:40], "channel": self.channel_id.code}
            return Reason("debit_unknown_batch", arguments)
        known = self._collected([row.reference for row in rows], batch)
        codes = {row.line_number: row.answer_code or "" for row in self.row_ids}
        trouble = check_returns(known, rows, codes, totals, self.company_id._arrears_today())
        if not trouble:
            self.batch_id = batch
            repeated = self.row_ids.filtered(lambda row: row.amount_settled >= 0)
            repeated.write({"state": "known"})
        return trouble

    def _collected(self, references, batch):
        """What is known of these instructions, as the engine sees it."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                COLLECTED,
                channel=self.channel_id.id,
                references=references,
                companies=self._companies().ids,
                batch=batch.id or 0,
            )
        )
        found = {}
        for reference, amount, settled, settled_on, code, returned, day in rows:
            facts = (reference, self._minor(amount), self._minor(settled), settled_on)
            known = found.setdefault(facts, [])
            if day:
                known.append((code, self._minor(returned), day))
        return [Collected(*facts, tuple(known)) for facts, known in found.items()]

    # Booking them

    def _book_return_rows(self, rows, stuck):
        """Book one chunk of returns; rows whose credits are in use are put among the stuck.

        :return: number of rows that are done
        """
        # Of several returns of one instruction the next chunk takes the second.
        rows = list({row["line_id"]: row for row in reversed(rows)}.values())[::-1]
        credits = self._credits_of([row["line_id"] for row in rows])
        items = self.env["account.move.line"].union(*credits.values())
        locked = items.try_lock_for_update() if items else items
        stuck.update(row["id"] for row in rows if credits[row["line_id"]] - locked)
        rows = [row for row in rows if row["id"] not in stuck]
        if not rows:
            return 0
        claimed = self._claim_results(rows)
        lines = self.env["arrears.debit.line"].browse(claimed)
        taken = {row["line_id"]: -self._minor(row["amount_settled"]) for row in rows}
        for batch, of_batch in lines.grouped("batch_id").items():
            self._book_returns(batch, of_batch, rows[0], credits, taken)
        self._mark_rows(rows, claimed)
        self._take_lines_back(lines, rows, taken)
        lines._follow_up()
        return len(rows)

    def _credits_of(self, line_ids):
        """``{instruction id: the journal items that booked what was collected on it}``, in the
        order in which they were filled."""
        self.env.flush_all()
        found = defaultdict(self.env["account.move.line"].browse)
        for line_id, item_id in self.env.execute_query(
            SQL(CREDITS, lines=line_ids, companies=self._companies().ids)
        ):
            found[line_id] |= self.env["account.move.line"].browse(item_id)
        return found

    def _book_returns(self, batch, lines, row, credits, taken):
        """One entry for the returns of one batch and day: receivables against clearing.

        :param taken: ``{instruction id: minor units that go back now}``
        """
        company = self.env["res.company"].browse(row["company_id"])
        parts, left = {}, {}
        for line in lines:
            gone, stays = self._parts_taken(line, credits[line.id], taken[line.id])
            parts |= {item: part for item, part in gone.items() if part}
            left |= stays
        kept = self._free(parts, left)
        batch = batch.with_company(company)
        debits = [
            (item.id, part, self._prepare_debit(batch, company, item, part))
            for item, part in parts.items()
        ]
        clearing = batch._prepare_item(
            company, batch.channel_id.clearing_account_id, -sum(parts.values())
        )
        move = batch._book_money(
            company,
            batch.channel_id.journal_id,
            row["value_date"],
            [{**clearing, "name": batch.name}],
            debits,
            {
                "ref": self.env._("Taken back: %(batch)s", batch=batch.name),
                "arrears_debit_batch_id": batch.id,
            },
        )
        if kept:
            kept[0].with_context(skip_invoice_sync=True)._reconcile_plan(kept)
        self._name_entry(lines, move)

    def _parts_taken(self, line, items, minor):
        """What goes back of each journal item, the youngest charge first, and what then is left
        of it: both ``{journal item: minor units}``."""
        digits = self.currency_id.decimal_places
        returned = self._minor(line.amount_returned)
        collected = self._minor(line.amount_settled) + returned
        found = total(items.mapped("credit"), digits)
        if self._minor(found) != collected:
            raise UserError(
                self.env._(
                    "%(reference)s: the credits that booked it add up to %(found)s, not to "
                    "%(wanted)s. Give its journal items the reference as their label again; "
                    "the next run books the return.",
                    reference=line.reference,
                    found=self.currency_id.format(found),
                    wanted=self.currency_id.format(self._money(collected)),
                )
            )
        if returned + minor > collected:
            raise UserError(
                self.env._(
                    "%(reference)s: the bank takes back %(amount)s, and only %(left)s of it is "
                    "left. Ask the bank which of its reports holds.",
                    reference=line.reference,
                    amount=self.currency_id.format(self._money(minor)),
                    left=self.currency_id.format(line.amount_settled),
                )
            )
        filled = [self._minor(item.credit) for item in items]
        gone = dict(zip(items, take_back(filled, returned, minor), strict=True))
        all_gone = take_back(filled, 0, returned + minor)
        stays = (part - back for part, back in zip(filled, all_gone, strict=True))
        return gone, dict(zip(items, stays, strict=True))

    def _free(self, parts, left):
        """Take credits off what they pay; where a part of one stays, say what that pays on.

        What met an earlier return stays met.

        :param parts: ``{credit: minor units that go back of it}``; ``left``: what stays of it
        :return: pairs of a credit and the receivable that it goes on paying, to be reconciled
        """
        kept, freed = [], self.env["account.partial.reconcile"]
        for item in parts:
            partials = item.matched_debit_ids.filtered(
                lambda partial: not partial.debit_move_id.move_id.arrears_debit_batch_id
            )
            freed |= partials
            if left[item]:
                kept += [item | paid for paid in partials.sorted("id").debit_move_id]
        freed.unlink()
        return kept

    def _prepare_debit(self, batch, company, item, part):
        """What meets one credit or a part of it. Without unit and kind: it is no new charge."""
        values = batch._prepare_item(company, item.account_id, part)
        label = self.env._("Taken back: %(reference)s", reference=item.name)
        return {**values, "partner_id": item.partner_id.id, "name": label}

    def _name_entry(self, lines, move):
        """Write on the new returns which entry booked them."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_debit_result SET move_id = %s WHERE line_id = ANY(%s) "
                "AND company_id = %s AND amount_settled < 0 AND move_id IS NULL",
                move.id,
                lines.ids,
                move.company_id.id,
            )
        )
        self.env["arrears.debit.result"].invalidate_model(flush=False)

    def _take_lines_back(self, lines, rows, taken):
        """What is still collected on these instructions and on their charges."""
        for line in lines:
            self._take_charges_back(line, taken[line.id])
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_debit_line l
                   SET state = CASE WHEN l.amount_settled + x.amount_settled > 0
                                    THEN 'partial' ELSE 'returned' END,
                       outcome = x.outcome,
                       amount_settled = l.amount_settled + x.amount_settled,
                       amount_returned = COALESCE(l.amount_returned, 0) - x.amount_settled,
                       value_date = x.value_date, answer_code = x.answer_code,
                       answer_text = x.answer_text, write_date = %(now)s,
                       return_reason_id = (
                           SELECT MIN(q.id) FROM arrears_return_reason q
                            WHERE q.code = x.answer_code AND q.outcome = x.outcome AND q.active)
                  FROM arrears_debit_result x
                  JOIN arrears_bank_file_row r ON r.file_id = x.file_id
                                              AND r.line_number = x.file_line
                 WHERE x.line_id = l.id AND l.id = ANY(%(lines)s)
                   AND r.id = ANY(%(rows)s) AND l.company_id = x.company_id
                """,
                now=fields.Datetime.now(),
                lines=lines.ids,
                rows=[row["id"] for row in rows],
            )
        )
        lines.invalidate_recordset(flush=False)

    def _take_charges_back(self, line, minor):
        """Take a return off the charges it was collected for, the youngest first.

        What was collected too much paid no charge: it goes back before any of them loses.
        """
        splits, digits = line.split_ids.sorted("id"), self.currency_id.decimal_places
        before = self._minor(line.amount_returned)
        filled = [self._minor(s.amount_settled) + self._minor(s.amount_returned) for s in splits]
        excess = self._minor(line.amount_settled) + before - sum(filled)
        gone = take_back([*filled, excess], before, minor)
        for split, part in zip(splits, gone[:-1], strict=True):
            if part:
                split.write(
                    {
                        "amount_settled": money(self._minor(split.amount_settled) - part, digits),
                        "amount_returned": money(self._minor(split.amount_returned) + part, digits),
                    }
                )
