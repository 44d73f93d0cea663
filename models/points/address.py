from odoo import api, models


class ArrearsAddressMark(models.Model):
    """What letters and visits find of an address is learnt about the one kept apart, too."""

    _inherit = "arrears.address.mark"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: the address kept apart is judged again."""
        marks = super().create(vals_list)
        self.env["arrears.contact.point"]._learn_from(marks.sudo())
        return marks


class ArrearsContactPoint(models.Model):
    """Letters and visits know what was said of a postal address."""

    _inherit = "arrears.contact.point"

    def _said_of_it(self, quality):
        """Extended: a mark at each company in which the person has a card."""
        for point in self.sudo().filtered(lambda one: one.kind == "address"):
            cases = self.env["arrears.case"].sudo().search(
                [("debtor_id", "=", point.partner_id.id),
                 ("company_id", "child_of", point.company_id.id)]
            )  # fmt: skip
            mark = self.env["arrears.address.mark"]
            for company in cases.company_id:
                mark._add(company, point.partner_id, point.address_key, quality)
        return super()._said_of_it(quality)

    def _best_address(self):
        """The postal address to use. One that is known as bad still is the person's own: letters
        wait until it is corrected, and do not go elsewhere.
        """
        own = self.filtered(lambda one: one.active and one.kind == "address")
        return (self._usable("address") or own)[:1]


class ArrearsCase(models.Model):
    """Letters and visits go to the address that is kept apart, where there is one."""

    _inherit = "arrears.case"

    def _letter_addresses(self):
        """Extended: the address kept apart comes before that of the contact."""
        found = super()._letter_addresses()
        for company, cases in self.sudo().grouped("company_id").items():
            points = self.env["arrears.contact.point"]._kept_of(cases.debtor_id, company)
            for debtor_id, own in points.items():
                if best := own._best_address():
                    found[company.id, debtor_id] = best.value.splitlines()
        return found
