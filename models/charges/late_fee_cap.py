from datetime import date

from odoo import api, fields, models

from ...engine.late_fee import DatedRate
from ...engine.money import decimal_of
from .late_fee_clause import MOST_PERMILLE

# Before every due date there is.
ALWAYS = date(1900, 1, 1)


class ArrearsLateFeeCap(models.Model):
    """The highest late fee from a day on, in one jurisdiction or in one company.

    Before the first of these days the cap on the jurisdiction, or on the company, holds.
    """

    _name = "arrears.late.fee.cap"
    _description = "Cap on late fees"
    _order = "jurisdiction_id, company_id, date_from desc"
    _rec_name = "date_from"

    jurisdiction_id = fields.Many2one("arrears.jurisdiction", index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade")
    date_from = fields.Date(string="From", required=True)
    permille = fields.Float(string="Cap (‰ a day)", digits=(8, 4), required=True)
    note = fields.Char(string="Source", help="The rule or decision behind the cap.")

    _for_one = models.Constraint(
        "CHECK ((jurisdiction_id IS NULL) <> (company_id IS NULL))",
        "A cap belongs either to a jurisdiction or to a company.",
    )
    _one_a_day = models.UniqueIndex(
        "(COALESCE(jurisdiction_id, 0), COALESCE(company_id, 0), date_from)",
        "There is a cap from that day already: change that one.",
    )
    _rate_sane = models.Constraint(
        f"CHECK (permille >= 0 AND permille <= {MOST_PERMILLE})",
        "A cap is given in thousandths a day, so 0.5 is 0.5 ‰; it is not negative, and at most 10.",
    )

    @api.model
    def _schedules(self, owners, field, base):
        """The caps of jurisdictions or companies as the rule wants them.

        :param owners: records of one of the two models
        :param field: ``jurisdiction_id`` or ``company_id``
        :param base: name of the field of an owner with the cap before the first dated one
        :return: ``{owner id: rates in the order of their days}``
        """
        dated = self.sudo().search([(field, "in", owners.ids)], order="date_from").grouped(field)
        return {
            owner.id: (
                DatedRate(ALWAYS, decimal_of(owner[base] or 0)),
                *(
                    DatedRate(cap.date_from, decimal_of(cap.permille))
                    for cap in dated.get(owner, ())
                ),
            )
            for owner in owners.sudo()
        }
