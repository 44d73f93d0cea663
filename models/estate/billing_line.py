from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .fee_standard import KINDS

STATES = [
    ("planned", "To bill"),
    ("billed", "Billed"),
    ("freed", "Bill undone"),
    ("omitted", "Not billed"),
    ("failed", "Failed"),
]

# The same unit, kind, product and side of a promised difference.
_SERVICE = (
    "hashtextextended(kind || '/' || COALESCE(product_id, 0)::text || '/' ||"
    " COALESCE(is_difference, FALSE)::text, 0)"
)


def _billed_twice(env, _diagnostics):
    """What somebody reads whose bill would charge the same days again."""
    return env._(
        "The same unit, kind, product and days are on another bill that stands. Cancel that bill "
        "or credit it in full first, or leave these days out."
    )


class ArrearsBillingLine(models.Model):
    """A line of a billing run: what is to be billed, what was, or what was not and why.

    A billed line is proof. While its bill stands the database refuses a second one for the same
    unit, kind, product and day; a bill that is cancelled, deleted or credited in full frees it.
    """

    _name = "arrears.billing.line"
    _description = "Line of a billing run"
    _order = "run_id desc, document_number, id"
    _rec_name = "name"
    _log_access = False

    run_id = fields.Many2one(
        "arrears.billing.run", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(
        "arrears.estate", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "arrears.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    payer_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    kind = fields.Selection(KINDS, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    name = fields.Char(string="Text", readonly=True, help="As the bill says it.")

    # How it was reckoned
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    months = fields.Float(
        digits=(12, 4), readonly=True, aggregator=False, help="Parts of a month by their days."
    )
    area = fields.Float(
        string="Area (m²)", digits=(12, 2), readonly=True, help="Empty where it does not count."
    )
    price = fields.Float(
        digits=(12, 4), readonly=True, aggregator=False, help="Of one month, or of one reading."
    )
    quantity = fields.Float(
        digits=(16, 4), readonly=True, aggregator=False, help="What a meter counted."
    )
    payable_percent = fields.Float(
        string="To pay (%)",
        digits=(5, 2),
        readonly=True,
        aggregator=False,
        help="100 without a reduction.",
    )
    fee_standard_id = fields.Many2one("arrears.fee.standard", readonly=True, ondelete="set null")
    metered_charge_id = fields.Many2one(
        "arrears.metered.charge", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reduction_id = fields.Many2one("arrears.fee.reduction", readonly=True, ondelete="restrict")
    is_difference = fields.Boolean(
        string="Promised difference",
        readonly=True,
        help="What a promise leaves to the one who made it.",
    )
    price_basis = fields.Char(string="Price basis", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="As priced; taxes come on top unless the price contains them."
    )

    # What became of it
    state = fields.Selection(STATES, required=True, readonly=True, default="planned")
    document_number = fields.Integer(
        string="Bill number",
        readonly=True,
        aggregator=False,
        help="Lines with the same number are on one bill.",
    )
    move_id = fields.Many2one(
        "account.move", string="Bill", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    _billed_once = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&,"
        f" int8range({_SERVICE}, {_SERVICE}, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'billed')",
        _billed_twice,
    )
    _billed_is_whole = models.Constraint(
        "CHECK (state NOT IN ('planned', 'billed') OR (unit_id IS NOT NULL"
        " AND payer_id IS NOT NULL AND kind IS NOT NULL AND date_from <= date_to AND amount > 0))",
        "A line to bill needs a unit, a payer, a kind, days and an amount.",
    )
    _to_bill_idx = models.Index("(run_id, document_number) WHERE state = 'planned'")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self._words()
        for line in self:
            line.reason_text = "\n".join(
                words[reason["code"]] % reason["arguments"] for reason in line.reasons or ()
            )

    @api.model
    def _words(self):
        """Reason code → its sentence in the reader's language, with ``%(argument)s`` inside."""
        _ = self.env._
        return {
            "no_payer": _("Nobody is known to pay on these days: enter the owner."),
            "no_price": _("No price holds on these days: enter the fee standard."),
            "zero_area": _("The unit has no area: enter it."),
            "zero_amount": _("The amount is zero."),
            "billed": _("Billed already by %(document)s."),
            "overlaps": _("%(document)s bills a part of these days (%(period)s)."),
            "outside_contract": _("The service contract does not cover these days."),
            "payer_changed": _(
                "The payer changed within these days: enter a reading for the day of the change."
            ),
            "failed": "%(detail)s",
        }

    # ------------------------------------------------------------------
    # Written by the run alone
    # ------------------------------------------------------------------

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody: a line says what a run found and did."""
        raise UserError(
            self.env._("Lines of a billing run are not typed: correct the bill, or bill anew.")
        )

    def _record(self, vals):
        """Write what the run or a change of the bill brought about."""
        # Past our own write, which refuses everything.
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.model
    def _free_bills(self, bills):
        """Free the lines of bills that are about to be deleted."""
        self.env.execute_query(
            SQL(
                """
                UPDATE arrears_billing_line SET state = 'freed'
                 WHERE company_id = ANY(%s) AND move_id = ANY(%s) AND state = 'billed'
                """,
                bills.company_id.ids,
                bills.ids,
            )
        )
        self._states_changed()

    @api.model
    def _states_changed(self):
        """Forget states that SQL has changed, and what was reckoned from them."""
        self.invalidate_model(["state", "move_id", "move_line_id"])
        self.env["arrears.billing.run"].invalidate_model()
        self.env["arrears.metered.charge"].invalidate_model(["bill_id"])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        if any(line.state in ("billed", "freed") for line in self):
            raise UserError(
                self.env._("What was billed is kept as proof. Cancel or credit the bill instead.")
            )

    def action_open_bill(self):
        """Open the bill of this line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
