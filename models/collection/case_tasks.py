from datetime import timedelta

from odoo import api, models

from ...engine.contact_rules import PARTIES


class ArrearsCase(models.Model):
    """Tasks on cards, and who the debtor is to the units."""

    _inherit = "arrears.case"

    def _task_summary(self, language):
        """What the call is about, without a name or an amount: tasks show in many places."""
        translated = self.with_context(lang=language or self.env.lang)
        units = translated.unit_id.sudo().mapped("name")
        return translated.env._("Call about %(units)s", units=", ".join(units) or "…")

    def _parties(self):
        """The role in which each debtor owes; owner where none is registered.

        :return: ``{debtor id: role}``
        """
        return self._parties_of(self.sudo().debtor_id, self.unit_id)

    @api.model
    def _parties_of(self, debtors, units):
        """The role of each debtor on any of these units; owner where none is registered.

        :return: ``{debtor id: role}``
        """
        ownerships = self.env["arrears.ownership"].sudo()
        found = ownerships.search_fetch(
            [("unit_id", "in", units.ids), ("partner_id", "in", debtors.ids)],
            ["partner_id", "role"],
        )
        roles = {
            partner.id: set(group.mapped("role"))
            for partner, group in found.grouped("partner_id").items()
        }
        return {
            debtor.id: next((p for p in PARTIES if p in roles.get(debtor.id, ())), "owner")
            for debtor in debtors
        }

    def _party_of_debtor(self):
        """The role in which the one debtor of these cases owes."""
        return self._parties()[self.sudo().debtor_id.id]

    def _settle_call_tasks(self, reached, feedback):
        """Close the call tasks of these cards, or put them off to the next day.

        :param reached: whether the debtor was reached; else the task stays for tomorrow
        """
        kind = self.env.ref("property_arrears.activity_type_call")
        tasks = self.activity_ids.filtered(lambda task: task.activity_type_id == kind)
        if reached:
            tasks.action_feedback(feedback=feedback)
            return
        for company, cases in self.grouped("company_id").items():
            tomorrow = company._arrears_today() + timedelta(days=1)
            due = tasks.filtered(
                lambda task, ids=cases.ids, day=tomorrow: (
                    task.res_id in ids and task.date_deadline < day
                )
            )
            due.write({"date_deadline": tomorrow})
