import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# A telephone number or the end of one: digits with the signs that people put between them.
_PHONE = re.compile(r"\+?[\d\s\-()]{4,}$")
# An address alone: numbers and letters of buildings, with a digit somewhere.
_ADDRESS = re.compile(r"(?=.*\d)[0-9A-Za-z\-]+$")


class ArrearsUnit(models.Model):
    """One search box at the counter: unit, name, phone or the last four digits of it."""

    _inherit = "arrears.unit"

    @api.depends_context("arrears_payer_shown")
    def _compute_display_name(self):
        """Extended at the counter: with the name of who pays today, to tell hits apart."""
        result = super()._compute_display_name()
        if self.env.context.get("arrears_payer_shown"):
            for unit in self:
                names = (unit.display_name, unit.payer_id.name)
                unit.display_name = " · ".join(filter(None, names))
        return result

    @api.model
    def _search_display_name(self, operator, value):
        """Extended: the phone number of an owner or payer, whole or its last four digits."""
        found = super()._search_display_name(operator, value)
        # Not for exact names: an import that says 1501 means the unit and no telephone.
        if operator == "ilike" and isinstance(value, str):
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
        """Extended: what was meant comes first, and is asked for alone, which 100,000 units need.

        An address finds the very unit, then units that contain it; digits find telephone numbers
        too; words find people and estates. What finds nothing this way is searched as ever.
        """
        given, found = Domain(domain or Domain.TRUE), self.browse()
        for step in self._search_steps(name) if operator == "ilike" and name else ():
            room = limit and limit - len(found)
            if room == 0:
                break
            step &= given & Domain("id", "not in", found.ids)
            found += self.search_fetch(step, ["display_name"], limit=room)
        if found:
            return [(unit.id, unit.display_name) for unit in found.sudo()]
        return super().name_search(name, domain, operator, limit)

    @api.model
    def _search_steps(self, text):
        """Domains for a text that somebody typed, the surest first."""
        plain = self._plain(text)
        address = self._address_of(text)
        if _ADDRESS.match(address):
            partners = self._partners_with_phone(plain)
            sure = Domain("name", "=", address)
            if partners:
                sure |= Domain("ownership_ids.partner_id", "in", partners)
            return [sure, Domain("name", "ilike", address)]
        estate, __, last = plain.rpartition(" ")
        address = self._address_of(last)
        if estate and _ADDRESS.match(address):
            return [Domain("estate_id.name", "ilike", estate) & Domain("name", "=", address)]
        if any(letter.isdigit() for letter in plain):
            return []
        people = Domain("ownership_ids.partner_id.name", "ilike", plain)
        return [people | Domain("estate_id.name", "ilike", plain)]
