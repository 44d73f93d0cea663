from datetime import timedelta

from odoo import api, fields, models

from ...engine.demand import Demand, demanded
from ...engine.reason import Reason

# A visit that the debtor refused is not repeated by us for this long.
VISITS_STOPPED = timedelta(days=365)
NO_VISIT_AFTER = ("refused", "asked_to_leave")


class ArrearsCase(models.Model):
    """Letters and visits of a card, and what they prove before the law."""

    _inherit = "arrears.case"

    letter_ids = fields.Many2many(
        "arrears.letter", "arrears_letter_case_rel", "case_id", "letter_id", string="Letters",
        readonly=True,
    )  # fmt: skip
    letter_count = fields.Integer(string="Number of letters", compute="_compute_paper_counts")
    visit_ids = fields.Many2many(
        "arrears.visit", "arrears_visit_case_rel", "case_id", "visit_id", string="Visits",
        readonly=True,
    )  # fmt: skip
    visit_count = fields.Integer(string="Number of visits", compute="_compute_paper_counts")

    def _compute_paper_counts(self):
        for model, name in (("arrears.letter", "letter_count"), ("arrears.visit", "visit_count")):
            counted = dict(
                self.env[model]._read_group(
                    [("case_ids", "in", self.ids)], ["case_ids"], ["__count"]
                )
            )
            for case in self:
                case[name] = counted.get(case._origin, 0)

    # ------------------------------------------------------------------
    # What stands in the way
    # ------------------------------------------------------------------

    def _address_obstacles(self, known=None):
        """Why nothing can go to the address of each card: ``{case id: Reason or None}``.

        :param known: what ``_known`` said of these cases, where it was asked
        """
        codes = {"none": "no_address", "bad": "address_unverified"}
        return {
            case_id: Reason(codes[quality]) if quality in codes else None
            for case_id, quality in self._asked_once(known, self._address_qualities).items()
        }

    @api.model
    def _asked_once(self, known, find):
        """What a method says of these cases, asked once where more is known of them."""
        return known.once(find.__name__, find) if known else find()

    def _visit_obstacles(self, known=None):
        """Why no visit of ours can be made for each card: ``{case id: Reason or None}``.

        :param known: as for ``_address_obstacles``
        """
        addresses = self._address_obstacles(known)
        refused = self._asked_once(known, self._debtors_who_refused)
        found, who = {}, self._who()
        for case in self.sudo():
            if who[case.id] in refused:
                found[case.id] = Reason("visit_refused_before")
            elif not case.reason_id:
                found[case.id] = Reason("visit_reason_unknown")
            else:
                found[case.id] = addresses[case.id]
        return found

    def _debtors_who_refused(self):
        """Pairs of ids (company, debtor) that would not have us visit them, within the last
        year."""
        since = min(company._arrears_today() for company in self.company_id) - VISITS_STOPPED
        contacts = (
            self.env["arrears.contact"]
            .sudo()
            .search_fetch(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("debtor_id", "in", self.debtor_id.ids),
                    ("channel", "=", "visit"),
                    ("outcome", "in", NO_VISIT_AFTER),
                    ("moment", ">=", since),
                ],
                ["company_id", "debtor_id"],
            )
        )
        return {(contact.company_id.id, contact.debtor_id.id) for contact in contacts}

    # ------------------------------------------------------------------
    # The legal gate
    # ------------------------------------------------------------------

    def _legal_facts(self):
        """Extended: delivered demands of the cards, and their addresses."""
        facts, found, qualities = (
            super()._legal_facts(),
            self._demanded(),
            self._address_qualities(),
        )
        for case in self:
            facts[case.id] = {
                **facts[case.id],
                "demand_delivered_on": found[case.id].delivered_on,
                "demand_pay_by": found[case.id].pay_by,
                "demand_names_every_period": found[case.id].names_every_period,
                "address_verified": qualities[case.id] == "good",
            }
        return facts

    def _demanded(self):
        """What was demanded of each card by letters that provably arrived.

        :return: ``{case id: Demanded}``
        """
        letters = (
            self.env["arrears.letter"]
            .sudo()
            .search(
                [("case_ids", "in", self.ids), ("state", "=", "delivered"),
                 ("limitation_event_id.state", "=", "recorded")]
            )
        )  # fmt: skip
        demands = {
            letter: Demand(
                letter.result_on, letter.pay_by, frozenset(letter.line_ids.charge_id.ids)
            )
            for letter in letters
        }
        named, others = {}, self._other_demands()
        for company, cases in self.grouped("company_id").items():
            named |= cases._named_charges(company._arrears_today())
        return {
            case.id: demanded(
                [demand for letter, demand in demands.items() if case in letter.case_ids]
                + others.get(case.id, []),
                {charge.id for charge, _asked in named[case.id]},
            )
            for case in self
        }

    def _other_demands(self):
        """Hook: demands that arrived by no letter of ours: ``{case id: [Demand]}``."""
        return {}

    def _ways(self, reach=None, known=None):
        """Extended: the address, and who would not have us visit."""
        ways = super()._ways(reach, known)
        qualities = self._asked_once(known, self._address_qualities)
        refused = self._asked_once(known, self._debtors_who_refused)
        for case_id, who in self._who().items():
            ways[case_id] |= {"address": qualities[case_id], "visits_refused": who in refused}
        return ways

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_write_letter(self):
        """Put a formal demand to this debtor into the print queue.

        :raises UserError: the rules do not allow it now, or one waits already
        """
        self.ensure_one()
        self.check_access("write")
        letter = self.env["arrears.letter"]._make_by_hand(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.letter",
            "res_id": letter.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_plan_visit(self):
        """Open the window in which a visit is planned."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a visit"),
            "res_model": "arrears.visit.plan",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_open_letters(self):
        """Open the letters about this card."""
        return self._open_papers("arrears.letter", self.env._("Letters"))

    def action_open_visits(self):
        """Open the visits about this card."""
        return self._open_papers("arrears.visit", self.env._("Visits"))

    def _open_papers(self, model, name):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("case_ids", "in", self.ids)],
        }
