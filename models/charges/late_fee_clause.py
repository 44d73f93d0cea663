from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..estate.unit import USAGES

MOST_PERMILLE = 10


class ArrearsLateFeeClause(models.Model):
    """What a contract agrees about late payment: the rate, from a day on, and the days of grace.

    Without a clause there is no late fee (SPC Contract Interpretation 2023, art. 65 cuts what was
    agreed; nothing was, nothing is due). A version holds until the next one of the same estate
    and usage; a rate of zero ends the fee.
    """

    _name = "arrears.late.fee.clause"
    _description = "Late fee clause"
    _order = "estate_id, usage, date_from desc, id"
    _rec_name = "clause"
    _check_company_auto = True

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    usage = fields.Selection(
        USAGES, help="Empty: for every unit whose usage has no clause of its own."
    )
    date_from = fields.Date(string="From", required=True)
    basis = fields.Selection(
        [("daily", "Per day"), ("reminder", "Per reminder")],
        string="Reckoned",
        required=True,
        default="daily",
        help="Per reminder: a fixed amount for each reminder that was sent, where the law of the "
        "estate's place knows such a fee.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reminder_amount = fields.Monetary(string="Per reminder")
    permille = fields.Float(
        string="Rate (‰ a day)",
        digits=(8, 4),
        required=True,
        default=0.5,
        help="What the contract agrees, in thousandths of the unpaid service fee a day. Lower "
        "caps of the law and of the company go before it.",
    )
    grace_days = fields.Integer(
        string="Days of grace", default=0, help="Days after the due date that cost nothing."
    )
    clause = fields.Char(
        required=True,
        help="Contract and number of the clause, as owners read it.",
    )
    pointed_out = fields.Char(
        string="Pointed out to owners by",
        help="How owners were made aware of the clause: a standard term that nobody pointed out "
        "may be void (Civil Code art. 496).",
    )

    _one_a_day = models.UniqueIndex(
        "(estate_id, COALESCE(usage, ''), date_from)",
        "This estate has a late fee clause from that day already: change that one.",
    )
    _rate_sane = models.Constraint(
        f"CHECK (permille >= 0 AND permille <= {MOST_PERMILLE})",
        "The rate is given in thousandths a day, so 0.5 is 0.5 ‰; it is not negative, and at "
        "most 10.",
    )
    _reminder_positive = models.Constraint(
        "CHECK (basis <> 'reminder' OR reminder_amount > 0)",
        "A fee per reminder needs an amount above zero.",
    )
    _grace_positive = models.Constraint(
        "CHECK (grace_days >= 0)", "Days of grace cannot be negative."
    )

    @api.constrains("basis", "estate_id")
    def _check_reminders_allowed(self):
        """A fixed amount a reminder exists only where the jurisdiction says so."""
        for clause in self:
            jurisdiction = clause.estate_id.jurisdiction_id.sudo()
            if clause.basis == "reminder" and not jurisdiction.late_fee_per_reminder:
                raise ValidationError(
                    self.env._(
                        "%(jurisdiction)s knows no fixed amount per reminder: agree a daily rate.",
                        jurisdiction=jurisdiction.name,
                    )
                )

    @api.model
    def _of_estates(self, estates):
        """The versions of each estate and usage in the order of their days.

        :return: ``{(estate id, usage or False): clauses}``
        """
        found = self.search([("estate_id", "in", estates.ids)], order="date_from")
        return found.grouped(lambda clause: (clause.estate_id.id, clause.usage))

    def _on(self, day):
        """Of versions in the order of their days the one of a day, else the first."""
        return self.filtered(lambda clause: clause.date_from <= day)[-1:] or self[:1]
