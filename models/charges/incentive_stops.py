from odoo import models
from odoo.tools import SQL

# A dispute that runs names charges, or means its whole card.
DISPUTED = """
SELECT charge.id
  FROM arrears_charge charge
  JOIN arrears_case card ON card.company_id = charge.company_id
   AND card.debtor_id = charge.debtor_id AND card.unit_id = charge.unit_id
  JOIN arrears_hold hold ON hold.case_id = card.id
 WHERE charge.id = ANY(%(charges)s) AND charge.company_id = %(company)s
   AND hold.type = 'dispute' AND hold.lifted_on IS NULL AND hold.date_from <= %(today)s
   AND (hold.date_until IS NULL OR hold.date_until >= %(today)s)
   AND (NOT EXISTS (SELECT FROM arrears_hold_charge_rel named WHERE named.hold_id = hold.id)
        OR EXISTS (SELECT FROM arrears_hold_charge_rel named
                    WHERE named.hold_id = hold.id AND named.charge_id = charge.id))
"""
# An owner who was archived, a receivable account nobody may book on any more, a debt too old.
SHUT = """
SELECT charge.id, charge.time_barred IS TRUE,
       account.active IS TRUE AND partner.active IS TRUE
  FROM arrears_charge charge
  JOIN res_partner partner ON partner.id = charge.debtor_id
  LEFT JOIN account_account account ON account.id = charge.account_id
 WHERE charge.id = ANY(%(charges)s) AND charge.company_id = %(company)s
"""
BLOCKED = """
SELECT DISTINCT award.charge_id
  FROM arrears_incentive_award award
 WHERE award.charge_id = ANY(%(charges)s) AND award.company_id = %(company)s
   AND award.program_id <> %(program)s AND award.state <> 'taken_back'
   AND (%(exclusive)s OR award.is_exclusive)
"""


class ArrearsIncentiveProgram(models.Model):
    """What forbids any reward for a bill, however well it was earned."""

    _inherit = "arrears.incentive.program"

    def _add_stops(self, rows):
        """Complete rows of facts: dispute, limitation, archived accounts, a closed period, and
        another reward of the bill. A handful of queries for any number of rows."""
        for model in ("arrears.hold", "arrears.incentive.award", "arrears.case"):
            self.env[model].flush_model()
        for model in ("res.partner", "account.account"):
            self.env[model].flush_model(["active"])
        charges = [row["charge_id"] for row in rows if row["charge_id"]]
        disputed = {charge for (charge,) in self._about(DISPUTED, charges)}
        shut = {charge: (barred, active) for charge, barred, active in self._about(SHUT, charges)}
        blocked = {charge for (charge,) in self._about(BLOCKED, charges)}
        is_open = self._period_is_open()
        for row in rows:
            barred, active = shut.get(row["charge_id"], (False, True))
            row["disputed"] = row["charge_id"] in disputed
            row["time_barred"] = barred
            row["account_active"] = active
            row["period_open"] = is_open
            row["blocked"] = row["charge_id"] in blocked

    def _about(self, text, charges):
        return self.env.execute_query(
            SQL(
                text,
                charges=charges,
                company=self.company_id.id,
                today=self.company_id._arrears_today(),
                program=self.id,
                exclusive=self.is_exclusive,
            )
        )

    def _period_is_open(self):
        """Whether a sales document can be dated today: a lock date may reach beyond it."""
        company = self.company_id
        return not company._get_lock_date_violations(company._arrears_today(), purchase=False)
