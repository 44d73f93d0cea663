from odoo import models


class ResPartner(models.Model):
    """A telephone number is found by its end, however it was written."""

    _inherit = "res.partner"

    # The same expression as in ``arrears.unit._partners_with_phone``.
    _arrears_phone_end = models.Index(
        "(RIGHT(REGEXP_REPLACE(phone, '[^0-9]', '', 'g'), 4)) WHERE phone IS NOT NULL"
    )
