from odoo import api, fields, models
from psycopg2.errors import UniqueViolation

from ...engine.reason import Reason, as_json


class ArrearsContact(models.Model):
    """What another addon wanted to write to a debtor of ours and did not, told once a day."""

    _inherit = "arrears.contact"

    kept_back_key = fields.Char(
        readonly=True, help="Card's company, debtor and day of a message that was kept back."
    )

    _kept_back_once = models.UniqueIndex("(kept_back_key) WHERE kept_back_key IS NOT NULL")

    @api.model
    def _keep_back(self, cases):
        """Record that another follow-up was kept from writing about these cards.

        One row a debtor, company and day, however often that addon tries: the database says so.
        The key is a text, or merging two debtors of one day would clash.

        :param cases: cards of any debtors and companies
        """
        groups = {}
        for (company, debtor), mine in cases.grouped(lambda c: (c.company_id, c.debtor_id)).items():
            key = f"{company.id}-{debtor.id}-{company._arrears_today()}"
            groups[key] = (company, debtor, mine)
        known = self.sudo().search([("kept_back_key", "in", list(groups))])
        for key in known.mapped("kept_back_key"):
            del groups[key]
        for key, (company, debtor, mine) in groups.items():
            self.sudo()._keep_back_one(key, company, debtor, mine)

    def _keep_back_one(self, key, company, debtor, cases):
        values = {
            "company_id": company.id,
            "debtor_id": debtor.id,
            "partner_id": debtor.id,
            "party": cases._parties()[debtor.id],
            "case_ids": [(6, 0, cases.ids)],
            "channel": "email",
            "state": "refused",
            "happened_at": self._now(company),
            "debtor_name": debtor.name,
            "reasons": as_json([Reason("other_follow_up")]),
            "kept_back_key": key,
        }
        try:
            with self.env.cr.savepoint():
                self.create(values)
        except UniqueViolation:
            # Somebody else told it at the same moment, and once is what is wanted.
            self.env.invalidate_all(flush=False)
