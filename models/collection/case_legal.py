from odoo import fields, models
from odoo.tools import SQL

from ...engine.ways import Attempt, WayFacts, ways_tried
from ..local_day import local_day, office_of

# Every text to a debtor carries the line that offers help (``REQUIRED_PARTS``), and so does a
# formal demand.
OFFERS = f"""
SELECT e.case_id,
       GREATEST(MAX({local_day("c.moment")}),
                MAX(k.help_offered_on) FILTER (WHERE k.help_offered_on >= e.opened_on))
  FROM arrears_case_episode e
  JOIN arrears_case k ON k.id = e.case_id
  {office_of("k.company_id")}
  LEFT JOIN arrears_contact_case_rel r ON r.case_id = k.id
  LEFT JOIN arrears_contact c
         ON c.id = r.contact_id AND c.company_id = k.company_id
        AND {local_day("c.moment")} >= e.opened_on
        AND c.direction = 'out' AND c.contact_class IN ('dunning', 'legal')
        AND (c.channel IN ('email', 'sms', 'letter')
             OR c.channel = 'wechat' AND c.template_id IS NOT NULL)
        AND c.state IN ('sent', 'delivered')
 WHERE e.closed_on IS NULL AND k.id = ANY(%(cases)s) AND k.company_id = ANY(%(companies)s)
 GROUP BY e.case_id
"""
# What was undertaken in the present episode; what of it counts is for the rules to say.
ATTEMPTS = f"""
SELECT DISTINCT r.case_id, c.channel, c.state, COALESCE(c.outcome, ''),
       c.state = 'failed' AND EXISTS (
           SELECT 1 FROM arrears_contact_event v
            WHERE v.contact_id = c.id AND v.kind IN ('bounced', 'failed'))
  FROM arrears_contact c JOIN arrears_contact_case_rel r ON r.contact_id = c.id
  JOIN arrears_case_episode e ON e.case_id = r.case_id AND e.closed_on IS NULL
  {office_of("c.company_id")}
 WHERE r.case_id = ANY(%(cases)s) AND c.company_id = ANY(%(companies)s)
   AND c.direction = 'out' AND c.contact_class IN ('dunning', 'legal')
   AND c.state IN ('sent', 'delivered', 'connected', 'failed')
   AND {local_day("c.moment")} >= e.opened_on
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

    def _channels_tried(self, reach=None, known=None):
        """Families of channels that were tried, or are closed by what is on record: asked by the
        policies and by the legal gate alike.

        :param reach: what ``_reach`` said of these cases of one company, where it was asked
        :param known: what ``_known`` said of them, where it was asked
        :return: ``{case id: frozenset of message, call, letter, visit}``
        """
        ways = self._ways(reach, known)
        return {case_id: ways_tried(WayFacts(**facts)) for case_id, facts in ways.items()}

    def _ways(self, reach=None, known=None):
        """What is known of the ways to each debtor; rooms add theirs.

        :param reach, known: as for ``_channels_tried``
        :return: ``{case id: values of WayFacts}``
        """
        attempts = {}
        for case_id, *attempt in self._rows_of_contacts(ATTEMPTS):
            attempts.setdefault(case_id, []).append(Attempt(*attempt))
        written_to, called = {}, {}
        for company, cases in self.sudo().grouped("company_id").items():
            written_to[company.id] = cases._reach() if reach is None else reach
            called[company.id] = cases._ids_with_phone(cases.debtor_id, company)
        return {
            case_id: {
                "attempts": tuple(attempts.get(case_id, ())),
                "message_way": written_to[company].get(debtor) is not None,
                "number": debtor in called[company],
            }
            for case_id, (company, debtor) in self._who().items()
        }

    def _rows_of_contacts(self, query):
        for model in ("arrears.contact", "arrears.contact.event", "arrears.case.episode"):
            self.env[model].flush_model()
        self.flush_model()
        return self.env.execute_query(SQL(query, cases=self.ids, companies=self.company_id.ids))

    def _legal_facts_of(self, case):
        """Extended: an accepted proposal of the present episode is the named sign-off."""
        opened = max(case.sudo().episode_ids.mapped("opened_on"), default=None)
        signed = case.sudo().legal_proposal_ids.filtered(
            lambda one: one.state == "accepted" and (not opened or one.decided_on >= opened)
        )
        return super()._legal_facts_of(case) | {"signed_off": bool(signed)}
