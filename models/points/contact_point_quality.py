from collections import defaultdict
from datetime import timezone
from operator import itemgetter

from odoo import api, fields, models

from ...engine import contact_point as rules
from ...engine.reason import as_json
from .contact_point import STANDINGS

# What a kept contact says of the address it used. Nothing of a message that only left.
_OUTCOMES = {
    "connected": rules.REACHED,
    "refused": rules.REACHED,
    "no_answer": rules.MISSED,
    "switched_off": rules.MISSED,
    "someone_else": rules.MISSED,
    "wrong_number": rules.WRONG,
}
# States of a contact that may tell something.
TELLING = ("delivered", "connected", "failed")
_EVENTS = {"bounced": rules.RETURNED, "failed": rules.RETURNED}


class ArrearsContactPoint(models.Model):
    """How good a number is: reckoned again from what came of each contact, with the reasons."""

    _inherit = "arrears.contact.point"

    wrong_at = fields.Datetime(string="Said to be wrong on", readonly=True, copy=False)
    quality = fields.Integer(readonly=True, copy=False, default=50, aggregator=False)
    standing = fields.Selection(
        STANDINGS, string="State", readonly=True, required=True, default="unknown", copy=False,
        index=True,
    )  # fmt: skip
    quality_reasons = fields.Json(readonly=True, copy=False)
    quality_text = fields.Text(string="Why", compute="_compute_quality_text")

    @api.depends("quality_reasons")
    @api.depends_context("lang")
    def _compute_quality_text(self):
        wording = self.env["arrears.reason.wording"]
        for point in self:
            point.quality_text = wording._word(point.quality_reasons)

    def _judge_again(self):
        """Judge these numbers by everything that is known; running twice changes nothing."""
        points = self.sudo()
        facts = points._facts()
        # Most are alike, above all the fresh ones: one update for each judgement.
        changed = {}
        for point in points:
            found = rules.judge(facts[point.id])
            values = {
                "quality": found.score,
                "standing": found.standing,
                "quality_reasons": as_json(found.reasons),
            }
            if any(point[name] != value for name, value in values.items()):
                changed.setdefault(str(values), (values, []))[1].append(point.id)
        for values, ids in changed.values():
            points.browse(ids).write(values)

    def _facts(self):
        """``{point id: facts of use, checks and marks, the oldest first}``."""
        uses, marks, told = self._uses(), self._marks(), {}
        for point in self:
            about = (point.company_id, point.partner_id, point.address_key)
            # Of one moment, what somebody said comes last.
            told[point.id] = [*uses.get(about, ()), *marks.get(about, ()), *point._said()]
        return {
            point.id: [
                rules.Fact(self._day_at(point.company_id, moment), word)
                for moment, word in sorted(told[point.id], key=itemgetter(0))
            ]
            for point in self
        }

    @api.model
    def _day_at(self, company, moment):
        utc = moment.replace(tzinfo=timezone.utc)
        return utc.astimezone(company._arrears_time_zone()).date()

    def _said(self):
        """What people said of this one number: ``[(moment, word)]``."""
        said = ((self.wrong_at, rules.WRONG), (self.verified_at, rules.VERIFIED))
        return [(moment, word) for moment, word in said if moment]

    def _uses(self):
        """What came of contacts: ``{(root company, person, key): [(moment, word)]}``."""
        contacts = self.env["arrears.contact"].search(
            [
                ("debtor_id", "in", self.partner_id.ids),
                ("address_key", "in", self.mapped("address_key")),
                ("state", "in", TELLING),
            ]
        )
        found = defaultdict(list)
        for one in contacts.filtered("moment"):
            if word := self._word_of(one):
                about = (one.company_id.root_id, one.debtor_id, one.address_key)
                found[about].append((one.moment, word))
        return found

    def _marks(self):
        """What letters and visits found of postal addresses, in the same form."""
        marks = self.env["arrears.address.mark"].search(
            [
                ("debtor_id", "in", self.partner_id.ids),
                ("address_key", "in", self.mapped("address_key")),
            ]
        )
        found = defaultdict(list)
        for one in marks:
            about = (one.company_id.root_id, one.debtor_id, one.address_key)
            word = rules.REACHED if one.quality == "good" else rules.WRONG
            found[about].append((one.moment, word))
        return found

    @api.model
    def _word_of(self, contact):
        """What this contact says of its address; None where it says nothing."""
        if contact.outcome:
            return _OUTCOMES.get(contact.outcome)
        if contact.state in ("delivered", "connected"):
            return rules.REACHED
        kinds = contact.event_ids.mapped("kind")
        return next((_EVENTS[kind] for kind in kinds if kind in _EVENTS), None)

    @api.model
    def _learn_from(self, used):
        """Judge the numbers again that these contacts, letters or visits used.

        :param used: records with ``debtor_id`` and ``address_key``
        """
        keys = set(used.mapped("address_key")) - {False}
        if keys:
            self.sudo().with_context(active_test=False).search(
                [("partner_id", "in", used.debtor_id.ids), ("address_key", "in", list(keys))]
            )._judge_again()
