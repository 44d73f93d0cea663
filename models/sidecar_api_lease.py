"""What the sidecar may call about leases; rules as in ``models/sidecar_api``."""

from odoo import api, models
from odoo.exceptions import UserError


class ArrearsSidecar(models.AbstractModel):
    """Which of several sidecars has which files."""

    _inherit = "arrears.sidecar"

    @api.model
    def _leased(self, kind, code):
        """The record that a lease of that kind and code is about.

        :raises UserError: there is none in the companies of the technical user
        """
        if kind == "channel":
            return self._channel(code)
        raise UserError(self.env._("There are no leases of kind %(kind)s.", kind=str(kind)[:20]))

    @api.model
    def take_leases(self, *, sidecar, instance, kind, codes, seconds):
        """Take or renew leases, so that of several sidecars one has the files.

        :param instance: tells two sidecars of one name apart; the same after a start
        :param kind: ``channel`` or ``source``
        :return: for each code who has it, and whether its bank takes files today
        :raises UserError: a code is unknown
        """
        self._check_caller()
        known = {code: self._leased(kind, code) for code in codes}
        holders = self._inside("arrears.sidecar.lease")._take(
            kind, list(known), str(sidecar)[:60], str(instance or sidecar)[:64], seconds
        )
        return [
            {
                "code": code,
                "granted": not holders[code],
                "holder": holders[code] or str(sidecar)[:60],
                "is_bank_day": self._is_bank_day(record),
            }
            for code, record in known.items()
        ]

    @api.model
    def _is_bank_day(self, record):
        """Whether the bank of a channel takes files today; statements come on any day."""
        if record._name != "arrears.bank.channel":
            return True
        return record._bank_days().is_open(record.company_id._arrears_today())

    @api.model
    def give_back_leases(self, *, instance):
        """Let other sidecars go on at once."""
        self._check_caller()
        self._inside("arrears.sidecar.lease")._give_back(str(instance)[:64])
        return {"ok": True}
