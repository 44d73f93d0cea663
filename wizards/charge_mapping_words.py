from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        return super()._words() | self._words_of_mapping()

    @api.model
    def _words_of_mapping(self):
        _ = self.env._
        return {
            "mapping_unit_named": _("Unit: “%(text)s” names it."),
            "mapping_unit_only": _("Unit: the only one of the payer at that time."),
            "mapping_unit_several": _("Unit: several fit (%(units)s)."),
            "mapping_unit_unknown": _("Unit: no words and no ownership tell it."),
            "mapping_kind_word": _("Kind: the text says “%(word)s”."),
            "mapping_kind_unknown": _("Kind: no word tells it."),
            "mapping_period_named": _("Period: “%(text)s”."),
            "mapping_period_several": _("Period: the text names several (%(texts)s)."),
            "mapping_period_cycle": _("Period: the estate's billing cycle around %(day)s."),
            "mapping_period_unknown": _("Period: nothing tells it."),
            "mapping_basis_standard": _("Price basis: the fee standard of that time."),
            "mapping_basis_unknown": _("Price basis: no fee standard was in force."),
        }
