"""What the addon adds to Odoo's own work: create, post and pay 500 invoices with it and without.

Two Odoos on two databases, alike but for the addon, do each phase side by side on the same cores.
What is held against the bar is the time of the processor, of Odoo and of PostgreSQL, for 500
invoices in a transaction. A transaction also carries a fixed share, its refresh of charges and
cards, so that of 50 invoices is shown too. Queries are counted as well; they repeat exactly, so the
same work is counted for 1, 50 and 100 invoices a transaction.
"""

import statistics

NAMES = {"with": "bench_overhead_with", "without": "bench_overhead_without"}
PHASES = ("create", "post", "pay")
# By size of the transaction, the one that is judged first: how often it is done.
ROUNDS = {500: 5, 50: 6}
JUDGED = 500
COUNTED = (1, 50, 100)
# Odoo's own count wavers by one now and then, on either side.
COUNTS = 5
BAR, QUERIES = 1.05, {"create": 0, "post": 3, "pay": 3}


def main(runtime, words) -> int:
    """``./dev bench overhead [ROUNDS]``: makes its own databases and drops them.

    ROUNDS: of 500 invoices, some three minutes each
    """
    from bench import measure, talk
    from tools import databases

    rounds = {**ROUNDS, JUDGED: int(words[0])} if words else ROUNDS
    for side, name in NAMES.items():
        measure.fresh_database(runtime, name, addon=side == "with")
    with (
        talk.to_odoo(runtime, NAMES["with"], "bench.overhead:Books") as ours,
        talk.to_odoo(runtime, NAMES["without"], "bench.overhead:Books") as theirs,
    ):
        sides = {"with": ours, "without": theirs}
        go_round(sides, min(ROUNDS), 1)  # fills caches
        taken = {size: go_round(sides, size, rounds[size]) for size in rounds}
        queries = count_queries(sides)
    for name in NAMES.values():
        databases.drop(runtime, name)
    return report(measure, taken, queries)


def go_round(sides, size, rounds):
    """The processor's seconds by phase and side, one figure a round."""
    from bench import talk

    taken = {phase: {side: [] for side in sides} for phase in PHASES}
    for _round in range(rounds):
        for phase in PHASES:
            for side, used in talk.side_by_side(sides, phase, size=size).items():
                taken[phase][side].append(used["processor"])
    return taken


def count_queries(sides):
    """Queries the addon adds, by phase and size of the transaction.

    The median of several times after the first: a customer's first bill asks Odoo more.
    """
    from bench import talk

    added = {}
    for size in COUNTED:
        counts = [
            {phase: talk.side_by_side(sides, phase, size=size) for phase in PHASES}
            for _time in range(COUNTS + 1)
        ][1:]
        for phase in PHASES:
            ours, theirs = (
                statistics.median(count[phase][side]["queries"] for count in counts)
                for side in ("with", "without")
            )
            added[phase, size] = int(ours - theirs)
    return added


def report(measure, taken, queries) -> int:
    """The tables and the verdict; ``ok`` needs every phase and every count."""
    ratios = {}
    for size, phases in taken.items():
        rows = []
        for phase, used in phases.items():
            of_rounds = sorted(
                ours / theirs for ours, theirs in zip(used["with"], used["without"], strict=True)
            )
            ratio = statistics.median(of_rounds)
            if size == JUDGED:
                ratios[phase] = ratio
            each = (f"{statistics.median(used[side]) * 1000 / size:.2f}" for side in reversed(used))
            spread = f"{of_rounds[0]:.3f} to {of_rounds[-1]:.3f}"
            rows.append([f"{phase} {size}", *each, f"{ratio:.3f}", spread])
        measure.table(["", "ms without", "ms with", "ratio", "of the rounds"], rows)
    added = {phase: [queries[phase, size] for size in COUNTED] for phase in PHASES}
    measure.table(
        ["queries added", *map(str, COUNTED), "allowed"],
        [[phase, *(f"{count:+d}" for count in counts), f"{QUERIES[phase]:+d}"]
         for phase, counts in added.items()],
    )  # fmt: skip
    passed = max(ratios.values()) <= BAR and all(max(added[one]) <= QUERIES[one] for one in PHASES)
    return measure.close("overhead", max(ratios.values()), f"{BAR}", passed)


class Books:
    """One Odoo's side, inside Odoo: plain invoices of plain customers, nothing of ours named."""

    def __init__(self, env):
        self.env = env
        company = env.company
        company.country_id = env.ref("base.cn")
        env["account.chart.template"].try_loading("generic_coa", company=company)
        self.product = env["product.product"].create({"name": "Fee", "type": "service"})
        self.partners = env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(JUDGED)]
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
