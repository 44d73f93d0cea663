from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.dispute import REDUCED, reduction, share_of
from ...engine.money import amount, decimal_of


class ArrearsDispute(models.Model):
    """Part is taken off: an ordinary credit note on each bill, service fee included.

    It lowers what is owed and never counts as money that was collected.
    """

    _inherit = "arrears.dispute"

    fapiao_text = fields.Text(
        string="Fapiao touched",
        compute="_compute_fapiao_text",
        help="The fapiao that this decision takes back, and by how much.",
    )

    @api.depends(
        "state", "outcome", "reduced_percent", "line_ids.amount", "line_ids.amount_reduced"
    )
    @api.depends_context("lang")
    def _compute_fapiao_text(self):
        fapiao = self.env["arrears.fapiao"].sudo()
        for dispute in self:
            company = dispute.company_id
            asked = dispute.outcome == REDUCED and dispute.state in self._owed_states
            known = asked and company.sudo().arrears_uses_fapiao
            cut = {key: part for key, part in dispute._wanted_reductions().items() if part}
            dispute.fapiao_text = fapiao._words_of_touched(company, cut) if known and cut else False

    def _wanted_reductions(self):
        """``{charge id: minor units}`` that the form says to take off; a percentage takes no more
        than is left where somebody paid meanwhile."""
        percent = decimal_of(self.reduced_percent or 0)
        wanted = {}
        for line in self.sudo().line_ids.filtered("charge_id"):
            disputed, remaining = line._minor(line.amount), line._minor(line.remaining)
            wanted[line.charge_id.id] = (
                reduction(disputed, remaining, share_of(disputed, percent))
                if percent
                else line._minor(line.amount_reduced)
            )
        return wanted

    def _book_reduction(self):
        """Credit what was decided; what is left of each charge is read anew from the ledger.

        :raises UserError: a payment came in between, or the booking did not do what was decided
        """
        decision = self.sudo().with_company(self.company_id)
        if self.fapiao_text:
            decision._message_log(body=self.fapiao_text)
        decision._lock_receivables()
        charges = self.env["arrears.charge"].sudo()
        debtors = decision.line_ids.charge_id.debtor_id.ids
        charges._rebuild(self.company_id, debtors)
        before = {fact.key: fact for fact in decision.line_ids._facts()}
        wanted = decision._wanted_reductions()
        cut = {key: reduction(fact.disputed, fact.remaining, wanted.get(key, 0))
               for key, fact in before.items()}  # fmt: skip
        if cut != {key: wanted.get(key, 0) for key in before}:
            raise UserError(
                self.env._("A payment came in between: look at what is left, then decide again.")
            )
        decision._credit({key: part for key, part in cut.items() if part})
        charges._rebuild(self.company_id, debtors)
        decision.line_ids._record_reduction(before, cut)

    def _lock_receivables(self):
        """Nobody pays or credits these charges until the transaction ends."""
        receivables = self.line_ids.charge_id.line_id.ids
        self.env["account.move.line"].flush_model()
        self.env.execute_query(
            SQL("SELECT id FROM account_move_line WHERE id = ANY(%s) FOR UPDATE", receivables)
        )

    def _credit_links(self, source):
        """See ``arrears.credit.giver``."""
        return {"arrears_dispute_id": self.id, "arrears_disputed_move_id": source.id}

    def _credit_wording(self, charge):
        """What the owner reads on the credit note."""
        reader = self.with_context(lang=charge.debtor_id.lang or self.env.lang)
        return reader.env._(
            "Taken off after your dispute (%(document)s)",
            document=charge.move_id.name or charge.unit_id.name,
        )

    def action_view_credit_notes(self):
        """Open the credit notes that took it off."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit notes"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("arrears_dispute_id", "=", self.id)],
        }


class ArrearsDisputeLine(models.Model):
    """Before and after of a reduction."""

    _inherit = "arrears.dispute.line"

    def _record_reduction(self, before, cut):
        """Write before and after, and refuse a booking that did not do what was decided.

        :param before: ``{charge id: DisputedCharge}``
        :param cut: ``{charge id: minor units}``
        """
        for line in self:
            key, digits = line.charge_id.id, line.currency_id.decimal_places
            after = line._minor(line.charge_id.amount_remaining)
            if after != before[key].remaining - cut[key]:
                raise UserError(
                    self.env._(
                        "%(fee)s was not reduced as decided, so nothing was booked.",
                        fee=line.charge_id.display_name,
                    )
                )
            line._record_effect(
                {
                    "amount_before": amount(before[key].remaining, digits),
                    "amount_credited": amount(cut[key], digits),
                    "amount_after": amount(after, digits),
                }
            )
