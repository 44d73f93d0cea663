from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.fapiao import status
from ...engine.money import minor_units

STATUSES = [
    ("none", "No fapiao"),
    ("asked", "Fapiao asked for"),
    ("issued", "Fapiao issued"),
    ("red_needed", "Red letter needed"),
    ("red_lettered", "Red-lettered"),
]


class ArrearsFapiaoStatus(models.AbstractModel):
    """Where a charge or a bill stands with its fapiao, reckoned for the whole set at once."""

    _name = "arrears.fapiao.status"
    _description = "Status of fapiao"

    # The field of ``arrears.fapiao.line`` that names a record of the model.
    _fapiao_line_field = "charge_id"

    arrears_fapiao_status = fields.Selection(
        STATUSES,
        string="Fapiao status",
        compute="_compute_arrears_fapiao_status",
        search="_search_arrears_fapiao_status",
    )

    def _compute_arrears_fapiao_status(self):
        found = self._fapiao_lines_by_record()
        for record in self:
            record.arrears_fapiao_status = status(found.get(record.id, ()))

    def _fapiao_lines_by_record(self):
        """``{record id: [(state, is red, minor units)]}``, by one query."""
        name, found = self._fapiao_line_field, {}
        lines = self.env["arrears.fapiao.line"].sudo()
        domain = [(name, "in", self.ids), ("state", "!=", "withdrawn")]
        for line in lines.search_fetch(domain, [name, "state", "is_red", "amount", "company_id"]):
            amount = abs(minor_units(line.amount, line.currency_id.decimal_places))
            found.setdefault(line[name].id, []).append((line.state, line.is_red, amount))
        return found

    @api.model
    def _search_arrears_fapiao_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        name = self._fapiao_line_field
        lines = self.env["arrears.fapiao.line"].sudo()
        known = lines.search_fetch(
            [("company_id", "in", self.env.companies.ids), ("state", "!=", "withdrawn"),
             (name, "!=", False)],
            [name],
        )[name]  # fmt: skip
        words = {record_id: status(rows) for record_id, rows in
                 self.browse(known.ids)._fapiao_lines_by_record().items()}  # fmt: skip
        chosen = Domain("id", "in", [key for key, word in words.items() if word in value])
        return chosen | Domain("id", "not in", known.ids) if "none" in value else chosen

    # ------------------------------------------------------------------
    # Screens: nothing of fapiao where none are issued
    # ------------------------------------------------------------------

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        """Extended: views differ between firms with and without fapiao."""
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._fapiao_shown())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Extended: columns, filters and buttons marked ``fapiao`` go where none are issued."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._fapiao_shown():
            for node in arch.xpath(
                "//field[@name='arrears_fapiao_status'] | //filter[starts-with(@name, 'fapiao_')]"
                " | //button[@name='action_ask_fapiao' or @name='action_arrears_ask_fapiao']"
            ):
                node.getparent().remove(node)
        return arch, view

    @api.model
    def _fapiao_shown(self):
        return any(company._arrears_issues_fapiao() for company in self.env.companies)
