from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.lost_contact import FOUND, StepFacts, obstacles
from ...engine.reason import as_json

KINDS = [
    ("registered_letter", "Registered letter"),
    ("property_records", "Property records"),
    ("contact_request", "Request to the committee"),
    ("court", "Court"),
]
RESULTS = [
    ("reached", "The owner was reached"),
    ("new_address", "A new address or number"),
    ("nothing", "Nothing came of it"),
]
TRACKED = ("registered", "courier")


class ArrearsLostContactStep(models.Model):
    """One step towards an owner who can't be reached: day, person, result and proof."""

    _name = "arrears.lost.contact.step"
    _description = "Step of a lost contact"
    _inherit = ["arrears.guarded"]
    _order = "lost_id, id"
    _effect_fields = frozenset({"done_on", "done_by_id", "letter_id"})

    lost_id = fields.Many2one(
        "arrears.lost.contact", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="lost_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(KINDS, string="Way", required=True, readonly=True)
    result = fields.Selection(RESULTS, string="Result of the step")
    note = fields.Text(help="What was looked at or said. Nothing about family or other people.")
    document = fields.Binary(string="Scan", attachment=True, copy=False)
    document_name = fields.Char(copy=False)
    letter_id = fields.Many2one("arrears.letter", readonly=True, copy=False, ondelete="restrict")
    done_on = fields.Date(string="Step done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", string="By", readonly=True, copy=False)

    _once = models.UniqueIndex("(lost_id, kind)", "Each step is taken once.")

    def _is_frozen(self):
        return bool(self.done_on)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("What was done to find an owner is kept."))

    def _facts(self):
        """This step as the rules know it."""
        self.ensure_one()
        return StepFacts(
            self.kind,
            done=bool(self.done_on),
            result=self.result or "",
            letter=self._letter().state or "",
            papers=bool(self.document or self._request_issued()),
        )

    def _letter(self):
        """The tracked letter of this search: the one that closed the step, else the latest."""
        if self.kind != "registered_letter" or self.letter_id:
            return self.letter_id
        letters = self.lost_id.sudo().case_id.letter_ids
        return letters.filtered(
            lambda letter: letter.method in TRACKED and letter.posted_on
        ).sorted(lambda letter: (letter.posted_on, letter.id))[-1:]

    def _request_issued(self):
        """Hook: whether the request to the committee was printed."""
        return False

    def action_done(self):
        """Close this step with its result; the owner found again ends the search, the court
        puts the card before a manager.

        :raises UserError: it is not its turn, or result or proof are missing
        """
        self.ensure_one()
        self.check_access("write")
        lost = self.lost_id
        if lost.state != "open":
            raise UserError(self.env._("This search has ended already."))
        against = obstacles(lost._facts(), self.kind)
        if against:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(against)))
        self._record_effect(
            {
                "done_on": self.company_id._arrears_today(),
                "done_by_id": self.env.uid,
                "letter_id": self._letter().id,
            }
        )
        if self.result in FOUND:
            lost._end("found")
        elif self.kind == "court":
            lost._propose_court()
