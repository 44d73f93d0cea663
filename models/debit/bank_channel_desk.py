from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.debit_rules import TRIED_AGAIN
from ...engine.debit_waits import AT_THE_BANK
from ...engine.money import total

DAYS_OF_RETURNS = 31

# What is counted on a channel: the window that opens it, and which records are meant. The domain
# of a channel's own records is added.
BATCHES = "action_arrears_debit_batch"
FILES = "action_arrears_bank_file"
DESK = {
    "select": (BATCHES, [("state", "=", "draft"), ("line_ids", "=", False)]),
    "announce": (BATCHES, []),
    "approve": (BATCHES, [("state", "=", "draft"), ("line_ids", "!=", False)]),
    "make": (BATCHES, [("state", "=", "approved")]),
    "hand_in": (BATCHES, [("state", "=", "exported")]),
    "wait": (BATCHES, [("state", "=", "handed_in")]),
    "late": (BATCHES, [("state", "in", AT_THE_BANK), ("answer_late_on", "!=", False)]),
    "withdraw": (
        BATCHES,
        [("withdraw_asked_by_id", "!=", False), ("state", "in", ("exported", "handed_in"))],
    ),
    "again": (BATCHES, []),
    "unknown": ("action_arrears_debit_line", [("state", "=", "unknown")]),
    "key": ("action_arrears_keyed_answer", [("state", "=", "draft")]),
    "confirm": ("action_arrears_keyed_answer", [("state", "=", "keyed")]),
    "set_aside": (FILES, [("state", "=", "quarantined"), ("dealt_with_by_id", "=", False)]),
    "stuck": (FILES, [("state", "=", "sealed"), ("booking_error", "!=", False)]),
    "returned": ("action_arrears_debit_line", [("state", "=", "returned")]),
    "clearing": ("action_arrears_debit_clearing", [("amount_open", "!=", 0)]),
}
# These are for the eye alone: nothing is to be done about them by themselves.
TO_SEE = {"wait", "returned", "clearing"}
# Where a batch stands → the count that its amount is shown with.
AMOUNT_OF_STATE = {
    "draft": "approve", "approved": "make", "exported": "hand_in", "handed_in": "wait",
}  # fmt: skip
# How a record of these windows leads to its channel; the others have one themselves.
CHANNEL_OF = {
    "action_arrears_debit_line": "batch_id.channel_id",
    "action_arrears_keyed_answer": "batch_id.channel_id",
}

# Answered batches with something to present again, after which the channel had no other batch:
# a later one selects all that is due, what failed before included.
TO_RUN_AGAIN = """
    SELECT batch.id, batch.channel_id, batch.collection_date
      FROM arrears_debit_batch batch
     WHERE batch.state IN ('answered', 'closed') AND batch.channel_id = ANY(%(channels)s)
       AND batch.company_id = ANY(%(companies)s)
       AND EXISTS (SELECT 1 FROM arrears_debit_line line
                    WHERE line.batch_id = batch.id AND line.state = 'failed'
                      AND line.outcome = ANY(%(outcomes)s))
       AND NOT EXISTS (SELECT 1 FROM arrears_debit_batch later
                        WHERE later.channel_id = batch.channel_id AND later.id <> batch.id
                          AND later.state <> 'withdrawn'
                          AND (later.collection_date, later.id) > (batch.collection_date, batch.id))
"""


class ArrearsBankChannel(models.Model):
    """What is to be done for each bank today: counts that open what they count."""

    _inherit = "arrears.bank.channel"

    desk_select = fields.Integer(string="Drafts: select what is due", compute="_compute_desk")
    desk_announce = fields.Integer(string="Drafts: announce the debits", compute="_compute_desk")
    desk_approve = fields.Integer(string="To approve", compute="_compute_desk")
    desk_make = fields.Integer(string="File to download", compute="_compute_desk")
    desk_hand_in = fields.Integer(string="To hand in", compute="_compute_desk")
    desk_wait = fields.Integer(string="Waiting for the bank's answer", compute="_compute_desk")
    desk_wait_day = fields.Date(string="First day of collection", compute="_compute_desk")
    desk_late = fields.Integer(string="The bank's answer is late", compute="_compute_desk")
    desk_withdraw = fields.Integer(string="Withdrawal to decide on", compute="_compute_desk")
    desk_again = fields.Integer(string="Second run", compute="_compute_desk")
    desk_again_day = fields.Date(string="Second run on", compute="_compute_desk")
    desk_unknown = fields.Integer(string="Outcome not known: ask the bank", compute="_compute_desk")
    desk_key = fields.Integer(string="Answers still being keyed", compute="_compute_desk")
    desk_confirm = fields.Integer(string="Keyed answers to confirm", compute="_compute_desk")
    desk_set_aside = fields.Integer(string="Answers set aside", compute="_compute_desk")
    desk_stuck = fields.Integer(string="Answers that cannot be booked yet", compute="_compute_desk")
    desk_returned = fields.Integer(string="Taken back in the last 31 days", compute="_compute_desk")
    desk_amount_approve = fields.Monetary(string="Amount to approve", compute="_compute_desk")
    desk_amount_make = fields.Monetary(string="Amount of files to make", compute="_compute_desk")
    desk_amount_hand_in = fields.Monetary(string="Amount to hand in", compute="_compute_desk")
    desk_amount_wait = fields.Monetary(string="Amount at the bank", compute="_compute_desk")
    desk_amount_returned = fields.Monetary(
        string="Amount taken back lately", compute="_compute_desk"
    )
    desk_clearing = fields.Monetary(string="Not on the statement yet", compute="_compute_desk")
    desk_clearing_since = fields.Date(string="Not on the statement since", compute="_compute_desk")
    desk_clearing_days = fields.Integer(string="Days not on the statement", compute="_compute_desk")
    desk_is_done = fields.Boolean(string="Nothing to do today", compute="_compute_desk")
    desk_is_silent = fields.Boolean(string="No sidecar lately", compute="_compute_desk")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_desk(self):
        values = defaultdict(dict)
        for read in (
            self._desk_batches, self._desk_amounts, self._desk_others, self._desk_again,
            self._desk_clearing,
        ):  # fmt: skip
            for channel_id, found in read():
                values[channel_id].update(found)
        silent = not self.env["arrears.sidecar.status"].sudo()._is_alive()
        amounts = (*AMOUNT_OF_STATE.values(), "returned")
        numbers = [f"desk_{name}" for name in DESK] + [f"desk_amount_{name}" for name in amounts]
        days = ("desk_wait_day", "desk_again_day", "desk_clearing_since")
        for channel in self:
            found = values[channel._origin.id]
            for name in numbers:
                channel[name] = found.get(name, 0)
            for name in days:
                channel[name] = found.get(name, False)
            since = channel.desk_clearing_since
            today = channel.company_id._arrears_today()
            channel.desk_clearing_days = (today - since).days if since else 0
            channel.desk_is_done = not any(
                found.get(f"desk_{name}") for name in DESK.keys() - TO_SEE
            )
            channel.desk_is_silent = silent

    # ------------------------------------------------------------------
    # Counting: each kind of record is read once for all channels
    # ------------------------------------------------------------------

    def _desk_batches(self):
        """Batches by what waits on them."""
        batches = self.env["arrears.debit.batch"]
        for name in ("select", "approve", "make", "hand_in", "wait", "late", "withdraw"):
            for channel, count, since in batches._read_group(
                self._desk_domain(name), ["channel_id"], ["__count", "collection_date:min"]
            ):
                found = {f"desk_{name}": count}
                yield channel.id, found | ({"desk_wait_day": since} if name == "wait" else {})
        for channel, drafts in self._desk_unannounced().grouped("channel_id").items():
            yield channel.id, {"desk_announce": len(drafts)}

    def _desk_amounts(self):
        """What the counted batches ask for, and what was taken back: instructions read once."""
        lines = self.env["arrears.debit.line"]
        found = defaultdict(list)
        for batch, amount in lines._read_group(
            [("batch_id.channel_id", "in", self.ids),
             ("batch_id.state", "in", list(AMOUNT_OF_STATE))],
            ["batch_id"], ["amount:sum"],
        ):  # fmt: skip
            found[batch.channel_id.id, AMOUNT_OF_STATE[batch.state]].append(amount)
        for batch, amount in lines._read_group(
            self._desk_domain("returned"), ["batch_id"], ["amount_returned:sum"]
        ):
            found[batch.channel_id.id, "returned"].append(amount)
        for (channel_id, name), amounts in found.items():
            channel = self.browse(channel_id).with_prefetch(self.ids)
            digits = channel.currency_id.decimal_places
            yield channel_id, {f"desk_amount_{name}": total(amounts, digits)}

    def _desk_unannounced(self):
        """Drafts of which some payers must still be told, as the batch itself says."""
        drafts = self.env["arrears.debit.batch"].search(
            [*self._desk_domain("approve"), ("channel_id.notice_days", ">", 0)]
        )
        return drafts.filtered("unannounced_count")

    def _desk_others(self):
        """Instructions, keyed answers and files by their channel."""
        for name in ("unknown", "returned"):
            lines = self.env["arrears.debit.line"]
            groups = lines._read_group(self._desk_domain(name), ["batch_id"], ["__count"])
            yield from self._desk_by_batch(name, groups)
        for name in ("key", "confirm"):
            answers = self.env["arrears.keyed.answer"]
            groups = answers._read_group(self._desk_domain(name), ["batch_id"], ["__count"])
            yield from self._desk_by_batch(name, groups)
        for name in ("set_aside", "stuck"):
            files = self.env["arrears.bank.file"]
            for channel, count in files._read_group(
                self._desk_domain(name), ["channel_id"], ["__count"]
            ):
                yield channel.id, {f"desk_{name}": count}

    def _desk_by_batch(self, name, groups):
        counts = defaultdict(int)
        for batch, count in groups:
            counts[batch.channel_id.id] += count
        for channel_id, count in counts.items():
            yield channel_id, {f"desk_{name}": count}

    def _desk_again(self):
        """Batches to present again, with the first day on which their bank does so."""
        for channel_id, found in self._desk_to_run_again().items():
            channel = self.browse(channel_id).sudo()
            days, earliest = channel._bank_days(), channel._earliest_day(channel.company_id)
            day = min(days.second_run(first, earliest) for first in found.values())
            yield channel_id, {"desk_again": len(found), "desk_again_day": day}

    def _desk_clearing(self):
        """What is open on clearing accounts, and since when."""
        rows = self.env["arrears.debit.clearing"]._read_group(
            self._desk_domain("clearing"), ["channel_id"], ["amount_open:sum", "open_since:min"]
        )
        for channel, amount, since in rows:
            yield channel.id, {"desk_clearing": amount, "desk_clearing_since": since}

    def _desk_to_run_again(self):
        """``{channel id: {batch id: its day of collection}}``."""
        for model in ("batch", "line"):
            self.env[f"arrears.debit.{model}"].flush_model()
        rows = self.env.execute_query(
            SQL(
                TO_RUN_AGAIN,
                channels=self.ids,
                companies=self.env.companies.ids,
                outcomes=list(TRIED_AGAIN),
            )
        )
        found = defaultdict(dict)
        for batch_id, channel_id, day in rows:
            found[channel_id][batch_id] = day
        return found

    def _desk_domain(self, name):
        """Which records are meant by a count of these channels."""
        action, domain = DESK[name]
        path = CHANNEL_OF.get(action, "channel_id")
        found = [*domain, (path, "in", self.ids)]
        if name == "returned":
            today = min(
                (company._arrears_today() for company in self.company_id),
                default=fields.Date.today(),
            )
            found.append(("value_date", ">=", today - timedelta(days=DAYS_OF_RETURNS)))
        return found

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_view_desk(self):
        """Open what a count stands for; its name comes with the context key ``desk``."""
        self.ensure_one()
        name = self.env.context.get("desk")
        name = name if name in DESK else "wait"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"property_arrears.{DESK[name][0]}")
        domain = self._desk_domain(name)
        if name == "announce":
            domain = [("id", "in", self._desk_unannounced().ids)]
        elif name == "again":
            domain = [("id", "in", list(self._desk_to_run_again().get(self.id, ())))]
        return {**action, "domain": domain, "context": {"create": False}}

    def action_new_batch(self):
        """Open a new batch of this channel."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New batch"),
            "res_model": "arrears.debit.batch",
            "view_mode": "form",
            "context": {"default_channel_id": self.id},
        }
