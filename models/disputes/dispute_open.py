from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...engine.allocation import ChargeBalance
from ...engine.dispute import no_dispute, obstacles, pauses, split
from ...engine.money import amount, minor_units
from ...engine.reason import Reason, as_json


class ArrearsDispute(models.Model):
    """Opening a dispute: what stands against it, the number, the day, and the holds."""

    _inherit = "arrears.dispute"

    @api.model
    def default_get(self, fields_list):
        """Extended: all overdue charges of the card that nobody disputes yet."""
        values = super().default_get(fields_list)
        if "line_ids" in fields_list and values.get("case_id"):
            values["line_ids"] = self._undisputed_lines(values["case_id"])
        return values

    @api.model
    def _undisputed_lines(self, case_id):
        charges = self.env["arrears.case"].browse(case_id).charge_ids
        return [
            Command.create({"charge_id": charge.id, "amount": charge.amount_remaining})
            for charge in charges - self._disputed_among(charges)
        ]

    @api.model
    def _disputed_among(self, charges):
        lines = self.env["arrears.dispute.line"].sudo()
        open_ones = [("charge_id", "in", charges.ids), ("is_open", "=", True)]
        return lines.search_fetch(open_ones, ["charge_id"]).charge_id

    @api.model_create_multi
    def create(self, vals_list):
        """Write down what was disputed; just that is paused at once.

        :raises AccessError: only a manager opens one about a whole building
        :raises UserError: what stands against it, in words
        """
        disputes = super().create(
            [
                {"line_ids": self._undisputed_lines(values["case_id"]), **values}
                if values.get("case_id")
                else values
                for values in vals_list
            ]
        )
        manager = self.env.su or self.env.user.has_group("property_arrears.group_manager")
        if not manager and any(dispute.scope == "building" for dispute in disputes):
            raise AccessError(self.env._("Only a manager opens a dispute about a whole building."))
        for dispute in disputes:
            dispute._begin()
        return disputes

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A dispute is kept: decide it or withdraw it instead."))

    def _begin(self):
        self._lay_amount_over_lines()
        self._check_opening()
        company, today = self.company_id, self.company_id._arrears_today()
        calendar = company._arrears_calendar(self.estate_id)
        numbers = self.env["ir.sequence"].sudo().with_company(company)
        self._record_effect(
            {
                "name": numbers.next_by_code("arrears.dispute"),
                "opened_on": today,
                "answer_by": calendar.working_days_after(today, company.arrears_dispute_days),
                "author_id": self.env.uid,
            }
        )
        self._name_who_pays_until_handover()
        if self.scope == "building":
            self._reach_the_building()
        else:
            self._pause(self.line_ids)
        self._ask_to_examine()

    def _lay_amount_over_lines(self):
        """The owner named one amount: the oldest charges take it first, the others drop out."""
        wanted = self._minor(self.amount_said)
        if not wanted:
            return
        parts = split(
            [
                ChargeBalance(line.charge_id.id, line.charge_id.kind, line.due_date,
                              line.charge_id.period_from, line._minor(line.remaining))
                for line in self.line_ids
            ],
            wanted,
        )  # fmt: skip
        if sum(parts.values()) < wanted:
            raise UserError(self._worded([Reason("dispute_too_much")]))
        digits = self.currency_id.decimal_places
        for line in self.line_ids:
            part = parts.get(line.charge_id.id)
            if part:
                line.amount = amount(part, digits)
            else:
                line.sudo().unlink()

    def _check_opening(self):
        ground = self.ground if self.kind == "service" else None
        # A building may have nobody who owes yet: its cards come in by the morning's job.
        building = self.scope == "building"
        found = no_dispute(ground) if building else obstacles(ground, self.line_ids._facts())
        if found:
            raise UserError(self._worded(found))

    @api.model
    def _doubted_people(self, company, debtor_ids):
        """Ids of those of these debtors who say not to be the owner or payer, undecided."""
        disputes = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("case_id.debtor_id", "in", debtor_ids),
                ("kind", "=", "identity"),
                ("line_ids.is_open", "=", True),
            ]
        )
        return set(disputes.case_id.debtor_id.ids)

    def _worded(self, reasons):
        return self.env["arrears.reason.wording"]._word(as_json(reasons))

    def _pause(self, lines):
        """Put just what these lines dispute on hold, and mark them as under dispute."""
        holds = []
        for case, own in lines.grouped("case_id").items():
            digits = own.currency_id.decimal_places
            holds += [
                {
                    "case_id": case.id,
                    "type": "dispute",
                    "date_from": self.company_id._arrears_today(),
                    "charge_ids": [Command.set(pause.keys)],
                    "amount": amount(pause.part or 0, digits),
                    "note": self.said,
                    "dispute_id": self.id,
                    "author_id": self.env.uid,
                }
                for pause in pauses(own._facts())
            ]
        lines._record_effect({"is_open": True})
        self.env["arrears.hold"].sudo().create(holds)

    def _name_who_pays_until_handover(self):
        """Not handed over: until then it may be the developer's to pay, so somebody asks."""
        if self.kind == "not_handed_over":
            self.env["arrears.dispute.milestone"].create(
                {
                    "dispute_id": self.id,
                    "what": self.env._("Settle who pays until the handover: developer or buyer"),
                    "planned_on": self.answer_by,
                }
            )

    def _ask_to_examine(self):
        """A task for the collectors of the cards, due on the day the decision is owed."""
        for user in self._word_users():
            summary = self.with_context(lang=user.lang or self.env.lang).env._(
                "Examine the dispute: %(subject)s", subject=self._word_subject()
            )
            self._task(user, summary, self.answer_by)

    def action_examine(self):
        """Somebody looks into it now.

        :raises UserError: it is being examined already, or over
        """
        self.check_access("write")
        for dispute in self:
            if dispute.state != "open":
                raise UserError(
                    self.env._("%(number)s is being examined or over.", number=dispute.name)
                )
            dispute._record_effect({"state": "examined"})
        return True

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)
