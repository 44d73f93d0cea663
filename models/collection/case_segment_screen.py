from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.payment_record import ENOUGH_BILLS, record_of
from ...engine.segments import why

# Bills that a card shows; the paper shows them all.
SHOWN = 12


class ArrearsCase(models.Model):
    """What a card says about the payment record, and why it is in its segment."""

    _inherit = "arrears.case"

    segment_note = fields.Text(related="segment_id.note", string="What helps here")
    segment_why = fields.Text(string="Why this segment", compute="_compute_segment_why")
    record_text = fields.Text(string="In short", compute="_compute_record")
    record_table = fields.Html(string="Bills", compute="_compute_record", sanitize=False)

    @api.depends("segment_id", "segment_inputs", "oldest_due_date")
    @api.depends_context("lang", "arrears_today")
    def _compute_segment_why(self):
        for case in self:
            case.segment_why = case._segment_reasons() if case.segment_inputs else False

    def _segment_reasons(self):
        """The conditions of the segment, each with what was found; a line each."""
        today = self.company_id._arrears_today()
        cards = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "!=", "closed"),
            ]
        )
        oldest = min((c.oldest_due_date for c in cards if c.oldest_due_date), default=None)
        facts = self._facts_from(self.segment_inputs, oldest, today)
        segment = self.segment_id.sudo()
        if not segment:
            return self.env._("No segment takes this debtor: a manager looks at the segments.")
        lines = []
        for reason in why(segment._as_engine(), facts):
            asked = reason.arguments
            lines.append(
                self.env._(
                    "%(fact)s: %(found)s (asked for: %(comparison)s %(value)s)",
                    fact=segment._label("fact", asked["fact"]),
                    found="–" if asked["found"] is None else asked["found"],
                    comparison=segment._label("comparison", asked["comparison"]),
                    value=asked["value"],
                )
            )
        return "\n".join(lines) or self.env._("None of the segments before it takes this debtor.")

    @api.depends("debtor_id", "company_id")
    @api.depends_context("lang", "arrears_today", "uid")
    def _compute_record(self):
        for case in self:
            judged, record = case._payment_record()
            case.record_text = self._record_text(record)
            rows = case._record_rows(judged[:SHOWN])
            case.record_table = self.env["ir.qweb"]._render(
                "property_arrears.payment_record_table", {"rows": rows, "classes": "table table-sm"}
            )

    def _payment_record(self):
        """The judged bills of the debtor in this company, and the figures of them."""
        self.ensure_one()
        company = self.company_id.sudo()
        judged = (
            self.env["arrears.payment.record"]
            .sudo()
            ._judged(company, self.debtor_id.ids, company._arrears_today())[self.debtor_id.id]
        )
        return judged, record_of(judged)

    @api.model
    def _record_text(self, record):
        """The record in sentences. It says nothing of segments: owners read it too."""
        _ = self.env._
        if not record.enough:
            return _(
                "Too little to tell: %(bills)s bills count so far, and it takes %(enough)s.",
                bills=record.bills,
                enough=ENOUGH_BILLS,
            )
        sentences = [
            _(
                "%(bills)s bills count: %(on_time)s on time, %(late)s late.",
                bills=record.bills,
                on_time=record.bills - record.late,
                late=record.late,
            ),
            _(
                "Late among the last %(bills)s: %(late)s.",
                bills=record.last_bills,
                late=record.last_late,
            ),
        ]
        if record.late:
            sentences.append(
                _(
                    "A late bill was typically %(median)s days late, at worst %(worst)s days.",
                    median=record.median_days,
                    worst=record.worst_days,
                )
            )
        trends = {
            "better": _("The four newest bills were paid better than the four before."),
            "worse": _("The four newest bills were paid later than the four before."),
        }
        return "\n".join([*sentences, *filter(None, [trends.get(record.trend)])])

    def _record_rows(self, judged):
        """The bills as a table shows them, in the reader's language.

        The name of a bill of a unit that the reader may not see is left out.
        """
        Charge = self.env["arrears.charge"]
        wanted = [charge for one in judged for charge in one.bill.charges]
        visible = Charge.browse(wanted)._filtered_access("read")
        words = self._record_verdicts()
        rows = []
        for one in judged:
            charges = visible & Charge.browse(one.bill.charges)
            rows.append(
                {
                    "name": "; ".join(charges.mapped("display_name"))
                    or self.env._("Bill of another unit"),
                    "due": format_date(self.env, one.bill.due_date),
                    "settled": format_date(self.env, one.settled_on) if one.settled_on else "",
                    "days": one.days_late or "",
                    "verdict": words[one.verdict],
                    "code": one.verdict,
                }
            )
        return rows

    @api.model
    def _record_verdicts(self):
        _ = self.env._
        return {
            "on_time": _("On time"),
            "late": _("Late"),
            "held": _("Does not count: disputed, on a plan or paused"),
            "excused": _("Does not count: corrected"),
            "nothing": _("Does not count: credited in full"),
            "open": _("Not due yet"),
        }

    def action_reckon_segment(self):
        """Find the segment of these debtors anew, from the books as they are now."""
        self.check_access("write")
        for company, cases in self.grouped("company_id").items():
            self.sudo()._assign_segments(company, cases.debtor_id.ids, company._arrears_today())

    def action_correct_record(self):
        """Open a form that asks for a correction of a bill of this debtor."""
        self.ensure_one()
        self.check_access("read")
        judged, _record = self._payment_record()
        late = [one.bill for one in judged if one.verdict == "late"]
        charges = self.env["arrears.charge"].browse(key for bill in late for key in bill.charges)
        charges = charges._filtered_access("read")
        if not charges:
            raise UserError(self.env._("No bill of this debtor counts as late."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the payment record"),
            "res_model": "arrears.record.correction",
            "view_mode": "form",
            "target": "new",
            "context": {
                "arrears_late_charges": charges.ids,
                "default_charge_id": charges[:1].id if len(charges) == 1 else False,
            },
        }
