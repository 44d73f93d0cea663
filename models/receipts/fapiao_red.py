from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from ...engine.fapiao import Billed, Covered, surplus
from ...engine.money import amount as money
from ...engine.money import minor_units, spread

# What stands of each line of a blue fapiao or request of some debtors: red letters that are in
# export or issued are taken off; those only asked for are reckoned anew. One row a line.
STANDING = """
SELECT line.id, line.charge_id, line.move_id, line.state, fapiao.issued_on,
       line.amount + COALESCE((
           SELECT SUM(red.amount) FROM arrears_fapiao_line red
            WHERE red.blue_line_id = line.id AND red.state IN ('exporting', 'issued')), 0) AS amount
  FROM arrears_fapiao_line line
  JOIN arrears_fapiao fapiao ON fapiao.id = line.fapiao_id
 WHERE line.company_id = %(company)s AND line.is_red IS NOT TRUE AND line.state <> 'withdrawn'
   AND %(scope)s
"""
# The charges of the bills behind them, all of each bill. While a bill is a draft nothing is known.
BILLED = """
SELECT charge.id, charge.move_id, charge.state = 'gone' AS gone,
       charge.amount_original - charge.amount_credited AS net
  FROM arrears_charge charge LEFT JOIN account_move move ON move.id = charge.move_id
 WHERE charge.company_id = %(company)s
   AND (charge.id = ANY(%(charges)s)
        OR (charge.move_id = ANY(%(moves)s) AND charge.state <> 'gone'))
   AND move.state IS DISTINCT FROM 'draft'
"""
# Credit notes that answer to a bill and have not met it: it was paid, say, and is paid back.
UNMET_NOTES = """
SELECT note.id, note.reversed_entry_id AS move_id, ABS(note.amount_total_signed) - COALESCE((
           SELECT SUM(part.amount) FROM account_partial_reconcile part
             JOIN account_move_line credit ON credit.id = part.credit_move_id
             JOIN account_move_line debit ON debit.id = part.debit_move_id
            WHERE credit.move_id = note.id AND debit.move_id = note.reversed_entry_id), 0) AS left
  FROM account_move note
 WHERE note.company_id = %(company)s AND note.reversed_entry_id = ANY(%(moves)s)
   AND note.move_type = 'out_refund' AND note.state = 'posted'
"""

# What credit notes that answer to another bill took off these bills: it is the other bill's fapiao
# that they take back.
NOTES_OF_OTHERS = """
SELECT debit.move_id, SUM(part.amount)
  FROM account_partial_reconcile part
  JOIN account_move_line credit ON credit.id = part.credit_move_id
  JOIN account_move_line debit ON debit.id = part.debit_move_id
  JOIN account_move note ON note.id = credit.move_id
 WHERE debit.company_id = %(company)s AND debit.move_id = ANY(%(moves)s)
   AND note.move_type = 'out_refund' AND note.reversed_entry_id IS NOT NULL
   AND note.reversed_entry_id <> debit.move_id
GROUP BY debit.move_id
"""


class ArrearsFapiao(models.Model):
    """Requests and red letters follow the ledger; what is issued stands until a red one answers."""

    _inherit = "arrears.fapiao"

    @api.model
    def _follow_ledger(self, company, debtor_ids):
        """Bring requests and red letters of debtors up to their ledger.

        A request that asks for too much shrinks, and is withdrawn when nothing is left. What is
        issued for more than is billed gets a red letter to issue; one that nobody took into a list
        yet follows up and down. A second call changes nothing.

        :param company: one ``res.company``
        """
        fapiao = self.sudo().with_company(company)
        self.env.flush_all()
        lines, charges = fapiao._facts(company, SQL("line.debtor_id = ANY(%s)", list(debtor_ids)))
        if not lines:
            return
        needed = surplus(lines, charges)
        fapiao._shrink_requests(needed, company)
        states = {line.key: line.state for line in lines}
        issued = {key: part for key, part in needed.items() if states[key] == "issued"}
        fapiao._set_red_letters(issued, company, debtor_ids)

    @api.model
    def _facts(self, company, scope, credited=None):
        """What the engine asks for: lines of fapiao, and the charges of their bills.

        :param scope: SQL condition on ``line``
        :param credited: ``{charge id: minor units}`` to take as credited besides
        :return: (list of ``Covered``, list of ``Billed``)
        """
        digits = company.currency_id.decimal_places
        rows = self.env.execute_query_dict(SQL(STANDING, company=company.id, scope=scope))
        lines = [
            Covered(row["id"], row["charge_id"], row["move_id"] or 0, row["state"],
                    minor_units(row["amount"], digits), row["issued_on"])
            for row in rows
        ]  # fmt: skip
        if not lines:
            return [], []
        moves = list({line.move for line in lines} - {0})
        found = self.env.execute_query_dict(
            SQL(
                BILLED,
                company=company.id, charges=list({line.charge for line in lines}), moves=moves,
            )
        )  # fmt: skip
        less = self._unmet_credits(company, moves, digits)
        for charge_id, part in self._credits_of_others(company, moves).items():
            less[charge_id] = less.get(charge_id, 0) - part
        for charge_id, part in (credited or {}).items():
            less[charge_id] = less.get(charge_id, 0) + part
        charges = [
            Billed(
                row["id"],
                row["move_id"] or 0,
                max(minor_units(row["net"], digits) - less.get(row["id"], 0), 0),
                row["gone"],
            )
            for row in found
        ]
        return lines, charges

    @api.model
    def _unmet_credits(self, company, moves, digits):
        """What credit notes take back of bills that they have not met in the ledger.

        :return: ``{charge id: minor units}``
        """
        rows = self.env.execute_query(SQL(UNMET_NOTES, company=company.id, moves=moves))
        found = {}
        for note_id, move_id, left in rows:
            open_part = minor_units(left, digits)
            if open_part > 0:
                note = self.env["account.move"].browse(note_id)
                bill = self.env["account.move"].browse(move_id)
                for charge_id, part in note._arrears_credited_charges(bill, open_part).items():
                    found[charge_id] = found.get(charge_id, 0) + part
        return found

    @api.model
    def _credits_of_others(self, company, move_ids):
        """What credit notes that answer to other bills reduced bills by.

        :return: ``{charge id: minor units}``, spread as the charges are credited
        """
        digits, found = company.currency_id.decimal_places, {}
        rows = self.env.execute_query(
            SQL(NOTES_OF_OTHERS, company=company.id, moves=list(move_ids))
        )
        charges = self.env["arrears.charge"].sudo().search(
            [("move_id", "in", [move_id for move_id, __ in rows]), ("state", "!=", "gone")],
            order="id",
        )  # fmt: skip
        of_bill = charges.grouped("move_id")
        for move_id, amount in rows:
            own = of_bill.get(self.env["account.move"].browse(move_id), charges.browse())
            credited = [minor_units(charge.amount_credited, digits) for charge in own]
            whole = min(minor_units(amount, digits), sum(credited))
            found |= dict(zip(own.ids, spread(whole, credited), strict=True))
        return found

    @api.model
    def _shrink_requests(self, needed, company):
        """Take what is asked for too much off requests that did not go out yet."""
        digits = company.currency_id.decimal_places
        lines = self.env["arrears.fapiao.line"].browse(needed).filtered(
            lambda line: line.state == "asked"
        )  # fmt: skip
        follows = lines.with_context(arrears_fapiao_follows=True)
        requests = lines.fapiao_id
        for line in follows:
            left = minor_units(line.amount, digits) - needed[line.id]
            if left > 0:
                line.amount = money(left, digits)
            else:
                line.unlink()
        empty = requests.filtered(lambda request: not request.line_ids)
        for request in empty:
            request._message_log(
                body=self.env._("Withdrawn: its bills were credited or cancelled in full.")
            )
        if empty:
            empty._withdraw()

    @api.model
    def _set_red_letters(self, needed, company, debtor_ids):
        """Make the red letters to issue agree with what is needed, one a blue fapiao.

        :param needed: ``{blue line id: minor units}``
        """
        lines = self.env["arrears.fapiao.line"].browse(needed)
        wanted = lines.grouped("fapiao_id")
        pending = self.search(
            [("company_id", "=", company.id), ("debtor_id", "in", list(debtor_ids)),
             ("is_red", "=", True), ("state", "=", "asked")]
        )  # fmt: skip
        for red in pending:
            if red.reverses_id not in wanted:
                red._message_log(body=self.env._("Withdrawn: the ledger asks for it no more."))
                red._withdraw()
        standing = pending.grouped("reverses_id")
        for blue, blue_lines in wanted.items():
            red = standing.get(blue) or self._new_red_letter(blue)
            red._set_red_lines({line: needed[line.id] for line in blue_lines})

    @api.model
    def _new_red_letter(self, blue):
        red = self.create(
            {
                "company_id": blue.company_id.id,
                "debtor_id": blue.debtor_id.id,
                "title": blue.title,
                "tax_number": blue.tax_number,
                "fapiao_type": blue.fapiao_type,
            }
        )
        red._record_effect(
            {
                "is_red": True,
                "reverses_id": blue.id,
                "asked_by_id": self.env.uid,
                "asked_on": blue.company_id._arrears_today(),
            }
        )
        blue._message_log(body=self.env._("A red letter is needed: %(key)s.", key=red.name))
        return red

    def _set_red_lines(self, needed):
        """:param needed: ``{line of the blue fapiao: minor units}``"""
        digits = self.currency_id.decimal_places
        present = {line.blue_line_id: line for line in self.line_ids}
        follows = self.env["arrears.fapiao.line"].with_context(arrears_fapiao_follows=True)
        follows.browse([line.id for blue, line in present.items() if blue not in needed]).unlink()
        for blue, part in needed.items():
            values = {"amount": money(-part, digits), "amount_tax": blue._tax_taken_back(part)}
            line = present.get(blue)
            if not line:
                self.with_context(arrears_fapiao_follows=True)._record_effect(
                    {"line_ids": [Command.create({**blue._same_item(), **values})]}
                )
            elif minor_units(line.amount, digits) != -part:
                line.with_context(arrears_fapiao_follows=True).write(values)

    def _beyond_the_bill(self):
        """Ids of those of these fapiao that ask for more than is billed today."""
        found = set()
        for company, own in self.sudo().grouped("company_id").items():
            moves, charges = own.line_ids.move_id.ids, own.line_ids.charge_id.ids
            scope = SQL("(line.move_id = ANY(%s) OR line.charge_id = ANY(%s))", moves, charges)
            self.env.flush_all()
            lines, billed = self.with_company(company)._facts(company, scope)
            keys = self.env["arrears.fapiao.line"].sudo().browse(surplus(lines, billed))
            found |= set(keys.fapiao_id.ids)
        return found
