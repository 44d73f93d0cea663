from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...engine.incentives import DEBIT_SIGN_UP, PREPAID_YEAR, WaitingReward, place
from ...engine.money import minor_units

OWNERS_WAITING = "property_arrears.owners_waiting"
OWED_AGAIN = Domain("state", "=", "booked") & Domain("take_back_due", "=", True)


class ArrearsIncentiveAward(models.Model):
    """Booking: a discount line on the next bill of the same owner and unit, or a line that charges
    a reward back."""

    _inherit = "arrears.incentive.award"

    @api.model
    def _concerning(self, bills):
        """Rewards that wait for the owners of these bills, or are on one of them already."""
        reposted = bills.filtered("posted_before")
        waited_for = self._owners_waiting()
        bills = bills.filtered(
            lambda bill: (bill.company_id.id, bill.commercial_partner_id.id) in waited_for
        )
        if not reposted and not bills:
            return self.browse()
        waiting = (
            (Domain("state", "=", "granted") | OWED_AGAIN)
            & Domain("company_id", "in", bills.company_id.ids)
            & Domain("debtor_id", "in", bills.commercial_partner_id.ids)
        )
        on_bills = Domain("move_id", "in", reposted.ids) | Domain(
            "back_move_id", "in", reposted.ids
        )
        return self.search(on_bills | waiting, order="id")

    @api.model
    def _owners_waiting(self):
        """(company id, debtor id) of every reward that waits or is owed again: one query a
        transaction, however many bills are posted. It is read again after a grant, a release or a
        rollback; that it may name an owner too many costs a query and nothing else."""
        known = self.env.cr.precommit.data
        if OWNERS_WAITING not in known:
            self.flush_model(["state", "take_back_due"])
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT company_id, debtor_id FROM arrears_incentive_award"
                    " WHERE (state = 'granted' OR (state = 'booked' AND take_back_due))"
                    " AND company_id IN (SELECT id FROM res_company WHERE active)"
                )
            )
            known[OWNERS_WAITING] = set(rows)
        return known[OWNERS_WAITING]

    @api.model
    def _forget_owners_waiting(self):
        self.env.cr.precommit.data.pop(OWNERS_WAITING, None)

    @api.model
    def _book_on(self, bills):
        """Add the waiting rewards to the bills that are about to be posted.

        :param bills: draft customer invoices in the currency of their company
        :raises UserError: a discount line booked before was changed while the bill was a draft
        """
        awards = self._concerning(bills)
        awards._check_untouched(bills)
        bills = bills.sorted(lambda move: (move.invoice_date or move.date, move.id))
        awards.filtered("take_back_due")._charge_back_on(bills)
        waiting = awards.filtered(lambda award: award.state == "granted")._still_earned()
        if not waiting:
            return
        by_owner = waiting._by_owner()
        lines = {}
        for bill in bills:
            lines |= self._lines_for(bill, by_owner)
        if lines:
            self._write_lines(lines)

    def _by_owner(self):
        return self.grouped(lambda award: (award.company_id, award.debtor_id, award.unit_id))

    def _lines_for(self, bill, by_owner):
        """Discount lines for one bill; what was placed is taken out of ``by_owner``.

        :return: {award: values of its line}
        """
        total = minor_units(bill.amount_total, bill.currency_id.decimal_places)
        values = {}
        for unit, principal in bill._arrears_principal_by_unit().items():
            owner = (bill.company_id, bill.commercial_partner_id, unit)
            waiting = by_owner.get(owner)
            if not waiting:
                continue
            placed = waiting._placed_on(principal, total)
            for award, template in placed.items():
                values[award] = award._discount_line(template)
                total -= award._minor()
            by_owner[owner] = waiting - self.browse().concat(*placed)
        return values

    def _placed_on(self, principal, total):
        """Which of these rewards fit on the principal lines of one unit on one bill.

        :return: {award: the principal line whose product, account and taxes it takes}
        """
        groups = principal.grouped(lambda line: tuple(line.tax_ids.ids))
        rooms = {
            taxes: sum(line._arrears_minor(line.price_total) for line in lines)
            for taxes, lines in groups.items()
        }
        rewarded = {award: award._rewarded_line() for award in self}
        queue = [
            WaitingReward(award, award._minor(), tuple(line.tax_ids.ids) if line else None)
            for award, line in rewarded.items()
        ]
        placed = place(queue, rooms, total)
        return {
            award: groups[taxes]._arrears_most_like(rewarded[award])
            for award, taxes in placed.items()
        }

    def _minor(self):
        return minor_units(self.amount, self.currency_id.decimal_places)

    def _rewarded_line(self):
        """The line of the paid bill that earned the reward: its largest of that unit and kind."""
        charge = self.charge_id
        return charge.move_id._arrears_lines_of(charge)[:1]

    def _discount_line(self, template):
        """Values of the discount line on the bill of ``template``, in the owner's language."""
        award = self.with_context(lang=self.debtor_id.lang or self.env.lang)
        return {
            **template._arrears_priced_like(-self._minor()),
            "name": award._wording(),
            "arrears_kind": "principal",
        }

    def _wording(self):
        """What the owner reads on the line, by what earned the reward."""
        kind = self.program_id.kind
        if kind == PREPAID_YEAR:
            return self.env._("Reward for paying a year in advance")
        if kind == DEBIT_SIGN_UP:
            return self.env._("Reward for signing up to direct debit")
        if not self.period_from or not self.period_to:
            return self.env._("Reward for paying on time")
        return self.env._(
            "Reward for paying on time (%(start)s to %(end)s)",
            start=format_date(self.env, self.period_from),
            end=format_date(self.env, self.period_to),
        )

    @api.model
    def _write_lines(self, values):
        """Create all discount lines at once and say on the awards where they are.

        :param values: {award: values of its line}
        """
        lines = self.env["account.move.line"].create(list(values.values()))
        self._booked(dict(zip(values, lines, strict=True)))

    def _booked(self, lines):
        """Tie lines to the rewards that they give: each once, for ever.

        :param lines: {award: its ``account.move.line``}
        """
        self.env["account.move.line"].concat(*lines.values())._arrears_carry(lines)
        for award, line in lines.items():
            award._record_effect(
                {
                    "state": "booked",
                    "move_id": line.move_id.id,
                    "line_id": line.id,
                    "booked_on": line.company_id._arrears_today(),
                }
            )

    def _check_untouched(self, bills):
        """Lines on bills that were reset to draft are still what was granted or charged back."""
        for award in self:
            if award.move_id in bills and award.move_id.move_type == "out_invoice":
                award._check_line(award.line_id, -award._minor())
            if award.back_move_id in bills:
                award._check_line(award.back_line_id, award._minor_back())

    def _check_line(self, line, minor):
        if line._arrears_minor(line.price_total) == minor and (
            line.move_id.commercial_partner_id == self.debtor_id
        ):
            return
        raise UserError(
            self.env._(
                "The reward on %(bill)s was changed: it is %(amount)s for %(owner)s. "
                "Delete that line, and the reward comes back as it was granted.",
                bill=line.move_id.display_name,
                amount=self.currency_id.format(line._arrears_written(abs(minor))),
                owner=self.debtor_id.display_name,
            )
        )

    def _release(self):
        """Free rewards whose bill is cancelled or whose line is deleted: they wait again. One
        that was to be charged back ends here, since it is on no bill any more.

        :raises UserError: one was charged back on another bill, which goes first
        """
        for award in self.filtered("back_move_id"):
            raise UserError(
                self.env._(
                    "The reward on %(bill)s was charged back on %(other)s: cancel or correct that "
                    "bill first.",
                    bill=award.move_id.display_name,
                    other=award.back_move_id.display_name,
                )
            )
        nowhere = {"move_id": False, "line_id": False, "booked_on": False}
        due = self.filtered("take_back_due")
        self._return_budget({award: award._minor() - award._minor_back() for award in due})
        for company, awards in due.grouped("company_id").items():
            awards._record_effect(
                {
                    **nowhere,
                    "state": "taken_back",
                    "take_back_due": False,
                    "taken_back_on": company._arrears_today(),
                }
            )
        (self - due)._record_effect({**nowhere, "state": "granted"})
        self._forget_owners_waiting()
