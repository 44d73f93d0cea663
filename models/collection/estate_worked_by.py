from odoo import api, models, tools
from odoo.fields import Domain

WHO = frozenset({"collector_ids", "default_collector_id"})


class ArrearsEstate(models.Model):
    """Whose an estate is to work: as one named on it, as their deputy, or as their team's leader.

    A steward works buildings of an estate and not the estate: see ``arrears.unit``.
    """

    _name = "arrears.estate"
    _inherit = ["arrears.estate", "arrears.worked.by"]

    @api.model
    def _worked_by_fields(self):
        return ("collector_ids", "default_collector_id")

    @api.model
    def _domain_worked_by_me(self):
        user = self.env.user
        domain = Domain("id", "in", self._named_on(user.id))
        for company, people in self.env["arrears.team"]._people_of(user).items():
            estates = {estate for person in people for estate in self._named_on(person)}
            domain |= Domain("company_id", "=", company) & Domain("id", "in", sorted(estates))
        return domain

    @api.model
    @tools.ormcache("user_id")
    def _named_on(self, user_id):
        """Ids of the estates a person is named on. Remembered, since every search of a collector
        asks; see ``_people_changed`` of ``arrears.team``."""
        named = Domain("collector_ids", "in", [user_id]) | Domain(
            "default_collector_id", "=", user_id
        )
        return tuple(self.sudo().with_context(active_test=False).search(named).ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Create estates; those named on them see their cards."""
        estates = super().create(vals_list)
        self.env["arrears.team"]._people_changed()
        return estates

    def write(self, vals):
        """Change estates, and with them perhaps who sees their cards."""
        result = super().write(vals)
        if WHO & vals.keys():
            self.env["arrears.team"]._people_changed()
        return result
