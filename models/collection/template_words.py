from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ...engine.wording import placeholders


class ArrearsTemplate(models.Model):
    """Parts of the second and third tone: the day to pay by, and notices that arrived before."""

    _name = "arrears.template"
    _inherit = ["arrears.template", "arrears.reviewed.text"]

    vendor_template_ids = fields.One2many(
        "arrears.sms.vendor.template", "template_id", string="At gateways"
    )

    def _reviewed_words(self):
        return {"subject", "body", "channel", "tone"}

    def _values(self, cases, named, bills=None):
        """Extended with what a notice says besides."""
        company = cases.company_id
        until = company._arrears_today() + timedelta(days=company.arrears_notice_days)
        return super()._values(cases, named, bills) | {
            "pay_by": self._day(until),
            "earlier_notices": self._earlier_notices(cases),
        }

    def _earlier_notices(self, cases):
        """The sentence about earlier notices; empty unless two are proved for each of the cases.

        Looked up only for a text that has the part: most have not, and a night fills thousands.
        """
        # A bill that is not due yet has no card, and nothing was said about it.
        if cases._name != "arrears.case" or "earlier_notices" not in placeholders(self.body or ""):
            return ""
        days = ", ".join(format_date(self.env, day) for day in cases._told_of_all())
        return self.env._("We wrote to you about it on %(days)s.", days=days) if days else ""

    def _registered_in(self, vendor):
        """Codes of the languages in which this text is registered with a gateway as it stands."""
        current = self.vendor_template_ids.filtered(
            lambda one: one.vendor == vendor and one.is_current
        )
        return set(current.language_id.mapped("code"))
