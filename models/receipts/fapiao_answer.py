import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.fapiao import Answer, Waiting, judge
from ...engine.money import minor_units
from ...engine.reason import Reason, as_json

STATES = [("draft", "New"), ("read", "Previewed"), ("done", "Numbers recorded")]


class ArrearsFapiaoAnswer(models.Model):
    """A list that came back with numbers: read, looked at, then recorded.

    Each row is judged by itself: good ones are recorded, the others say why not and wait here.
    The same file, or a better one, may be read again: what is recorded already changes nothing.
    """

    _name = "arrears.fapiao.answer"
    _description = "Fapiao list that came back"
    _inherit = ["arrears.guarded"]
    _order = "id desc"
    _rec_name = "file_name"
    _effect_fields = frozenset({"state", "sha256", "read_at", "recorded_by_id", "recorded_at"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    content = fields.Binary(string="File", required=True, attachment=True)
    file_name = fields.Char(string="File name")
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", copy=False)
    row_ids = fields.One2many("arrears.fapiao.answer.row", "answer_id", string="Rows")
    accepted_count = fields.Integer(string="Accepted", compute="_compute_counts")
    already_count = fields.Integer(string="Recorded already", compute="_compute_counts")
    empty_count = fields.Integer(string="Nothing entered", compute="_compute_counts")
    refused_count = fields.Integer(string="Not accepted", compute="_compute_counts")
    read_at = fields.Datetime(string="Read at", readonly=True, copy=False)
    recorded_by_id = fields.Many2one("res.users", string="Recorded by", readonly=True, copy=False)
    recorded_at = fields.Datetime(string="Recorded at", readonly=True, copy=False)

    @api.depends("row_ids.verdict")
    def _compute_counts(self):
        rows = self.env["arrears.fapiao.answer.row"]._read_group(
            [("answer_id", "in", self.ids)], ["answer_id", "verdict"], ["__count"]
        )
        counts = {(answer.id, verdict): count for answer, verdict, count in rows}
        for answer in self:
            for verdict in ("accepted", "already", "empty", "refused"):
                answer[f"{verdict}_count"] = counts.get((answer.id, verdict), 0)

    def _is_frozen(self):
        return self.state == "done"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file and judge each row; nothing is recorded yet.

        :raises UserError: the file cannot be read as such a list
        """
        self.ensure_one()
        self._check_open()
        self._judge_file()

    def _judge_file(self):
        content = base64.b64decode(self.content or b"")
        digits = self.company_id.currency_id.decimal_places
        rows = self.env["arrears.fapiao.sheet"]._read(content, digits)
        if not rows:
            raise UserError(self.env._("The list has no row under its headings."))
        self.sudo().row_ids.unlink()
        self.env["arrears.fapiao.answer.row"].sudo().create(self._judged(rows))
        self._record_effect(
            {
                "state": "read",
                "sha256": hashlib.sha256(content).hexdigest(),
                "read_at": fields.Datetime.now(),
            }
        )

    def _judged(self, rows):
        """Values of the rows with their verdicts; a few queries for any number of rows."""
        fapiao = self._named_fapiao(rows)
        waiting, taken = self._waiting(fapiao.values()), self._taken(rows)
        today = self.company_id._arrears_today()
        first_of_key, first_of_number, values = {}, {}, []
        amounts = self._amounts_by_key(rows)
        for row in rows:
            document = fapiao.get(row["key"])
            reasons = self._reasons(row, document, waiting, taken, amounts, today)
            verdict = self._verdict(row, reasons)
            if verdict == "accepted":
                reasons = self._clashes(row, first_of_key, first_of_number)
                verdict = "refused" if reasons else verdict
            values.append(
                {
                    "answer_id": self.id,
                    "row_number": row["row"],
                    "key": row["key"],
                    "number": row["number"],
                    "code": row["code"],
                    "day": row["day"],
                    "fapiao_id": document.id if document else False,
                    "verdict": verdict,
                    "reasons": as_json(reasons),
                }
            )
        return values

    def _named_fapiao(self, rows):
        """``{key as it stands in the file: fapiao}`` of this company."""
        model = self.env["arrears.fapiao"]
        ids = {row["key"]: model._id_of_key(row["key"]) for row in rows}
        found = model.search(
            [("id", "in", [key for key in ids.values() if key]),
             ("company_id", "=", self.company_id.id)]
        ).grouped("id")  # fmt: skip
        return {text: found[key] for text, key in ids.items() if key in found}

    def _waiting(self, documents):
        """``{fapiao id: Waiting}``, with what the ledger says of their bills today."""
        fapiao = self.env["arrears.fapiao"].union(*documents)
        too_much = fapiao._beyond_the_bill()
        digits = self.company_id.currency_id.decimal_places
        return {
            one.id: Waiting(
                state=one.state,
                amount=minor_units(one.amount, digits),
                number=one.number or "",
                code=one.code or "",
                cancelled_bill=not one.is_red
                and any(move.state == "cancel" for move in one.line_ids.move_id),
                changed=one.id in too_much,
            )
            for one in fapiao
        }

    def _taken(self, rows):
        """``{(code, number): fapiao}`` of the numbers in the file that are in use."""
        numbers = [row["number"] for row in rows if row["number"]]
        used = self.env["arrears.fapiao"].search(
            [("company_id", "=", self.company_id.id), ("number", "in", numbers)]
        )
        return {(one.code or "", one.number): one for one in used}

    def _amounts_by_key(self, rows):
        """What the rows of one key add up to; None where a cell is empty or unreadable."""
        found = {}
        for row in rows:
            before = found.get(row["key"], 0)
            unknown = before is None or row["amount"] is None
            found[row["key"]] = None if unknown else before + row["amount"]
        return found

    def _reasons(self, row, document, waiting, taken, amounts, today):
        if not row["key"]:
            return [Reason("fapiao_key_missing")]
        other = taken.get((row["code"], row["number"]))
        if other == document:
            other = None
        answer = Answer(row["number"], row["code"], row["day"], amounts[row["key"]])
        nothing = not (row["number"] or row["code"] or row["day"] or row["faults"])
        if nothing and document and document.state == "exporting":
            return [Reason("fapiao_nothing_entered")]
        facts = waiting.get(document.id) if document else None
        found = judge(answer, facts, other.name if other else None, today)
        unreadable = {fault.code for fault in row["faults"]}
        if "fapiao_date_unreadable" in unreadable:
            found = [reason for reason in found if reason.code != "fapiao_date_missing"]
        if "fapiao_number_as_number" in unreadable:
            found = [reason for reason in found if not reason.code.startswith("fapiao_number_")]
        return [*row["faults"], *found]

    @staticmethod
    def _verdict(row, reasons):
        codes = {reason.code for reason in reasons}
        if not codes:
            return "accepted"
        if codes == {"fapiao_already"}:
            return "already"
        return "empty" if codes == {"fapiao_nothing_entered"} else "refused"

    @staticmethod
    def _clashes(row, first_of_key, first_of_number):
        """What an accepted row has against an earlier one of the same file."""
        said = (row["number"], row["code"], row["day"])
        earlier = first_of_key.setdefault(row["key"], (said, row["row"]))
        if earlier[0] != said:
            return [Reason("fapiao_rows_differ", {"row": earlier[1]})]
        key, number = first_of_number.setdefault(said[:2], (row["key"], row["row"]))
        if key != row["key"]:
            return [Reason("fapiao_number_twice", {"number": row["number"], "row": number})]
        return []

    # ------------------------------------------------------------------
    # Recording
    # ------------------------------------------------------------------

    def action_record(self):
        """Record the accepted rows. They are judged anew first: the books may have moved on.

        :raises UserError: the file was not read, or no row is accepted
        """
        self.ensure_one()
        self._check_open()
        if self.state != "read":
            raise UserError(self.env._("Read the file first."))
        self._named().lock_for_update()
        self.env.invalidate_all()
        self._judge_file()
        accepted = self.row_ids.filtered(lambda row: row.verdict == "accepted")
        if not accepted:
            raise UserError(self.env._("No row of this list is accepted: see why beside each."))
        for row in accepted:
            row.fapiao_id.write({"number": row.number, "code": row.code, "issued_on": row.day})
        accepted.fapiao_id._issue(self)
        self._record_effect(
            {
                "state": "done",
                "recorded_by_id": self.env.uid,
                "recorded_at": fields.Datetime.now(),
            }
        )

    def _named(self):
        return self.row_ids.fapiao_id

    def _check_open(self):
        self.env["arrears.fapiao"]._check_accountant()
        self.check_access("write")
        if self.state == "done":
            raise UserError(self.env._("This list is recorded. Upload the next file as a new one."))

    def action_open_rows(self):
        """Open the rows with their verdicts, refused ones first."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rows"),
            "res_model": "arrears.fapiao.answer.row",
            "view_mode": "list",
            "domain": [("answer_id", "=", self.id)],
            "context": {"search_default_refused": 1},
        }
