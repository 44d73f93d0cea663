from odoo import api, fields, models

QUALITIES = [
    ("none", "No address"),
    ("unknown", "Not verified"),
    ("good", "Verified"),
    ("bad", "Not good"),
]


class ArrearsCase(models.Model):
    """Where a debtor gets letters and visits, and what is known of that address."""

    _inherit = "arrears.case"

    address_quality = fields.Selection(
        QUALITIES,
        string="Address",
        compute="_compute_address_quality",
        help="Verified: somebody was met there, or a letter was signed for. Not good: a letter "
        "came back or the debtor had moved; no letter, visit or suit goes there until it is "
        "corrected.",
    )

    def _compute_address_quality(self):
        found = self._address_qualities()
        for case in self:
            case.address_quality = found[case.id]

    def _letter_addresses(self):
        """The address of each debtor of these cases: his own, else that of his home here.

        :return: ``{(company id, debtor id): [lines]}``; an empty list where there is none
        """
        cases = self.sudo().search_fetch(
            [("company_id", "in", self.company_id.ids), ("debtor_id", "in", self.debtor_id.ids)],
            ["company_id", "debtor_id", "unit_id"],
        )
        units = {}
        for case in cases:
            units.setdefault((case.company_id, case.debtor_id), []).append(case.unit_id)
        return {
            (company.id, debtor.id): self._address_of(company, debtor, units[company, debtor])
            for company, debtor in units
        }

    def _address_of(self, company, debtor, units):
        if debtor.street:
            return self._lines_of(debtor, company.country_id)
        homes = [unit for unit in units if unit and unit.usage != "parking"]
        home = min(homes, key=lambda unit: unit.id, default=None)
        return [f"{home.estate_id.name} {home.name}"] if home else []

    @api.model
    def _lines_of(self, debtor, country):
        """The lines of a contact's own address, without the country at home."""
        home = debtor.country_id == country and debtor.country_id.name
        lines = debtor._display_address(without_company=True).splitlines()
        tidy = (line.strip(" ,，") for line in lines)
        return [line for line in tidy if line and line != home]

    def _address_qualities(self):
        """What is known of the address of each case: ``{case id: a key of QUALITIES}``."""
        mark = self.env["arrears.address.mark"].sudo()
        marks = {}
        for row in mark.search_fetch(
            [("company_id", "in", self.company_id.ids), ("debtor_id", "in", self.debtor_id.ids)],
            ["company_id", "debtor_id", "address_key", "quality"],
        ):
            of_debtor = marks.setdefault((row.company_id.id, row.debtor_id.id), {})
            of_debtor.setdefault(row.address_key, row.quality)
        quality = {}
        for who, lines in self._letter_addresses().items():
            # Nothing was learnt of most debtors' addresses: only the others need a digest.
            key = mark._key_of(lines) if who in marks else bool("".join(lines).strip())
            quality[who] = marks.get(who, {}).get(key, "unknown") if key else "none"
        return {case_id: quality.get(who, "none") for case_id, who in self._who().items()}

    def action_confirm_address(self):
        """The address was checked with the debtor, or against the contract: it is good."""
        self.check_access("write")
        self._mark_address("good")
        return True

    def _mark_address(self, quality, **origin):
        """Note what was learnt of the address of the debtors of these cases."""
        mark = self.env["arrears.address.mark"]
        for (company_id, debtor_id), lines in self._letter_addresses().items():
            company = self.env["res.company"].browse(company_id)
            debtor = self.env["res.partner"].browse(debtor_id)
            mark._add(company, debtor, mark._key_of(lines), quality, **origin)
        self.invalidate_recordset(["address_quality"])
