from odoo import models
from odoo.tools import SQL

from ...engine.reason import Reason


class ArrearsCase(models.Model):
    """A person's bill that is booked on the company he is filed under: nobody is dunned for it."""

    _inherit = "arrears.case"

    def _stop_reasons(self, today, known=None):
        """Extended: the debtor is unclear until the person is detached and billed anew."""
        stops = super()._stop_reasons(today, known)
        for case_id, person in self._unclear_debtors().items():
            stops[case_id].append(Reason("debtor_unclear", {"person": person}))
        return stops

    def _unclear_debtors(self):
        """Cards with a bill to a natural person whose receivable names somebody else, where the
        person owns or pays for the unit, or is no longer filed under the debtor.

        :return: ``{case id: name of the person}``
        """
        if not self:
            return {}
        for model, names in (
            ("arrears.ownership", ["partner_id", "unit_id"]),
            ("account.move", ["partner_id", "move_type"]),
            ("res.partner", ["name", "is_company", "commercial_partner_id"]),
        ):
            self.env[model].flush_model(names)
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT kase.id, MIN(person.name)
                      FROM arrears_case kase
                      JOIN arrears_charge charge ON charge.company_id = kase.company_id
                       AND charge.debtor_id = kase.debtor_id AND charge.unit_id = kase.unit_id
                       AND charge.state = 'open'
                      JOIN account_move move ON move.id = charge.move_id
                       AND move.move_type IN ('out_invoice', 'out_receipt')
                      JOIN res_partner person ON person.id = move.partner_id
                     WHERE kase.id = ANY(%(cases)s) AND kase.company_id = ANY(%(companies)s)
                       AND move.partner_id <> kase.debtor_id AND person.is_company IS NOT TRUE
                       AND (person.commercial_partner_id <> kase.debtor_id OR EXISTS (
                            SELECT 1 FROM arrears_ownership ownership
                             WHERE ownership.unit_id = kase.unit_id
                               AND ownership.partner_id = person.id))
                  GROUP BY kase.id
                    """,
                    cases=self.ids,
                    companies=self.sudo().company_id.ids,
                )
            )
        )
