from odoo import fields, models
from odoo.tools import SQL

from ..models.collection.contact import CHANNELS
from ..models.collection.policy_step import TONES
from ..models.local_day import local_day, office_of

# A contact with an owner about arrears that was made, whoever made it.
MADE = """
c.direction = 'out' AND c.contact_class = 'dunning'
   AND (c.state IN ('sent', 'delivered', 'connected')
        OR c.state = 'failed' AND c.outcome IS NOT NULL)
"""
# The day of a contact where the firm is, its card, and what it cost: the postage of a letter where
# it was entered, else the price of the channel that held on that day.
DAY_CARD_COST = f"""
  {office_of("c.company_id")}
 CROSS JOIN LATERAL (
       SELECT {local_day("c.moment")} AS day
       ) made
  LEFT JOIN LATERAL (
       SELECT k.id, k.estate_id, k.segment_id
         FROM arrears_contact_case_rel r JOIN arrears_case k ON k.id = r.case_id
        WHERE r.contact_id = c.id ORDER BY k.id LIMIT 1
       ) card ON TRUE
 CROSS JOIN LATERAL (
       SELECT COALESCE(
              (SELECT NULLIF(letter.postage, 0) FROM arrears_letter letter
                WHERE letter.contact_id = c.id ORDER BY letter.id LIMIT 1),
              (SELECT price.amount FROM arrears_channel_cost price
                WHERE price.company_id = c.company_id AND price.channel = c.channel
                  AND price.date_from <= made.day ORDER BY price.date_from DESC LIMIT 1),
              0) AS cost
       ) spent
"""
# A row a contact that was made; each rate is 0 or 100, so that its mean is a share in percent.
CONTACTS = f"""
SELECT c.id, c.company_id, c.channel, c.tone, c.user_id, step.policy_id,
       card.id AS case_id, card.estate_id, card.segment_id, made.day, spent.cost,
       c.debtor_id, firm.currency_id,
       CASE WHEN c.state = 'connected' OR c.state = 'delivered' THEN 100.0 ELSE 0 END AS reached,
       CASE WHEN c.promise_date IS NOT NULL THEN 100.0 ELSE 0 END AS promised,
       CASE WHEN EXISTS (
            SELECT 1 FROM arrears_contact before
             WHERE before.debtor_id = c.debtor_id AND before.id <> c.id
               AND before.direction = 'out' AND before.contact_class = 'dunning'
               AND before.state IN ('sent', 'delivered', 'connected')
               AND before.moment < c.moment AND before.moment >= c.moment - INTERVAL '7 days'
       ) THEN 100.0 ELSE 0 END AS repeated,
       CASE WHEN EXISTS (
            SELECT 1 FROM arrears_grievance g JOIN arrears_case of_owner ON of_owner.id = g.case_id
             WHERE g.kind = 'complaint' AND of_owner.debtor_id = c.debtor_id
               AND g.company_id = c.company_id AND g.opened_on BETWEEN made.day AND made.day + 14
       ) THEN 100.0 ELSE 0 END AS complained,
       CASE WHEN EXISTS (
            SELECT 1 FROM arrears_case_episode e
             WHERE e.case_id = card.id AND e.closed_on BETWEEN made.day AND made.day + 30
       ) THEN 100.0 ELSE 0 END AS cured,
       CASE WHEN EXISTS (
            SELECT 1 FROM arrears_mandate m
             WHERE m.debtor_id = c.debtor_id AND m.company_id = c.company_id
               AND m.signed_date BETWEEN made.day AND made.day + 30
       ) THEN 100.0 ELSE 0 END AS enrolled,
       said.satisfaction::numeric AS satisfaction
  FROM arrears_contact c
{DAY_CARD_COST}
  LEFT JOIN arrears_policy_step step ON step.id = c.step_id
  LEFT JOIN arrears_preference said
         ON said.debtor_id = c.debtor_id AND said.company_id = c.company_id
 WHERE {MADE}
"""
# An opinion is counted among others, never shown alone.
FEWEST_ANSWERS = 5


class ArrearsOutreach(models.Model):
    """What came after contacts, for managers: paid, promised, complained, by segment, policy and
    channel.

    Nothing is stored. It says what came after, not what it came from: many pay by themselves.
    """

    _name = "arrears.outreach"
    _description = "What came after contacts"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "arrears.contact": ["channel", "company_id", "contact_class", "debtor_id", "direction",
                            "moment", "outcome", "promise_date", "state", "step_id", "tone",
                            "user_id"],
        "arrears.case": ["debtor_id", "estate_id", "segment_id"],
        "arrears.channel.cost": ["amount", "channel", "company_id", "date_from"],
        "arrears.letter": ["contact_id", "postage"],
        "arrears.case.episode": ["case_id", "closed_on"],
        "arrears.grievance": ["case_id", "company_id", "kind", "opened_on"],
        "arrears.mandate": ["company_id", "debtor_id", "signed_date"],
        "arrears.preference": ["company_id", "debtor_id", "satisfaction"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    debtor_id = fields.Many2one("res.partner", readonly=True)
    day = fields.Date(readonly=True)
    case_id = fields.Many2one("arrears.case", string="Card", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    segment_id = fields.Many2one("arrears.segment", readonly=True)
    policy_id = fields.Many2one("arrears.policy", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    tone = fields.Selection(TONES, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    reached = fields.Float(string="Reached (%)", readonly=True, aggregator="avg")
    promised = fields.Float(string="With a promise (%)", readonly=True, aggregator="avg")
    cured = fields.Float(
        string="Paid within 30 days (%)", readonly=True, aggregator="avg",
        help="Nothing was overdue on the card any more.",
    )  # fmt: skip
    repeated = fields.Float(
        string="Again within a week (%)", readonly=True, aggregator="avg",
        help="The same person had been contacted within seven days before.",
    )  # fmt: skip
    complained = fields.Float(
        string="Complaints per 100 contacts", readonly=True, aggregator="avg",
        help="The person complained within 14 days after.",
    )  # fmt: skip
    enrolled = fields.Float(
        string="Signed a mandate within 30 days (%)", readonly=True, aggregator="avg"
    )
    satisfaction = fields.Float(
        string="Satisfaction (1–5)", readonly=True, aggregator="avg",
        help="Of those who answered of free will; empty for fewer than five of them.",
    )  # fmt: skip
    cost = fields.Monetary(
        string="Cost of contacts", readonly=True,
        help="By the costs of contacts that held on the day, and the postage of letters.",
    )  # fmt: skip

    @property
    def _table_query(self):
        return SQL(CONTACTS)

    def _read_group_select(self, aggregate_spec, query):
        """Extended: what fewer than five people think is not told."""
        selected = super()._read_group_select(aggregate_spec, query)
        if not aggregate_spec.startswith("satisfaction:"):
            return selected
        return SQL(
            "CASE WHEN COUNT(DISTINCT CASE WHEN %(said)s IS NOT NULL THEN %(who)s END) >= %(least)s"
            " THEN %(selected)s END",
            said=self._field_to_sql(self._table, "satisfaction", query),
            who=self._field_to_sql(self._table, "debtor_id", query),
            least=FEWEST_ANSWERS,
            selected=selected,
        )
