from odoo import fields, models
from odoo.tools import SQL

# Every text to a debtor carries the line that offers help (``REQUIRED_PARTS``), and so does a
# formal demand.
OFFERS = """
SELECT e.case_id,
       GREATEST(MAX(c.moment)::date,
                MAX(k.help_offered_on) FILTER (WHERE k.help_offered_on >= e.opened_on))
  FROM arrears_case_episode e
  JOIN arrears_case k ON k.id = e.case_id
  LEFT JOIN arrears_contact_case_rel r ON r.case_id = k.id
  LEFT JOIN arrears_contact c
         ON c.id = r.contact_id AND c.company_id = k.company_id AND c.moment >= e.opened_on
        AND c.direction = 'out' AND c.contact_class IN ('dunning', 'legal')
        AND (c.channel IN ('email', 'sms', 'letter')
             OR c.channel = 'wechat' AND c.template_id IS NOT NULL)
        AND c.state IN ('sent', 'delivered')
 WHERE e.closed_on IS NULL AND k.id = ANY(%(cases)s) AND k.company_id = ANY(%(companies)s)
 GROUP BY e.case_id
"""
# A message that failed reached nobody; a call that nobody answered, or a visit at
# which nobody was home, was tried.
TRIED = """
SELECT DISTINCT r.case_id, c.channel
  FROM arrears_contact c JOIN arrears_contact_case_rel r ON r.contact_id = c.id
  JOIN arrears_case_episode e ON e.case_id = r.case_id AND e.closed_on IS NULL
 WHERE r.case_id = ANY(%(cases)s) AND c.company_id = ANY(%(companies)s)
   AND c.direction = 'out' AND c.contact_class IN ('dunning', 'legal')
   AND (c.state IN ('sent', 'delivered', 'connected')
        OR (c.state = 'failed' AND c.channel IN ('call', 'visit') AND c.outcome IS NOT NULL))
   AND c.moment >= e.opened_on
"""


class ArrearsCase(models.Model):
    """What has to be true before anybody proposes legal steps, and who signed them off."""

    _inherit = "arrears.case"

    help_offered_on = fields.Date(
        string="Help offered on",
        readonly=True,
        copy=False,
        help="When somebody told the debtor in person that there is help for whoever can't pay: "
        "instalments, more time, relief.",
    )
    help_offered_by_id = fields.Many2one("res.users", string="Help offered by", readonly=True)
    legal_proposal_ids = fields.One2many(
        "arrears.legal.proposal", "case_id", string="Proposals for legal steps", readonly=True
    )

    def action_note_help_offered(self):
        """Note that the debtor was told today, in person, that there is help."""
        self.check_access("write")
        for company, cases in self.grouped("company_id").items():
            today = company._arrears_today()
            cases.write({"help_offered_on": today, "help_offered_by_id": self.env.uid})
        return True

    def _help_offers(self):
        """When each debtor was last offered help, by a text that left or in person.

        :return: ``{case id: date}``, without the cases where it never was
        """
        rows = self._rows_of_contacts(OFFERS)
        return {case_id: day for case_id, day in rows if day}

    def _channels_of_contacts(self):
        """Channels really used in the present episode.

        :return: ``{case id: set of channels of contacts}``
        """
        found = {}
        for case_id, channel in self._rows_of_contacts(TRIED):
            found.setdefault(case_id, set()).add(channel)
        return found

    def _rows_of_contacts(self, query):
        for model in ("arrears.contact", "arrears.case.episode", "arrears.case"):
            self.env[model].flush_model()
        return self.env.execute_query(SQL(query, cases=self.ids, companies=self.company_id.ids))

    def _legal_facts_of(self, case):
        """Extended: an accepted proposal of the present episode is the named sign-off."""
        opened = max(case.sudo().episode_ids.mapped("opened_on"), default=None)
        signed = case.sudo().legal_proposal_ids.filtered(
            lambda one: one.state == "accepted" and (not opened or one.decided_on >= opened)
        )
        return super()._legal_facts_of(case) | {"signed_off": bool(signed)}
