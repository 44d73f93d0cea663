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
        cases = self.sudo().search(
            [("company_id", "in", self.company_id.ids), ("debtor_id", "in", self.debtor_id.ids)]
        )
        return {
            (company.id, debtor.id): self._address_of(company, debtor, group.unit_id)
            for (company, debtor), group in cases.grouped(
                lambda case: (case.company_id, case.debtor_id)
            ).items()
        }

    def _address_of(self, company, debtor, units):
        if debtor.street:
            return self._lines_of(debtor, company.country_id)
        homes = units.filtered(lambda unit: unit.usage != "parking").sorted("id")
        return [f"{homes[0].estate_id.name} {homes[0].name}"] if homes else []

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
        keys = {who: mark._key_of(lines) for who, lines in self._letter_addresses().items()}
        newest = {}
        rows = mark.search_read(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.debtor_id.ids),
                ("address_key", "in", [key for key in keys.values() if key]),
            ],
            ["company_id", "debtor_id", "address_key", "quality"],
        )
        for row in rows:
            who = (row["company_id"][0], row["debtor_id"][0])
            newest.setdefault((who, row["address_key"]), row["quality"])
        found = {}
        for case in self.sudo():
            who = (case.company_id.id, case.debtor_id.id)
            key = keys.get(who)
            found[case.id] = newest.get((who, key), "unknown") if key else "none"
        return found

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
