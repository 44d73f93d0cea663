from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .ownership import OFFICE

GROUNDS = [("phone", "Same phone number"), ("name", "Same name in one building")]

GROUPS = """
WITH party AS (
    SELECT ownership.company_id, ownership.partner_id, unit.estate_id,
           COALESCE(unit.building, '') AS building
      FROM arrears_ownership ownership
      JOIN arrears_unit unit ON unit.id = ownership.unit_id
     UNION
    SELECT charge.company_id, charge.debtor_id, charge.estate_id,
           COALESCE(unit.building, '')
      FROM arrears_charge charge
 LEFT JOIN arrears_unit unit ON unit.id = charge.unit_id
     WHERE charge.debtor_id IS NOT NULL
), contact AS (
    SELECT party.company_id, party.partner_id, party.estate_id, party.building,
           LOWER(REGEXP_REPLACE(partner.name, '[[:space:]]', '', 'g')) AS name,
           COALESCE(number.phone, '') AS phone
      FROM party JOIN res_partner partner ON partner.id = party.partner_id
 LEFT JOIN (%(numbers)s) number ON number.partner_id = partner.id
           AND COALESCE(number.company_id, party.company_id) = party.company_id
), found AS (
    SELECT company_id, 'phone' AS ground, array_agg(DISTINCT partner_id) AS partners
      FROM contact WHERE LENGTH(phone) >= 7 GROUP BY company_id, phone
     UNION ALL
    SELECT company_id, 'name', array_agg(DISTINCT partner_id)
      FROM contact WHERE name <> '' AND estate_id IS NOT NULL
  GROUP BY company_id, estate_id, building, name
), signed AS (
    SELECT DISTINCT company_id, ground, array_to_string(partners, ',') AS signature,
           CARDINALITY(partners) AS contact_count, partners[1] AS first_id
      FROM found WHERE CARDINALITY(partners) > 1
)
SELECT ('x' || SUBSTR(MD5(CONCAT_WS('/', company_id, ground, signature)), 1, 8)
       )::bit(32)::bigint & 2147483647 AS id,
       company_id, ground, signature, contact_count
  FROM signed
 WHERE NOT EXISTS (
       SELECT 1 FROM arrears_different_people other
        WHERE other.company_id = signed.company_id
          AND other.signature = signed.signature)
"""
NUMBERS = r"""
SELECT id AS partner_id, NULL::integer AS company_id,
       REGEXP_REPLACE(
           REGEXP_REPLACE(TRANSLATE(phone, '０１２３４５６７８９', '0123456789'),
                          '[^0-9]', '', 'g'),
           '^(00)?86(?=[0-9]{11}$)', '') AS phone
  FROM res_partner WHERE phone IS NOT NULL
"""


class ArrearsSamePerson(models.Model):
    """Contacts of a company that look like one person entered twice.

    Read from the books each time, so that a merge ends it by itself. Nothing is merged here: a
    person looks at them and either opens Odoo's own merge or says that they are different people,
    e.g. a couple with one telephone.
    """

    _name = "arrears.same.person"
    _description = "Possibly the same person"
    _auto = False
    _order = "company_id, ground, id"
    _depends = {
        "arrears.ownership": ["company_id", "partner_id", "unit_id"],
        "arrears.unit": ["estate_id", "building"],
        "arrears.different.people": ["company_id", "signature"],
        "res.partner": ["name", "phone"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    ground = fields.Selection(GROUNDS, string="What is alike", readonly=True)
    signature = fields.Char(string="Contacts (ids)", readonly=True)
    contact_count = fields.Integer(string="Contacts found", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner", string="People entered", compute="_compute_partner_ids"
    )
    unit_ids = fields.Many2many("arrears.unit", string="Units", compute="_compute_partner_ids")

    @property
    def _table_query(self):
        """Groups of at least two contacts that own or pay for a unit, or owe a charge.

        Numbers are compared as digits without the country's 86 in front; names without blanks.
        """
        return SQL(GROUPS, numbers=self._numbers())

    @api.model
    def _numbers(self):
        """Query of ``(partner_id, company_id or NULL, phone as digits)``. Rooms that keep numbers
        elsewhere add theirs."""
        return SQL(NUMBERS)

    @api.depends("signature")
    def _compute_partner_ids(self):
        members = {record: self._members(record.signature) for record in self}
        ownerships = self.env["arrears.ownership"].search(
            [("partner_id", "in", [member for ids in members.values() for member in ids])]
        )
        by_partner = ownerships.grouped("partner_id")
        for record, ids in members.items():
            partners = self.env["res.partner"].browse(ids)
            record.partner_ids = partners
            record.unit_ids = self.env["arrears.unit"].union(
                *(by_partner[partner].unit_id for partner in partners if partner in by_partner)
            )

    @staticmethod
    def _members(signature):
        return [int(number) for number in (signature or "").split(",") if number]

    def action_merge(self):
        """Open Odoo's own merge for these contacts; it asks which one is to stay."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge contacts"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": self._members(self.signature),
            },
        }

    def action_different(self):
        """Say that these are different people; they are listed again when another one joins.

        :raises AccessError: the user is neither property accountant nor manager
        """
        self.check_access("read")
        if not (self.env.su or any(self.env.user.has_group(group) for group in OFFICE)):
            raise AccessError(self.env._("Only a property accountant or a manager does this."))
        self.env["arrears.different.people"].sudo().create(
            [{"company_id": record.company_id.id, "signature": record.signature} for record in self]
        )
        self.env["arrears.same.person"].invalidate_model()
