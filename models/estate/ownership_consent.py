from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What a tenant agreed to; where it changes, the word has to be given again.
AGREED = ("partner_id", "unit_id", "pays")
AGENT, TENANT = "agent", "tenant_payer"


class ArrearsOwnership(models.Model):
    """A tenant pays after the tenant's own word alone; an agent speaks by a written authority.

    What an owner says of a tenant makes nobody a payer. An authority has a last day, and ends as
    soon as the owner or the agent asks for it.
    """

    _name = "arrears.ownership"
    _inherit = ["arrears.ownership", "arrears.guarded"]
    _effect_fields = frozenset(
        {
            *("consent_on", "consent_by_id", "told_on"),
            *("authority_on", "authority_by_id", "ended_on", "ended_by_id"),
        }
    )

    # The tenant's own word
    consent_proof = fields.Binary(
        string="Confirmation of the tenant",
        attachment=True,
        copy=False,
        help="What the tenant signed: what is paid, for which unit, from when to when.",
    )
    consent_proof_name = fields.Char(copy=False)
    consent_on = fields.Date(string="Confirmed by the tenant on", readonly=True, copy=False)
    consent_by_id = fields.Many2one(
        "res.users", string="Confirmation taken by", readonly=True, copy=False
    )
    told_on = fields.Date(
        string="Notice to the tenant", readonly=True, copy=False, help="When it was printed."
    )

    # The authority of an agent
    authority = fields.Binary(string="Written authority", attachment=True, copy=False)
    authority_name = fields.Char(copy=False)
    authority_on = fields.Date(string="Authority seen on", readonly=True, copy=False)
    authority_by_id = fields.Many2one(
        "res.users", string="Authority seen by", readonly=True, copy=False
    )
    end_asked_by = fields.Selection(
        [("owner", "The owner"), ("agent", "The agent")], string="End asked for by", copy=False
    )
    ended_on = fields.Date(string="End asked for on", readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", string="End taken by", readonly=True, copy=False)

    def write(self, vals):
        """Extended: a word that was given for something else does not count any more.

        :raises UserError: an authority would be made longer, or given to somebody else
        """
        changed = [name for name in AGREED if name in vals]
        again = self.filtered(
            lambda one: (
                one.consent_on
                and any(one._fields[n].convert_to_write(one[n], one) != vals[n] for n in changed)
            )
        )
        self._refuse_longer_authority(vals)
        result = super().write(vals)
        again._record_effect({"consent_on": False, "consent_by_id": False, "told_on": False})
        return result

    def _refuse_longer_authority(self, vals):
        """What was seen stands: only an earlier end may be written."""
        for record in self.filtered("authority_on"):
            last = fields.Date.to_date(vals.get("date_to", record.date_to))
            longer = not last or last > record.date_to
            other = any(
                name in vals and record[name].id != vals[name] for name in ("partner_id", "unit_id")
            )
            if longer or other or not vals.get("authority", True):
                raise UserError(
                    self.env._(
                        "The authority that was seen says otherwise: add a new line with the new "
                        "authority."
                    )
                )

    @api.model
    def _valid_domain(self, day):
        """Who has a role on a day; an agent with an authority that was seen and still holds."""
        current = Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
        seen = Domain("authority_on", "!=", False) & Domain("date_to", "!=", False)
        return current & (Domain("role", "!=", AGENT) | seen)

    def action_confirm_payer(self):
        """Record that the tenant confirmed to pay: from now on the tenant is billed.

        :raises UserError: this is no tenant, or the signed confirmation is missing
        """
        self.check_access("write")
        for record in self:
            if record.role != TENANT:
                raise UserError(self.env._("Only a tenant confirms to be the payer."))
            if not record.consent_proof:
                raise UserError(
                    self.env._(
                        "Add what the tenant signed. What the owner says of a tenant makes nobody "
                        "a payer."
                    )
                )
            record._record_effect(
                {
                    "consent_on": record.company_id._arrears_today(),
                    "consent_by_id": self.env.uid,
                }
            )
        return True

    def action_authorise(self):
        """Record that the written authority of an agent was seen.

        :raises UserError: this is no agent, or the authority or its last day is missing
        """
        self.check_access("write")
        for record in self:
            if record.role != AGENT:
                raise UserError(self.env._("Only an agent needs an authority."))
            if not record.authority or not record.date_to:
                raise UserError(
                    self.env._(
                        "Add the written authority and its last day: it does not run for ever."
                    )
                )
            record._record_effect(
                {
                    "authority_on": record.company_id._arrears_today(),
                    "authority_by_id": self.env.uid,
                }
            )
        return True

    def action_end_authority(self):
        """End an authority today, as the owner or the agent asked.

        :raises UserError: it is not running, or nobody is named who asked
        """
        self.check_access("write")
        for record in self:
            today = record.company_id._arrears_today()
            if not record.authority_on or record.date_to < today or record.ended_on:
                raise UserError(self.env._("There is no authority that runs."))
            if not record.end_asked_by:
                raise UserError(self.env._("Say who asked for the end: the owner or the agent."))
            last = max(record.date_from, fields.Date.subtract(today, days=1))
            record.date_to = last
            record._record_effect({"ended_on": today, "ended_by_id": self.env.uid})
        return True
