import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# A telephone number or the end of one: digits with the signs that people put between them.
_PHONE = re.compile(r"\+?[\d\s\-()]{4,}$")


class ArrearsUnit(models.Model):
    """One search box at the counter: unit, name, phone or the last four digits of it."""

    _inherit = "arrears.unit"

    @api.depends_context("arrears_payer_shown")
    def _compute_display_name(self):
        """Extended at the counter: with the name of who pays today, to tell hits apart."""
        super()._compute_display_name()
        if self.env.context.get("arrears_payer_shown"):
            for unit in self:
                names = (unit.display_name, unit.payer_id.name)
                unit.display_name = " · ".join(filter(None, names))

    @api.model
    def _search_display_name(self, operator, value):
        """Extended: the phone number of an owner or payer, whole or its last four digits."""
        found = super()._search_display_name(operator, value)
        if operator in ("ilike", "=", "=ilike") and isinstance(value, str):
            partners = self._partners_with_phone(self._plain(value))
            if partners:
                found |= Domain("ownership_ids.partner_id", "in", partners)
        return found

    @api.model
    def _partners_with_phone(self, text):
        """Ids of partners whose number ends in these digits; four at least are asked for."""
        digits = re.sub(r"\D", "", text)
        if len(digits) < 4 or not _PHONE.match(text):
            return []
        self.env["res.partner"].flush_model(["phone"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE phone IS NOT NULL
                   AND RIGHT(REGEXP_REPLACE(phone, '[^0-9]', '', 'g'), 4) = %s
                   AND REGEXP_REPLACE(phone, '[^0-9]', '', 'g') LIKE %s
                """,
                digits[-4:],
                f"%{digits}",
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Extended: the very unit or phone number that was typed comes before what contains it."""
        address = self._address_of(name) if operator == "ilike" else ""
        if not address:
            return super().name_search(name, domain, operator, limit)
        sure = Domain("name", "=", address)
        partners = self._partners_with_phone(self._plain(name))
        if partners:
            sure |= Domain("ownership_ids.partner_id", "in", partners)
        given = Domain(domain or Domain.TRUE)
        first = self.search_fetch(given & sure, ["display_name"], limit=limit)
        found = [(unit.id, unit.display_name) for unit in first.sudo()]
        if limit and len(found) >= limit:
            return found
        rest = given & Domain("id", "not in", first.ids)
        return found + super().name_search(name, rest, operator, limit and limit - len(found))
