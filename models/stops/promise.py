from odoo import fields, models


class ArrearsPromise(models.Model):
    """The tasks of a promise, and the ledger that is too old to judge it."""

    _inherit = "arrears.promise"

    task_ids = fields.One2many("arrears.promise.task", "promise_id", readonly=True)

    def _task_words(self, kind):
        """What the call is about, without a name or an amount: tasks show in many places."""
        language = self.case_id.user_id.lang or self.env.lang
        translated = self.with_context(lang=language)
        unit = translated.case_id.unit_id.sudo().name or "…"
        if kind == "confirm":
            return translated.env._(
                "Promise of tomorrow: do day and amount agree? %(unit)s", unit=unit
            )
        return translated.env._(
            "Promised and not arrived: was there a problem? %(unit)s", unit=unit
        )

    def _ledger_old_since(self, today):
        """Extended: where the statements are too old, the payment may be on its way to us."""
        found = super()._ledger_old_since(today)
        for company, promises in self.sudo().grouped("company_id").items():
            estates = promises.case_id.estate_id
            stale = self.env["arrears.ledger.gap"]._stale_accounts(company, estates, today)
            found |= {
                promise.id: stale[promise.case_id.estate_id.id].since
                for promise in promises
                if promise.case_id.estate_id.id in stale
            }
        return found

    def _is_agreed_today(self, today):
        """Whether one of these was to be confirmed, so that a call before its day was agreed."""
        return bool(
            self.filtered(
                lambda promise: (
                    promise.state == "open"
                    and promise.promised_by >= today
                    and "confirm" in promise.task_ids.mapped("kind")
                )
            )
        )
