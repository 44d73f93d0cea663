"""What the addon adds to Odoo's own work: create, post and pay 500 invoices with it and without.

Two Odoos on two databases, alike but for the addon, take turns phase by phase, 50 invoices at a
time. What is held against the bar is the time of the processor, of Odoo and of PostgreSQL: the
clock on the wall is shown beside it, but on a shared machine it wavers by more than the bar.
Queries are counted as well; they repeat exactly, so the same work is counted for 1, 50 and 100
invoices a transaction.
"""

import statistics

NAMES = {"with": "bench_overhead_with", "without": "bench_overhead_without"}
PHASES = ("create", "post", "pay")
ROUNDS, SIZE = 10, 50
COUNTED = (1, 50, 100)
# Odoo's own count wavers by one now and then, on either side.
COUNTS = 3
BAR, QUERIES = 1.05, {"create": 0, "post": 3, "pay": 3}


def main(runtime, words) -> int:
    """``./dev bench overhead [ROUNDS]``: makes its own databases and drops them."""
    from bench import measure, talk
    from tools import databases

    rounds = int(words[0]) if words else ROUNDS
    for side, name in NAMES.items():
        measure.fresh_database(runtime, name, addon=side == "with")
    with (
        talk.to_odoo(runtime, NAMES["with"], "bench.overhead:Books") as ours,
        talk.to_odoo(runtime, NAMES["without"], "bench.overhead:Books") as theirs,
    ):
        sides = {"with": ours, "without": theirs}
        turns = take_turns(sides, rounds)
        queries = count_queries(sides)
    for name in NAMES.values():
        databases.drop(runtime, name)
    return report(measure, turns, queries)


def take_turns(sides, rounds):
    """What each turn took, by phase and side; who goes first changes from turn to turn."""
    turns = {phase: {side: [] for side in sides} for phase in PHASES}
    for number in range(rounds + 1):
        order = list(sides) if number % 2 else list(reversed(sides))
        for phase in PHASES:
            for side in order:
                took = sides[side].ask(phase, size=SIZE)
                if number:  # the first turn fills caches
                    turns[phase][side].append(took)
    return turns


def count_queries(sides):
    """Queries the addon adds, by phase and size of the transaction.

    The median of several times after the first: a customer's first bill asks Odoo more.
    """
    added = {}
    for size in COUNTED:
        counts = [
            {
                side: {phase: odoo.ask(phase, size=size)["queries"] for phase in PHASES}
                for side, odoo in sides.items()
            }
            for _time in range(COUNTS + 1)
        ][1:]
        for phase in PHASES:
            ours, theirs = (
                statistics.median(count[side][phase] for count in counts)
                for side in ("with", "without")
            )
            added[phase, size] = int(ours - theirs)
    return added


def report(measure, turns, queries) -> int:
    """The table and the verdict; ``ok`` needs every phase and every count."""
    rows, ratios, passed = [], {}, True
    for phase in PHASES:
        used = {side: [turn["processor"] for turn in taken] for side, taken in turns[phase].items()}
        waited = {side: [turn["seconds"] for turn in taken] for side, taken in turns[phase].items()}
        ratios[phase] = measure.median_ratio(used, "with", "without")
        on_the_wall = measure.median_ratio(waited, "with", "without")
        added = [queries[phase, size] for size in COUNTED]
        passed &= ratios[phase] <= BAR and max(added) <= QUERIES[phase]
        rows.append(
            [phase, f"{each(used['without']):.2f}", f"{each(used['with']):.2f}",
             f"{ratios[phase]:.3f}", f"{on_the_wall:.3f}",
             *(f"{count:+d}" for count in added), f"{QUERIES[phase]:+d}"]
        )  # fmt: skip
    sizes = [f"+queries, {size}" for size in COUNTED]
    head = ["", "ms without", "ms with", "ratio", "on the wall", *sizes, "allowed"]
    measure.table(head, rows)
    return measure.close("overhead", max(ratios.values()), f"{BAR}", passed)


def each(seconds):
    """Median milliseconds an invoice."""
    return statistics.median(seconds) * 1000 / SIZE


class Books:
    """One Odoo's side, inside Odoo: plain invoices of plain customers, nothing of ours named."""

    def __init__(self, env):
        self.env = env
        company = env.company
        company.country_id = env.ref("base.cn")
        env["account.chart.template"].try_loading("generic_coa", company=company)
        self.product = env["product.product"].create({"name": "Fee", "type": "service"})
        self.partners = env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(max(COUNTED))]
        )
        self.moves = env["account.move"]
        env.cr.commit()

    def create(self, size):
        """Drafts with two lines and Odoo's default tax."""
        from odoo import Command

        line = {"product_id": self.product.id, "price_unit": 300}
        lines = [Command.create(line), Command.create({**line, "price_unit": 20})]
        self.moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-04-01",
                    "invoice_line_ids": lines,
                }
                for partner in self.partners[:size]
            ]
        )

    def post(self, size):
        """Post the drafts."""
        self.moves.action_post()

    def pay(self, size):
        """Odoo's own wizard, all of them at once."""
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.moves.ids
        ).create({"payment_date": "2026-05-05"})._create_payments()
