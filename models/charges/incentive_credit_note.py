from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .incentive_credit import ACCOUNTANT


class ArrearsIncentiveAward(models.Model):
    """Booking waiting rewards as credit notes on the bills that they reward."""

    _inherit = "arrears.incentive.award"

    def action_credit_notes(self):
        """Open the window that shows what credit notes will need.

        :raises AccessError: the user is no accountant
        :raises UserError: none of them waits, or they are of several companies
        """
        self.check_access("read")
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants book rewards as credit notes."))
        waiting = self.filtered(lambda award: award.state == "granted" and award.charge_id)
        if len(waiting.company_id) != 1:
            raise UserError(self.env._("Choose waiting rewards of paid bills, all of one company."))
        window = self.env["arrears.incentive.credit"].create(
            {"award_ids": [Command.set(waiting.ids)]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rewards as credit notes"),
            "res_model": "arrears.incentive.credit",
            "res_id": window.id,
            "view_mode": "form",
            "target": "new",
        }

    def _credited(self):
        """``{charge id: minor units}`` that credit notes for these take off."""
        found = {}
        for award in self.filtered("charge_id"):
            found[award.charge_id.id] = found.get(award.charge_id.id, 0) + award._minor()
        return found

    def _credit_notes(self):
        """Make, post and match one credit note a rewarded bill; once, whoever presses it twice.

        :return: the posted ``account.move`` records
        :raises UserError: a reward waits no longer, or something forbids booking it
        """
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        self._check_creditable()
        sources = list(self.grouped(lambda award: award.charge_id.move_id).items())
        notes = self.env["account.move"].create(
            [awards._credit_note(source) for source, awards in sources]
        )
        lines = {}
        for note, (_source, awards) in zip(notes, sources, strict=True):
            lines |= dict(zip(awards, note.invoice_line_ids.sorted("id"), strict=True))
        self._booked(lines)
        notes._post(soft=False)
        # The link comes after: set before posting, it makes Odoo match each one by itself.
        for note, (source, _awards) in zip(notes, sources, strict=True):
            note.reversed_entry_id = source
        self._use_credit_notes(notes)
        return notes

    def _check_creditable(self):
        """Nothing is booked where a bill is disputed, a period closed or an account archived."""
        for program, awards in self.grouped("program_id").items():
            rows = [{"charge_id": award.charge_id.id} for award in awards]
            program._add_stops(rows)
            for award, row in zip(awards, rows, strict=True):
                line = award._rewarded_line()
                code = _code_against(award, row, line)
                if code:
                    words = self.env["arrears.reason.wording"]
                    raise UserError(
                        self.env._(
                            "%(reward)s cannot be booked as a credit note: %(why)s Nothing was "
                            "booked.",
                            reward=award.display_name,
                            why=words._word([{"code": code, "arguments": {}}]),
                        )
                    )

    def _credit_note(self, source):
        """Values of the credit note on one rewarded bill, with the taxes of the rewarded lines."""
        company = source.company_id
        today = company._arrears_today()
        return {
            "move_type": "out_refund",
            "company_id": company.id,
            "journal_id": source.journal_id.id,
            "partner_id": source.partner_id.id,
            "currency_id": source.currency_id.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "fiscal_position_id": source.fiscal_position_id.id,
            "invoice_line_ids": [Command.create(award._credit_line()) for award in self],
        }

    def _credit_line(self):
        award = self.with_context(lang=self.debtor_id.lang or self.env.lang)
        values = self._rewarded_line()._arrears_priced_like(self._minor())
        del values["move_id"]
        return {**values, "name": award._wording(), "arrears_kind": self.charge_id.kind}

    @api.model
    def _use_credit_notes(self, notes):
        """Match open credit notes of rewards with open bills of the same owner and unit, the
        oldest bill first; all in one go."""
        self.env["arrears.charge"].sudo()._refresh_touched()
        items = notes.line_ids.filtered(
            lambda item: item.display_type == "payment_term" and not item.reconciled
        )
        awards = self.search([("move_id", "in", notes.ids)])
        units = {award.move_id: award.unit_id for award in awards}
        bills = self.env["arrears.charge"].search(
            [
                ("company_id", "in", notes.company_id.ids),
                ("debtor_id", "in", notes.commercial_partner_id.ids),
                ("unit_id", "in", awards.unit_id.ids),
                ("kind", "=", "principal"),
                ("state", "=", "open"),
                ("time_barred", "=", False),
                ("move_id.move_type", "=", "out_invoice"),
            ],
            order="due_date, id",
        )
        owed = bills.grouped(lambda bill: (bill.debtor_id, bill.unit_id, bill.account_id))
        plan = []
        of_owner = items.grouped(
            lambda item: (
                item.partner_id.commercial_partner_id,
                units[item.move_id],
                item.account_id,
            )
        )
        for owner, credits in of_owner.items():
            if owner in owed:
                plan.append(owed[owner].line_id | credits)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)


def _code_against(award, row, line):
    """The first code that forbids a credit note; None where nothing does."""
    codes = {
        "reward_not_waiting": award.state != "granted",
        "not_settled": not award._bills_still_paid(),
        "bill_disputed": row["disputed"],
        "bill_time_barred": row["time_barred"],
        "period_closed": not row["period_open"],
        "no_line_to_credit": not line,
        "account_inactive": not row["account_active"] or not line.account_id.active,
    }
    return next((code for code, holds in codes.items() if holds), None)
