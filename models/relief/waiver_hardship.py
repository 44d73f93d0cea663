from odoo import api, models
from odoo.fields import Command

from ...engine.approval import LATE_FEE
from ...engine.money import amount, minor_units


class ArrearsWaiver(models.Model):
    """What an approved application for relief leads to."""

    _inherit = "arrears.waiver"

    @api.model
    def _create_approved(self, application, amounts, subject=LATE_FEE):
        """The waiver that an approved application leads to. It is sealed: the person who took
        the application down does not see it.

        Within what the firm left to reviewers it is approved with the decision; a reduction of
        the service fee, or what is above, goes to whoever may approve it.

        :param amounts: {charge id: minor units}
        """
        digits = application.currency_id.decimal_places
        waiver = self.create(
            {
                "company_id": application.company_id.id,
                "debtor_id": application.debtor_id.id,
                "reason_code": "hardship",
                "subject": subject,
                "line_ids": [
                    Command.create({"charge_id": charge_id, "amount": amount(minor, digits)})
                    for charge_id, minor in amounts.items()
                ],
            }
        )
        waiver._record_effect(
            {
                "state": "submitted",
                "is_sealed": True,
                "hardship_id": application.id,
                "requested_by_id": application.opened_by_id.id,
                "requested_on": application.opened_on,
            }
        )
        if waiver._left_to_reviewers(sum(amounts.values())):
            waiver._record_effect(waiver._approval(self.env.uid))
        else:
            # The waiting begins with the decision, not with the application.
            waiver._record_effect({"requested_on": application.company_id._arrears_today()})
            waiver._send_to_approvers()
        return waiver

    def _left_to_reviewers(self, total):
        """Whether a reviewer's decision approves it by itself."""
        company = self.company_id
        limit = minor_units(company.arrears_reviewer_limit, self.currency_id.decimal_places)
        within = total <= limit or not self._has_limits()
        return self.subject == LATE_FEE and within and not self._unresolved()
