from odoo import api, models
from odoo.tools import format_date


class ArrearsPriceBoard(models.AbstractModel):
    """The prices of an estate as everybody may read them (明码标价).

    Civil Code art. 943 and the price law ask for it: what is charged, on which basis, since when
    and what for. The board is made of texts alone, so that no template can lead from it to an
    owner or a unit.
    """

    _name = "arrears.price.board"
    _description = "Price board"

    @api.model
    def _board(self, estate):
        """The board of an estate in the language of the environment, as plain texts.

        :return: dict of texts and lists of texts; no records
        """
        estate = estate.with_env(self.env).sudo().ensure_one()
        today = estate.company_id._arrears_today()
        standards = estate.fee_standard_ids.filtered(
            lambda standard: not standard.date_to or standard.date_to >= today
        ).sorted(lambda standard: (standard.kind, standard.usage or "", standard.date_from))
        current = standards.filtered(lambda standard: standard.date_from <= today)
        return {
            "estate": estate.name,
            "firm": estate.company_id.name,
            "as_of": format_date(self.env, today),
            "currency": estate.company_id.currency_id.name,
            "current": [self._price(standard) for standard in current],
            "coming": [self._price(standard) for standard in standards - current],
            "how_to_pay": estate._ways_to_pay() or [self._usual_ways_to_pay()],
            "office": self._office(estate),
            "telephone": estate.office_phone or estate.company_id.phone or "",
            "hours": estate.office_hours or "",
        }

    @api.model
    def _price(self, standard):
        """One price in words."""
        usages = self._labels(standard, "usage")
        areas = self._labels(standard, "area_basis")
        by_area = standard.basis == "per_area_month" or (
            standard.basis == "share_of_amount" and standard.share_by == "area"
        )
        return {
            "service": standard.product_id.name or self._labels(standard, "kind")[standard.kind],
            "usage": usages.get(standard.usage) or self.env._("All units"),
            "price": standard._price_text(),
            "area": areas.get(standard.area_basis, "") if by_area else "",
            "since": format_date(self.env, standard.date_from),
            "until": format_date(self.env, standard.date_to) if standard.date_to else "",
            "tax": self._tax(standard),
            "legal_basis": standard.legal_basis,
            "covers": self._lines(standard.covers),
        }

    @api.model
    def _tax(self, standard):
        """What the tax does to the price; empty where the product names none."""
        taxes = standard.product_id.taxes_id.filtered(
            lambda tax: tax.company_id in standard.company_id.parent_ids
        )
        if not taxes:
            return ""
        rates = " + ".join(
            f"{tax.amount:g} %" if tax.amount_type == "percent" else tax.name for tax in taxes
        )
        if all(taxes.mapped("price_include")):
            return self.env._("tax of %(tax)s included", tax=rates)
        return self.env._("plus tax of %(tax)s", tax=rates)

    @api.model
    def _labels(self, record, name):
        return dict(record._fields[name]._description_selection(self.env))

    @api.model
    def _lines(self, text):
        return [line.strip() for line in (text or "").splitlines() if line.strip()]

    @api.model
    def _office(self, estate):
        """Name and address of the office that owners turn to, in one line."""
        return ", ".join(filter(None, (estate.office_name, estate.office_address)))

    @api.model
    def _usual_ways_to_pay(self):
        return self.env._(
            "Pay at the office or by bank transfer; the office tells you the account."
        )
