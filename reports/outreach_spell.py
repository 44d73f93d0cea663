from odoo import api, fields, models
from odoo.tools import SQL

from ..models.collection.contact import CHANNELS
from .outreach import DAY_CARD_COST, MADE
from .rate_field import Rate

# A row an episode of a card: what was overdue in it, what came in, and what was done for it. Money
# of a receivable line that bills several periods or units is shared by what each of them charged.
SPELLS = f"""
SELECT e.id, e.company_id, k.currency_id, e.case_id, k.estate_id, k.segment_id, k.policy_id,
       e.opened_on, e.closed_on, e.amount_highest, last_one.channel,
       CASE WHEN e.closed_on IS NULL THEN 0 ELSE 1 END AS closed_count,
       CASE WHEN e.closed_on IS NOT NULL AND spell.contacts = 0 AND gone.money > 0
            THEN 1 ELSE 0 END AS alone_count,
       gone.money AS recovered, gone.otherwise AS given_up,
       CASE WHEN e.closed_on IS NULL THEN GREATEST(k.amount_overdue, 0) ELSE 0 END AS remaining,
       spell.contacts AS contact_count, spell.cost,
       (SELECT COUNT(*) FROM arrears_grievance g
         WHERE g.case_id = e.case_id AND g.kind = 'complaint'
           AND g.opened_on BETWEEN e.opened_on AND COALESCE(e.closed_on, 'infinity'))
       AS complaint_count
  FROM arrears_case_episode e
  JOIN (SELECT card.*, company.currency_id FROM arrears_case card
          JOIN res_company company ON company.id = card.company_id) k ON k.id = e.case_id
 CROSS JOIN LATERAL (
       SELECT COUNT(*) AS contacts,
              COALESCE(SUM(spent.cost) FILTER (WHERE card.id = e.case_id), 0) AS cost
         FROM arrears_contact_case_rel r JOIN arrears_contact c ON c.id = r.contact_id
       {DAY_CARD_COST}
        WHERE r.case_id = e.case_id AND {MADE}
          AND made.day BETWEEN e.opened_on AND COALESCE(e.closed_on, 'infinity')
       ) spell
  LEFT JOIN LATERAL (
       SELECT c.channel
         FROM arrears_contact_case_rel r JOIN arrears_contact c ON c.id = r.contact_id
       {DAY_CARD_COST}
        WHERE r.case_id = e.case_id AND {MADE}
          AND made.day BETWEEN e.opened_on AND COALESCE(e.closed_on, 'infinity')
        ORDER BY c.moment DESC, c.id DESC LIMIT 1
       ) last_one ON TRUE
 CROSS JOIN LATERAL (
       SELECT COALESCE(ROUND(SUM(part.amount) FILTER (WHERE part.is_money), 2), 0) AS money,
              COALESCE(ROUND(SUM(part.amount) FILTER (WHERE NOT part.is_money), 2), 0) AS otherwise
         FROM (SELECT partial.amount * charge.amount_original / NULLIF(line.charged, 0) AS amount,
                      note.move_type = 'entry' AND note.arrears_reduction IS NULL AS is_money
                 FROM arrears_charge charge
                CROSS JOIN LATERAL (
                      SELECT SUM(beside.amount_original) AS charged FROM arrears_charge beside
                       WHERE beside.line_id = charge.line_id
                      ) line
                 JOIN account_partial_reconcile partial ON partial.debit_move_id = charge.line_id
                 JOIN account_move_line credit ON credit.id = partial.credit_move_id
                 JOIN account_move note ON note.id = credit.move_id
                WHERE charge.company_id = e.company_id AND charge.debtor_id = k.debtor_id
                  AND charge.unit_id IS NOT DISTINCT FROM k.unit_id
                  AND COALESCE(credit.arrears_value_date, credit.date) > charge.due_date
                  AND COALESCE(credit.arrears_value_date, credit.date)
                      BETWEEN e.opened_on AND COALESCE(e.closed_on, 'infinity')
              ) part
       ) gone
"""


class ArrearsOutreachSpell(models.Model):
    """What came of overdue debts, for managers: recovered, paid without any contact, what it cost
    and how often owners complained, by segment, policy and the channel used last.

    Nothing is stored. A debt that nobody was contacted about and that was paid shows how many pay
    by themselves: the rest is no more than what came after contacts.
    """

    _name = "arrears.outreach.spell"
    _description = "What came of overdue debts"
    _inherit = ["arrears.rate.ratios"]
    _auto = False
    _order = "opened_on desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "account.move": ["arrears_reduction", "move_type"],
        "account.move.line": ["arrears_value_date", "date", "move_id"],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id"],
        "arrears.case": ["amount_overdue", "company_id", "debtor_id", "estate_id", "policy_id",
                         "segment_id", "unit_id"],
        "arrears.case.episode": ["amount_highest", "case_id", "closed_on", "company_id",
                                 "opened_on"],
        "arrears.channel.cost": ["amount", "channel", "company_id", "date_from"],
        "arrears.charge": ["amount_original", "company_id", "debtor_id", "due_date", "line_id",
                           "unit_id"],
        "arrears.contact": ["case_ids", "channel", "company_id", "contact_class", "direction",
                            "moment", "outcome", "state"],
        "arrears.grievance": ["case_id", "kind", "opened_on"],
        "arrears.letter": ["contact_id", "postage"],
    }  # fmt: skip
    _ratios = {
        "rate_recovered": (("recovered",), ("recovered", "given_up", "remaining")),
        "rate_alone": (("alone_count",), ("closed_count",)),
        "rate_complaints": (("complaint_count",), ("contact_count",)),
        "rate_cost": (("cost",), ("recovered",)),
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    case_id = fields.Many2one("arrears.case", string="Card", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    segment_id = fields.Many2one("arrears.segment", readonly=True)
    policy_id = fields.Many2one("arrears.policy", readonly=True)
    channel = fields.Selection(
        CHANNELS, string="Channel used last", readonly=True, help="Empty: nobody was contacted."
    )
    opened_on = fields.Date(string="Overdue since", readonly=True)
    closed_on = fields.Date(string="Settled on", readonly=True)
    amount_highest = fields.Monetary(
        string="Overdue at most", readonly=True, help="The most that was overdue at a time."
    )
    recovered = fields.Monetary(
        string="Paid when overdue", readonly=True, help="In money, by value date."
    )
    given_up = fields.Monetary(
        string="Taken off otherwise", readonly=True,
        help="Waivers, discounts, credit notes and what moved to another debtor.",
    )  # fmt: skip
    remaining = fields.Monetary(string="Overdue still", readonly=True)
    closed_count = fields.Integer(string="Debts settled", readonly=True)
    alone_count = fields.Integer(
        string="Paid without any contact", readonly=True,
        help="Nobody was reminded, called, visited or written to while it was overdue.",
    )  # fmt: skip
    contact_count = fields.Integer(string="Contacts made", readonly=True)
    complaint_count = fields.Integer(string="Complaints made", readonly=True)
    cost = fields.Monetary(
        string="Cost of contacts", readonly=True,
        help="By the costs of contacts that held on the day, and the postage of letters.",
    )  # fmt: skip
    rate_recovered = Rate(
        "Recovery (%)", compute="_compute_rates",
        help="Paid in money, of all that was paid, taken off or is overdue still.",
    )  # fmt: skip
    rate_alone = Rate(
        "Paid without any contact (%)", compute="_compute_rates", help="Of the debts settled."
    )
    rate_complaints = Rate("Complaints per 100 contacts", compute="_compute_rates")
    rate_cost = Rate(
        "Cost per 100 recovered", compute="_compute_rates",
        help="What contacts cost for each 100 of what was paid when overdue.",
    )  # fmt: skip

    @property
    def _table_query(self):
        return SQL(SPELLS)

    @api.depends(
        lambda self: sorted({n for pair in self._ratios.values() for s in pair for n in s})
    )
    def _compute_rates(self):
        return super()._compute_rates()
