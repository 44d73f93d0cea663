from odoo import api, fields, models

from ...engine.money import total


class ArrearsContactLog(models.TransientModel):
    """One conversation a debtor: a talk about the debt is about all cards, and each shows it."""

    _inherit = "arrears.contact.log"

    other_units = fields.Char(
        string="Also about",
        compute="_compute_all_cards",
        help="The other open cards of the debtor in this company: one conversation covers all.",
    )
    amount_all = fields.Monetary(string="In all", compute="_compute_all_cards")

    @api.depends("case_id", "contact_class")
    def _compute_all_cards(self):
        for log in self:
            cases = log._cases_of_talk()
            others = cases - log.case_id.sudo()
            names = [unit.display_name for unit in others.unit_id]
            log.other_units = ", ".join(names) if others else False
            log.amount_all = log._asked_of(cases)

    def _cases_of_talk(self):
        """The cards that the talk is about: all open ones of the debtor, the present one first;
        of a talk about the service only the one it was begun from."""
        case = self.case_id.sudo()
        if self.contact_class != "dunning" or not case:
            return case
        return case | case.search(
            [
                ("company_id", "=", case.company_id.id),
                ("debtor_id", "=", case.debtor_id.id),
                ("state", "!=", "closed"),
            ]
        )

    def _asked_of(self, cases):
        digits = cases.currency_id[:1].decimal_places
        return total(cases.mapped("amount_pursued"), digits)

    def _contact_values(self, outcome, against):
        """Extended: all cards of the debtor, with what is pursued on each."""
        values = super()._contact_values(outcome, against)
        cases = self._cases_of_talk()
        values["case_ids"] = [(6, 0, cases.ids)]
        if outcome == "connected":
            values["charge_ids"] = [(6, 0, cases.charge_ids.ids)]
            values["amount"] = self._asked_of(cases)
        return values

    def _after_log(self, contact):
        """Extended: the tasks to call are settled on every card, and where a card knows no
        reason of its own, the one that was given stands for it."""
        result = super()._after_log(contact)
        others = contact.sudo().case_ids - self.case_id.sudo()
        if not others:
            return result
        if contact.reason_id:
            others.filtered(lambda case: not case.reason_id).reason_id = contact.reason_id
        self._settle_calls(others, contact)
        if contact.outcome == "connected":
            words = self._words_of(contact)
            author = self.env.user.partner_id.id
            others._message_log_batch(bodies=dict.fromkeys(others.ids, words), author_id=author)
        return result
