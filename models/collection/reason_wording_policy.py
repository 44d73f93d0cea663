from odoo import api, models

# Argument of a reason → the model whose names it holds as ids.
_RECORDS = {"estate": "arrears.estate", "segment": "arrears.segment"}


class ArrearsReasonWording(models.AbstractModel):
    """Words of the policies: which was chosen and why, which changed, what a step waits for."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended by the policies."""
        return super()._words() | self._words_of_policies() | self._words_of_proposals()

    @api.model
    def _words_of_policies(self):
        _ = self.env._
        return {
            "policy_by_estate": _("Estate: %(estate)s"),
            "policy_by_segment": _("Segment: %(segment)s"),
            "policy_by_usage": _("Use of the unit: %(usage)s"),
            "policy_by_occupancy": _("Condition of the unit: %(occupancy)s"),
            "policy_by_default": _("None of the policies before it fits this card."),
            "policy_changed_estate": _("Estate: %(before)s → %(now)s"),
            "policy_changed_segment": _("Segment: %(before)s → %(now)s"),
            "policy_changed_usage": _("Use of the unit: %(before)s → %(now)s"),
            "policy_changed_occupancy": _("Condition of the unit: %(before)s → %(now)s"),
            "policy_changed_rules": _("The policies were changed."),
            "channel_not_ready": _("A %(channel)s can't be carried out by a run yet."),
            "step_needs_channels": _("The next step waits until these were tried: %(channels)s."),
        }

    @api.model
    def _words_of_proposals(self):
        _ = self.env._
        return {
            "hardship_not_offered": _(
                "Legal steps are proposed only after the debtor was offered help: no message with "
                "the offer has left, and none is noted on the card."
            ),
            "legal_proposed": _("Proposed for legal steps on %(on)s; a manager decides."),
            "legal_already": _("The card is with the law already."),
        }

    @api.model
    def _sentence(self, words, reason):
        """Extended: the ids and codes of a policy's reasons become names."""
        if reason["code"].startswith(("policy_by_", "policy_changed_")):
            fact = reason["code"].rsplit("_", 1)[1]
            arguments = {
                name: self._name_of(fact, value) for name, value in reason["arguments"].items()
            }
            reason = {"code": reason["code"], "arguments": arguments}
        return super()._sentence(words, reason)

    @api.model
    def _name_of(self, fact, value):
        """A value of a fact of a card as people call it; a dash where there is none."""
        if value in (None, False, "–"):
            return "–"
        if fact in _RECORDS:
            record = self.env[_RECORDS[fact]].sudo().browse(value).exists()
            return record.name or "–"
        model, field = {
            "usage": ("arrears.unit", "usage"),
            "occupancy": ("arrears.policy", "occupancy"),
        }[fact]
        labels = dict(self.env[model]._fields[field]._description_selection(self.env))
        return labels.get(value, value)
