from odoo import api, fields, models


class ArrearsJurisdiction(models.Model):
    """Whether fapiao are issued there: the People's Republic alone, unless somebody says so."""

    _inherit = "arrears.jurisdiction"

    uses_fapiao = fields.Boolean(
        string="Fapiao are issued",
        compute="_compute_uses_fapiao",
        store=True,
        readonly=False,
        help="Estates under this preset show the screens of fapiao and red letters.",
    )

    @api.depends("code")
    def _compute_uses_fapiao(self):
        for jurisdiction in self:
            jurisdiction.uses_fapiao = jurisdiction.code == "CN"

    def write(self, vals):
        """Extended: menus show or hide with the preset."""
        if "uses_fapiao" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
