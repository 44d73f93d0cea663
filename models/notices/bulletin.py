from odoo import api, fields, models

from ...engine.bulletin import CHANNEL, NEEDED, POSSIBLE, bulletin_faults
from ...engine.wording import fill


class ArrearsTemplate(models.Model):
    """Bulletins: texts for the boards of an estate, which can name nobody."""

    _inherit = "arrears.template"

    channel = fields.Selection(
        selection_add=[("bulletin", "Bulletin")], ondelete={"bulletin": "cascade"}
    )

    def _own_faults(self):
        """Extended: a bulletin has rules of its own, whatever it is used for."""
        if self.channel == CHANNEL:
            return bulletin_faults((self.subject, self.body))
        return super()._own_faults()

    @api.depends("tone", "channel")
    def _compute_parts_help(self):
        bulletins = self.filtered(lambda template: template.channel == CHANNEL)
        result = super(ArrearsTemplate, self - bulletins)._compute_parts_help()
        for template in bulletins:
            template.parts_help = self.env._(
                "Needed: %(required)s. Possible: %(optional)s.",
                required=", ".join(f"{{{part}}}" for part in NEEDED),
                optional=", ".join(f"{{{part}}}" for part in POSSIBLE if part not in NEEDED),
            )
        return result

    def _bulletin(self, values):
        """Title and paragraphs of a bulletin, filled.

        :param values: a text for each of ``engine.bulletin.POSSIBLE``
        """
        self.ensure_one()
        lines = fill(self.body, values).splitlines()
        return {
            "title": fill(self.subject or "", values),
            "lines": [line for line in lines if line.strip()],
        }
