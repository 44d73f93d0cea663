"""A whole month of direct debits with three banks, lived on the days on which it happened.

CCB answers in files, ICBC by its web page, the rural bank on paper that one person keys in and
another confirms. Each runs twice; some money is taken back weeks later; each lump sum is matched
on the statement with what the bank kept.
"""

from datetime import timedelta
from itertools import zip_longest

from odoo.fields import Command

from ..engine.money import amount, minor_units, total
from . import banking, receipts, seasons
from .debit_days import Days
from .debits import CHANNELS

# What each bank does with its first payers, on the first run and on the second; all others have
# the money.
SUCCESS = "success"
FATES = {
    "ccb": (("success",), ("success",), ("funds", "success"), ("partial", "success"),
            ("deceased",), ("technical", "success"), ("unknown",)),
    "icbc": (("success",), ("success",), ("funds", "funds"), ("limit", "success"), ("refused",),
             ("account",), ("mandate",)),
    "rural": (("success",), ("success",), ("success",), ("funds", "success"), ("duplicate",)),
}  # fmt: skip
# Payers whose money goes back: why, as the bank says it. ICBC's fault is its own.
RETURNED, COUNTER = 1, 1
RETURNS = {"ccb": ("funds", "RJ03", "余额不足"), "icbc": ("technical", "RJ05", "银行冲正")}
# What a bank keeps of a lump sum for each debit, in fen.
CHARGE = 50
# Days of the month, counted from the day of collection.
SELECTED, TOLD, APPROVED, HANDED_IN = -5, -5, -3, -1
ANSWERED, ARRIVED, LATE, ANSWERED_LATE = 1, 2, 8, 15
# Weeks later: CCB by then, ICBC so many days before today.
TAKEN_BACK, TAKEN_BACK_AGO = 21, 12


def live(firm, channels, mandates):
    """Let the month happen; nothing is left open on a clearing account.

    :param channels: ``{code: arrears.bank.channel}``
    :param mandates: ``{key of the debtor: arrears.mandate}``
    :return: ``{code: Month}``
    """
    months = {code: Month(firm, channels[code], mandates) for code in FATES}
    for month in months.values():
        month.first_run()
        month.second_run()
        month.late_answer()
        month.money_back()
        month.settle()
    return months


class Month:
    """One bank's month: the first and the second batch, and the people who work on them."""

    def __init__(self, firm, channel, mandates):
        self.firm, self.books, self.code = firm, firm.books, channel.code
        self.days = Days(firm, channel)
        self.channel, self.env = channel, channel.env
        own = [one for one in firm.roster.of_kind("pays_by_debit") if one.bank == self.code]
        self.mandates = [mandates[one.key] for one in own if one.key in mandates]
        self.fates = dict(zip_longest(self.mandates, FATES[self.code], fillvalue=(SUCCESS,)))
        self.start = seasons.first_run(self.code, firm.roster.today)
        self.back_on = (
            firm.roster.today - timedelta(days=TAKEN_BACK_AGO)
            if self.code == "icbc"
            else self.start + timedelta(days=TAKEN_BACK)
        )
        self.batch = self.again = self.env["arrears.debit.batch"]
        self.arrived = self.env["arrears.debit.line"]

    # ------------------------------------------------------------------
    # The first run
    # ------------------------------------------------------------------

    def first_run(self):
        """Selection, announcement, approval, file, answer, and the lump sum."""
        self.days.at(self.start + timedelta(days=SELECTED))
        batches = self.days.of("treasurer", "arrears.debit.batch")
        batch = batches.create({"channel_id": self.channel.id, "collection_date": self.start})
        batch.action_collect_lines()
        self.batch = batch.with_env(self.env)
        self.days.did(self.batch, "create_date", "collected_on")
        self.send(self.batch)
        self._promise()
        self._pay_at_the_counter()
        self.days.at(self.start + timedelta(days=ANSWERED))
        self._answer(self.batch, 0)
        self.days.at(self.start + timedelta(days=ARRIVED))
        self._arrives(self.batch)
        self._keep_promise()
        self._reward()

    def send(self, batch):
        """Announced where the bank asks for it, approved by another, made, handed in."""
        if self.channel.notice_days:
            told = batch.collection_date + timedelta(days=TOLD)
            self.days.of("treasurer", "arrears.debit.announce").create(
                {"batch_id": batch.id, "told_on": min(told, self.days.today), "way": "bill"}
            ).action_record()
        self.days.at(max(batch.collection_date + timedelta(days=APPROVED), self.days.today))
        self.days.seen_by("manager", batch).action_approve()
        self.days.did(batch, "approved_on")
        self.days.make_file(batch)
        self.days.at(batch.collection_date + timedelta(days=HANDED_IN))
        handed_in = self.days.seen_by("treasurer", batch)
        handed_in.action_hand_in()
        handed_in.bank_acceptance = f"{self.code.upper()}{batch.collection_date:%Y%m%d}{batch.id}"
        self.days.did(batch, "handed_in_on")

    def _promise(self):
        """Somebody had said on the telephone that the bank would pay."""
        if self.code != "icbc":
            return
        line = self._line(self.batch, RETURNED)
        holds = self.days.of("manager", "arrears.hold")
        holds.create(
            {
                "case_id": line._cases()[:1].id,
                "type": "promise",
                "date_from": self.days.today,
                "date_until": self.start,
                "charge_ids": [Command.set(line.split_ids.charge_id.ids)],
                "amount": line.amount,
                "note": "财务称本月10日由工商银行代扣。",
            }
        )

    def _pay_at_the_counter(self):
        """One of the rural bank's payers comes to the counter while the file is at the bank."""
        if self.code != "rural":
            return
        line = self._line(self.batch, COUNTER)
        receipts.book(
            self.books,
            [
                receipts.Receipt(
                    self.books.journals["cash"], self.days.today, line.debtor_id,
                    minor_units(line.amount), line.split_ids.charge_id.move_id, "现金收款",
                )
            ],
        )  # fmt: skip
        self.env.cr.flush()

    # ------------------------------------------------------------------
    # What the bank says
    # ------------------------------------------------------------------

    def _answer(self, batch, run):
        """The bank's answer in its own way; at ICBC the first download was cut short."""
        told = [(line, *self._fate(line, run)) for line in batch.line_ids.sorted("sequence")]
        if self.code == "rural":
            self._key(batch, told)
            return
        if self.code == "icbc" and not run:
            short = self.days.take_answer(batch, told[:-1], 1)
            self.days.seen_by("treasurer", short).action_deal_with()
        self.days.book(self.days.take_answer(batch, told, 2))

    def _fate(self, line, run):
        """(outcome, fen collected) of one instruction."""
        fates = self.fates[line.mandate_id]
        outcome = fates[run] if run < len(fates) else SUCCESS
        asked = minor_units(line.amount)
        return outcome, {SUCCESS: asked, "partial": asked // 2}.get(outcome, 0)

    def _key(self, batch, told):
        """The treasurer keys failures, count and total; the manager compares and confirms."""
        failed = [(line, outcome) for line, outcome, __ in told if outcome != SUCCESS]
        moved = [line.amount for line, outcome, __ in told if outcome == SUCCESS]
        self._confirm(self.keyed(batch, failed, moved))

    def keyed(self, batch, failed, moved):
        """What the rural bank's paper says.

        :param failed: list of (instruction, outcome)
        :param moved: what was collected, each
        """
        return self.days.of("treasurer", "arrears.keyed.answer").create(
            {
                "batch_id": batch.id,
                "value_date": batch.collection_date,
                "moved_count": len(moved),
                "moved_total": total(moved),
                "source": f"农商行代扣回单 {batch.collection_date:%Y-%m-%d}",
                "line_ids": [
                    Command.create({"debit_line_id": line.id, "outcome": outcome})
                    for line, outcome in failed
                ],
            }
        )

    def _confirm(self, answer):
        answer.action_done_keying()
        self.days.seen_by("manager", answer).action_confirm()
        self.days.did(answer, "keyed_on", "confirmed_on")
        self.days.book(answer.sudo().file_id)

    def late_answer(self):
        """What CCB had not known, it says after its deadline; the treasurer was told it is late."""
        line = self.batch.line_ids.filtered(lambda line: line.state == "unknown")
        if not line:
            return
        self.days.at(self.start + timedelta(days=LATE))
        self.days.watch_answers()
        self.days.at(self.start + timedelta(days=ANSWERED_LATE))
        told = [(line, SUCCESS, minor_units(line.amount))]
        for other in self.batch.line_ids - line:
            settled = sum(minor_units(one.amount_settled) for one in other.result_ids)
            told.append((other, other.outcome, settled))
        told.sort(key=lambda one: one[0].sequence)
        self.days.book(self.days.take_answer(self.batch, told, 3))
        self._arrives(self.batch)

    # ------------------------------------------------------------------
    # The second run, and money that goes back
    # ------------------------------------------------------------------

    def second_run(self):
        """What failed is presented again on the bank's day; the rest is left out."""
        self.days.at(self.start + timedelta(days=ARRIVED + 1))
        first = self.days.seen_by("treasurer", self.batch)
        again = first.action_second_run()["res_id"]
        self.again = self.batch.browse(again)
        # The bank says that it has this money already: that is asked before anything else.
        twice = self.again.line_ids.filtered(
            lambda line: "duplicate" in self.fates[line.mandate_id]
        )
        self.days.seen_by("treasurer", twice).action_leave_out()
        self.days.did(self.again, "create_date", "collected_on")
        self.send(self.again)
        self.days.at(self.again.collection_date + timedelta(days=ANSWERED))
        self._answer(self.again, 1)
        self.days.at(self.again.collection_date + timedelta(days=ARRIVED))
        self._arrives(self.again)

    def money_back(self):
        """Weeks later the bank takes money back; the report comes on paper and is keyed."""
        if self.code not in RETURNS:
            return
        outcome, code, words = RETURNS[self.code]
        line = self._line(self.batch, RETURNED)
        self.days.at(self.back_on)
        values = {"debit_line_id": line.id, "outcome": outcome, "answer_code": code,
                  "answer_text": words}  # fmt: skip
        answer = self.days.of("treasurer", "arrears.keyed.answer").create(
            {
                "batch_id": self.batch.id,
                "kind": "returns",
                "value_date": self.days.today,
                "moved_count": 1,
                "moved_total": line.amount_settled,
                "source": "银行退款通知书",
                "line_ids": [Command.create(values)],
            }
        )
        self._confirm(answer)
        self._arrives(self.batch)

    # ------------------------------------------------------------------
    # The statement
    # ------------------------------------------------------------------

    def _arrives(self, batch):
        """The bank's lump sum less its charges, or what it took back, matched by the accountant."""
        claims = self.env["arrears.claim"]
        items = claims._clearing_items(batch)
        moved = minor_units(total(items.mapped("amount_residual")))
        if not moved:
            return
        collected = batch.line_ids.filtered("amount_settled") - self.arrived
        charge = CHARGE * len(collected) if moved > 0 else 0
        self.arrived |= collected
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.channel.journal_id.id,
                "date": self.days.today,
                "amount": amount(moved - charge),
                "payment_ref": f"代扣 {batch.name}" if moved > 0 else f"代扣退回 {batch.name}",
                "partner_name": CHANNELS[self.code][1],
            }
        )
        claim = claims._make_for(line).with_user(self.firm.staff["accountant"]).sudo(False)
        claim.write({"kind": "debit_batch", "batch_ids": [Command.set(batch.ids)]})
        claim.action_take_batches()
        if charge:
            fees = banking.find_account(self.books.company, banking.FEES)
            claim.write({"fee_amount": amount(charge), "fee_account_id": fees.id})
        claim.action_confirm()
        self.env.cr.flush()

    # ------------------------------------------------------------------
    # Promise and reward
    # ------------------------------------------------------------------

    def _keep_promise(self):
        promises = self.env["arrears.promise"].search(
            [("hold_id.charge_ids", "in", self.batch.line_ids.split_ids.charge_id.ids)]
        )
        promises._judge(self.days.today)

    def _reward(self):
        """Who signed for debit is rewarded for the first one, as the sidecar asks for it."""
        programs = self.days.all("arrears.incentive.program").search(
            [("company_id", "=", self.books.company.id), ("kind", "=", "debit_sign_up"),
             ("state", "=", "active")]
        )  # fmt: skip
        settled = self.batch.line_ids.filtered(lambda line: line.state == "settled")
        for program in programs:
            program._sidecar_grant(
                program.id,
                [
                    {
                        "cause": f"debit_sign_up:{line.mandate_id.id}",
                        "debtor_id": line.debtor_id.id,
                        "unit_id": line.mandate_id.unit_ids[:1].id,
                        "basis": 0,
                    }
                    for line in settled
                ],
            )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def settle(self):
        """The treasurer's tasks of the month are done."""
        (self.batch | self.again).sudo().activity_ids.action_done()

    def _line(self, batch, number):
        """The instruction of this bank's payer with that number."""
        return batch.line_ids.filtered(lambda line: line.mandate_id == self.mandates[number])
